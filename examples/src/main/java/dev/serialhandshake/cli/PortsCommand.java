// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Shown;
import dev.serialhandshake.cli.console.ShownJson;
import dev.serialhandshake.netty.serial.SerialPortInfo;
import dev.serialhandshake.netty.serial.SerialPorts;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists serial ports: ports with a stable name first, and that name first. */
@Command(
    name = "ports",
    header = "List the serial ports of this machine.",
    description = {
      "Prints first the ports that have a name which does not change, and of each port that name"
          + " first. Use this name as the LINE of other commands.",
      ""
    })
final class PortsCommand implements Callable<Integer> {

  private static final Path LINUX_PORTS = Path.of("/sys/class/tty");

  @Option(
      names = "--json",
      description =
          "Print a JSON array with one object for each port (examples/README.md lists the keys).")
  private boolean json;

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (System.getProperty("os.name", "").startsWith("Linux") && !Files.isDirectory(LINUX_PORTS)) {
      throw new CommandFailure(
          ExitCode.NO_SUCH_PORT,
          "cannot see which ports there are: "
              + LINUX_PORTS
              + " is not there, as in some containers; name the device, such as /dev/ttyUSB0");
    }
    List<SerialPortInfo> ports =
        SerialPorts.list().stream()
            .sorted(Comparator.comparing(port -> port.stableNames().isEmpty()))
            .toList();
    if (json) {
      System.out.println(json(ports));
      return ExitCode.OK.number();
    }
    if (ports.isEmpty()) {
      Console.say("no serial port; is the adapter plugged in?");
    }
    for (SerialPortInfo port : ports) {
      String path = port.stableNames().isEmpty() ? "" : "  (now " + port.path() + ")";
      String names = port.bestName() + path + "  " + port.description() + others(port);
      System.out.println(Shown.text(names));
    }
    return ExitCode.OK.number();
  }

  private static String json(List<SerialPortInfo> ports) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = ShownJson.to(text)) {
      json.writeStartArray();
      for (SerialPortInfo port : ports) {
        json.writeStartObject();
        json.writeStringField("name", port.bestName());
        json.writeStringField("path", port.path());
        json.writeArrayFieldStart("names");
        for (String name : port.stableNames()) {
          json.writeString(name);
        }
        json.writeEndArray();
        json.writeStringField("description", port.description());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    return text.toString();
  }

  /** Names that somebody chose; those below {@code /dev/serial} say what the first one says. */
  private static String others(SerialPortInfo port) {
    String others =
        port.stableNames().stream()
            .skip(1)
            .filter(name -> !name.startsWith("/dev/serial/"))
            .collect(Collectors.joining(", "));
    return others.isEmpty() ? "" : "  (also " + others + ")";
  }
}
