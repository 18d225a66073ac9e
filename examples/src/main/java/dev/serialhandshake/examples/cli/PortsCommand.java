// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists serial ports. */
@Command(name = "ports", header = "List the serial ports of this machine, stable names first.%n")
final class PortsCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    return ExitCode.OK.number();
  }
}
