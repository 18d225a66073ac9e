// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import dev.serialhandshake.examples.cli.console.Console;
import dev.serialhandshake.examples.cli.console.ExitCode;
import dev.serialhandshake.netty.serial.SerialPortInfo;
import dev.serialhandshake.netty.serial.SerialPorts;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists serial ports: ports with a stable name first, and that name first. */
@Command(name = "ports", header = "List the serial ports of this machine, stable names first.%n")
final class PortsCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    List<SerialPortInfo> ports =
        SerialPorts.list().stream()
            .sorted(Comparator.comparing(port -> port.stableNames().isEmpty()))
            .toList();
    if (ports.isEmpty()) {
      Console.say("no serial port; is the adapter plugged in?");
    }
    for (SerialPortInfo port : ports) {
      String path = port.stableNames().isEmpty() ? "" : "  (now " + port.path() + ")";
      System.out.println(port.bestName() + path + "  " + port.description());
    }
    return ExitCode.OK.number();
  }
}
