// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Another program that reads from a port, without the lock that would keep us out, is named. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class SharedPortIT {

  private static final String READ = "exec 3<\"$0\"; echo up; exec cat <&3";

  @TempDir Path folder;

  @Test
  void serveAndStatusNameIt() throws Exception {
    Path socket = folder.resolve("private/status");
    try (PtyLine line = new PtyLine(folder);
        Daemon cat = Daemon.program("sh", "-c", READ, line.a)) {
      cat.awaitOutput("up");
      String others = "cat (pid " + cat.pid() + ") has the port open too";
      try (Daemon server = Daemon.jar("serve", "--echo", "--status=" + socket, line.a)) {
        server.await(line.a + ": " + others + " and may take a part of its bytes; end it first");
        assertEquals(others, StatusIT.lines(socket).get(0).others());
        Run status = Run.jar("status", socket.toString());
        assertTrue(status.out().contains(others), status.out());
      }
    }
  }

  @Test
  void probeAndAConnectThatFailsNameIt() throws Exception {
    try (PtyLine line = new PtyLine(folder);
        Daemon cat = Daemon.program("sh", "-c", READ, line.b)) {
      cat.awaitOutput("up");
      String others = "cat (pid " + cat.pid() + ") has the port open too";
      Run probe = Run.jar("probe", "--timeout=1s", line.b);
      assertTrue(probe.out().contains("others     " + others), probe.out());
      Run json = Run.jar("probe", "--timeout=1s", "--json", line.b);
      String object = "\"others\":[{\"pid\":" + cat.pid() + ",\"program\":\"cat\"}]";
      assertTrue(json.out().contains(object), json.out());
      Run connect = Run.of(new byte[] {'x'}, Run.jarCommand("connect", "--timeout=1s", line.b));
      WrongUseIT.assertFails(ExitCode.PEER_SILENT, others, connect);
    }
  }
}
