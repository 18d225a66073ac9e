// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.Commands;
import dev.serialhandshake.netty.serial.SerialPortInfo;
import dev.serialhandshake.netty.serial.SerialPorts;
import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bash and zsh themselves offer, with the scripts that are made for them. */
class CompletionTest {

  private static final Path TEMPLATES = Path.of("src/dist");

  /** What is typed, and what may follow it or take the place of its last word. */
  private static final Map<String, String> IN_BASH =
      Map.ofEntries(
          entry(
              "serial-handshake ",
              "demo serve connect status probe ports --help --version --verbose"),
          entry("serial-handshake pr", "probe"),
          entry("serial-handshake probe --sw", "--sweep"),
          entry("serial-handshake probe --sweep=", "dangerous all"),
          entry("serial-handshake probe --sweep=a", "all"),
          entry("serial-handshake serve --flow ", "none hard soft"),
          entry("serial-handshake serve --flow=h", "hard"),
          entry("serial-handshake serve --config 'a b' --flow=h", "hard"),
          entry("serial-handshake serve --forward telnet", "telnet: telnet-listen: telnets:"),
          entry("serial-handshake probe rfc", "rfc2217:"),
          entry("serial-handshake probe --sweep rfc", "rfc2217:"),
          entry("serial-handshake connect -b 1", "19200 115200"),
          entry("serial-handshake serve --log-f", "--log-format="),
          entry("serial-handshake serve --log-format ", "text json"),
          entry("serial-handshake -v serve --client-begins ", "ssh text anything later"),
          entry("serial-handshake probe --count ", ""),
          entry("serial-handshake demo ", ""));

  /** The same. */
  private static final Map<String, String> IN_ZSH =
      Map.ofEntries(
          entry("serial-handshake ", "demo serve connect status probe ports"),
          entry("serial-handshake probe --sw", "--sweep"),
          entry("serial-handshake probe --sweep=", "dangerous all"),
          entry("serial-handshake serve --flow ", "none hard soft"),
          entry("serial-handshake serve --flow=h", "hard"),
          entry("serial-handshake serve --forward telnet", "telnet: telnet-listen: telnets:"),
          entry("serial-handshake probe rfc", "rfc2217:"),
          entry("serial-handshake connect -b 1", "19200 115200"),
          entry("serial-handshake -v serve --log-format ", "text json"),
          entry("serial-handshake probe --count ", ""));

  /** A name that a shell has to quote. */
  private static final String NAME = "my b\u00fccher.yaml";

  /** The same, as both shells write it in ASCII. */
  private static final String QUOTED_NAME = "$'my b\\303\\274cher.yaml'";

  /** What is typed, with tabs, and the arguments that the program gets of it, each in brackets. */
  private static final Map<String, String> QUOTED =
      Map.of(
          "serve --config my\t", "[serve][--config][" + NAME + "]",
          "serve --config my\\ b\t", "[serve][--config][" + NAME + "]",
          "serve --config 'my\t", "[serve][--config][" + NAME + "]",
          "serve --config \"my b\t", "[serve][--config][" + NAME + "]",
          "serve --config=my\t", "[serve][--config=" + NAME + "]",
          "serve --config=\"my b\t", "[serve][--config=" + NAME + "]",
          "serve --config 'my b' rfc\th:1", "[serve][--config][my b][rfc2217:h:1]",
          "connect @ports@u\t", "[connect][@ports@usb-M&M:1.0 \u00fc]",
          "connect '@ports@u\t", "[connect][@ports@usb-M&M:1.0 \u00fc]");

  @TempDir Path folder;

  /** Bash. */
  @Nested
  class InBash {

    @BeforeAll
    static void needBash() {
      Tools.need("bash");
    }

    @Test
    void bashOffersWhatFits() throws Exception {
      for (Map.Entry<String, String> row : IN_BASH.entrySet()) {
        assertEquals(words(row.getValue()), words(bash(row.getKey())), row.getKey());
      }
    }

    @Test
    void bashOffersFilesWhereOneIsDue() throws Exception {
      Files.writeString(folder.resolve("lines.yaml"), "");
      assertEquals("lines.yaml", bash("serial-handshake serve --config li").strip());
      assertEquals("lines.yaml", bash("serial-handshake serve --config=li").strip());
    }

    @Test
    void bashQuotesNames() throws Exception {
      Files.writeString(folder.resolve("script"), withPorts(bashScript()));
      assertQuotes(". ./script", "bash", "--norc", "-i");
    }

    /** They are the same as those of the command, without a JVM. */
    @Test
    void bashKnowsThePortsOfThisMachine() throws Exception {
      Set<String> ports =
          SerialPorts.list().stream().map(CompletionTest::offered).collect(Collectors.toSet());
      assertEquals(new TreeSet<>(ports), words(run("_serial_handshake_ports")));
    }

    private String bash(String typed) throws Exception {
      return run(
          "COMP_LINE=$1 COMP_POINT=${#1}; _serial_handshake; printf '%s\\n' \"${COMPREPLY[@]}\"",
          typed);
    }

    private String run(String command, String... arguments) throws Exception {
      Path script = Files.writeString(folder.resolve("script"), bashScript());
      List<String> all =
          new ArrayList<>(
              List.of(
                  "bash",
                  "--norc",
                  "-c",
                  "source '" + script + "' && { " + command + "; }",
                  "bash"));
      all.addAll(List.of(arguments));
      return output(all);
    }

    private static String bashScript() throws IOException {
      return DistFiles.bash(Commands.model(), TEMPLATES);
    }
  }

  /** Zsh. */
  @Nested
  class InZsh {

    @BeforeAll
    static void needZsh() {
      Tools.need("zsh");
    }

    @Test
    void zshOffersWhatFits() throws Exception {
      Files.writeString(folder.resolve("_serial-handshake"), zshScript());
      Path program = folder.resolve("offers.zsh");
      try (InputStream file = CompletionTest.class.getResourceAsStream("offers.zsh")) {
        Files.write(program, file.readAllBytes());
      }
      for (Map.Entry<String, String> row : IN_ZSH.entrySet()) {
        String typed = row.getKey();
        List<String> command = List.of("zsh", "-f", program.toString(), folder.toString(), typed);
        assertEquals(words(row.getValue()), words(output(command)), typed);
      }
    }

    @Test
    void zshQuotesNames() throws Exception {
      Files.writeString(folder.resolve("_serial-handshake"), withPorts(zshScript()));
      String setUp = "fpath=($PWD $fpath); autoload -Uz compinit; compinit -D -u";
      assertQuotes(setUp, "zsh", "-f", "-i");
    }

    private static String zshScript() throws IOException {
      return DistFiles.zsh(Commands.model(), TEMPLATES);
    }
  }

  /** The script with serial ports from a folder of the test. */
  private String withPorts(String script) {
    return script.replace("/dev/serial/by-id/", "\"" + folder + "\"/by-id/");
  }

  private void assertQuotes(String setUp, String shell, String... options) throws Exception {
    String files = "mkdir by-id; : > " + QUOTED_NAME + " > $'by-id/usb-M&M:1.0 \\303\\274'\n";
    List<String> command = new ArrayList<>(List.of(Tools.path(shell)));
    command.addAll(List.of(options));
    try (InteractiveShell person =
        new InteractiveShell(folder, files + setUp, command.toArray(new String[0]))) {
      for (Map.Entry<String, String> row : QUOTED.entrySet()) {
        String typed = row.getKey().replace("@ports@", folder + "/by-id/");
        String expected = row.getValue().replace("@ports@", folder + "/by-id/");
        List<String> arguments = person.arguments("serial-handshake " + typed);
        assertEquals(expected, "[" + String.join("][", arguments) + "]", typed);
      }
    }
  }

  private static String offered(SerialPortInfo port) {
    String name = port.bestName();
    return name.startsWith("/dev/serial/by-id/") ? name : port.path();
  }

  private String output(List<String> command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    process.getOutputStream().close();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), command + " does not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals("", Files.readString(err), String.valueOf(command));
    return Files.readString(out);
  }

  private static Set<String> words(String text) {
    return text.isBlank() ? Set.of() : new TreeSet<>(List.of(text.strip().split("\\s+", -1)));
  }
}
