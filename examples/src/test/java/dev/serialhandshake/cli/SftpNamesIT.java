// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where {@code serve} runs in the POSIX locale, as systemd and containers start it, files have the
 * names that they have. Names are Latin-1 here: a character for a byte.
 */
@Timeout(120)
class SftpNamesIT {

  private static final String UTF_8_NAME = "sch\u00c3\u00b6n";
  private static final String LATIN_1_NAME = "lat\u00f6";

  @TempDir Path folder;

  private OpenSsh client;
  private Daemon server;
  private String line;

  @BeforeEach
  void serveInThePosixLocale() throws Exception {
    client = new OpenSsh(folder);
    List<String> command = new ArrayList<>(List.of("env", "-u", "LANG", "LC_ALL=C"));
    command.addAll(
        Run.jarCommand(Run.copyOfJar(folder), client.keys().serve("tcp-listen:127.0.0.1:0")));
    server = Daemon.program(command.toArray(new String[0]));
    line = server.served();
    shell("mkdir d; printf utf-8 > d/" + UTF_8_NAME + "; printf latin-1 > d/" + LATIN_1_NAME);
  }

  @AfterEach
  void stop() {
    if (server != null) { // null where the test was skipped
      server.close();
    }
  }

  @Test
  void filesAreFetchedByNamesOfAnyEncoding() throws Exception {
    sftp("get d/" + UTF_8_NAME + " one", "get d/lat* two");
    assertEquals("utf-8latin-1", shell("cat one two"));
  }

  @Test
  void filesAreSentRenamedListedAndRemovedAsTheyAreCalled() throws Exception {
    Files.writeString(folder.resolve("sent"), "sent");
    String umlaut = "\u00c3\u00bc";
    sftp("put sent d/" + umlaut, "rename d/" + UTF_8_NAME + " d/x" + umlaut, "rm d/lat*");
    assertEquals("x" + umlaut + "\n" + umlaut + "\n", shell("cd d; LC_ALL=C ls -1"));
    assertEquals("sent", shell("cat d/" + umlaut));
    assertTrue(sftp("ls -1 d").contains("d/x"));
  }

  /** Names on both ends begin in the test's folder. */
  private String sftp(String... commands) throws Exception {
    String batch = "lcd " + folder + "\ncd " + folder + "\n" + String.join("\n", commands) + "\n";
    Run run = client.sftp(line, batch.getBytes(ISO_8859_1));
    assertEquals(0, run.exit(), run.err());
    return run.out();
  }

  private String shell(String script) throws Exception {
    String text = "cd " + folder + "\n" + script + "\n";
    Run run = Run.of(text.getBytes(ISO_8859_1), List.of("sh"));
    assertEquals(0, run.exit(), run.err());
    return new String(run.bytes(), ISO_8859_1);
  }
}
