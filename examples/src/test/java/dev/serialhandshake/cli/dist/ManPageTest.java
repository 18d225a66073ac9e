// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.Commands;
import dev.serialhandshake.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ManPageTest {

  private static final CommandSpec ROOT = Commands.model();
  private static final Map<String, String> PAGES = ManPage.all(ROOT, "1.0", "2026-01-01");

  @TempDir Path folder;

  @Test
  void eachCommandHasAPage() {
    assertEquals(
        List.of(
            "serial-handshake.1",
            "serial-handshake-demo.1",
            "serial-handshake-serve.1",
            "serial-handshake-connect.1",
            "serial-handshake-status.1",
            "serial-handshake-probe.1",
            "serial-handshake-ports.1"),
        List.copyOf(PAGES.keySet()));
  }

  @Test
  void eachOptionHasOneEntry() {
    for (CommandSpec command : Completion.commands(ROOT)) {
      String page = PAGES.get(ManPage.name(command) + ".1");
      List<String> lines = page.lines().toList();
      for (OptionSpec option : Completion.options(command)) {
        String name = Roff.bold(option.longestName());
        long entries =
            lines.stream()
                .filter(line -> line.startsWith(name) || line.contains(", " + name))
                .filter(line -> lines.get(lines.indexOf(line) - 1).equals(".TP"))
                .count();
        assertEquals(1, entries, command.name() + " " + option.longestName());
      }
    }
  }

  @Test
  void textIsNoRequestOfRoff() {
    assertEquals("\\&.profile", Roff.text(".profile"));
    assertEquals("\\(aqa\\(aq \\e", Roff.text("'a' \\"));
    assertEquals(
        "with \\fB\\-\\-log\\fR and \\fBssh\\fR, not a\\-b",
        Roff.text("with --log and `ssh`, not a-b"));
    assertEquals("\\[u00E9]", Roff.text("\u00e9"));
  }

  @Test
  void manFindsNoFaultWithThem() throws Exception {
    Tools.need("man", "groff");
    for (Map.Entry<String, String> page : PAGES.entrySet()) {
      Path file = Files.writeString(folder.resolve(page.getKey()), page.getValue());
      Process man =
          new ProcessBuilder("man", "-E", "UTF-8", "--warnings=w", "-l", "-Tutf8", file.toString())
              .redirectOutput(folder.resolve("shown").toFile())
              .redirectError(folder.resolve("warnings").toFile())
              .start();
      try {
        assertTrue(man.waitFor(60, TimeUnit.SECONDS), page.getKey() + ": man does not end");
      } finally {
        man.destroyForcibly();
      }
      assertEquals(0, man.exitValue(), page.getKey());
      assertEquals("", Files.readString(folder.resolve("warnings")), page.getKey());
      String shown =
          Files.readString(folder.resolve("shown")).replaceAll("\u001b\\[[0-9;]*m|.\b", "");
      assertTrue(shown.contains("EXIT STATUS"), shown);
    }
  }
}
