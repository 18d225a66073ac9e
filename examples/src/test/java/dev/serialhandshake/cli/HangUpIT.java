// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * When a client dies, its terminal hangs up. That ends what does not ignore it, and nothing else.
 */
@Timeout(120)
class HangUpIT {

  private static final long DEADLINE_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void whatWasToldToSurviveSurvivesWithoutATerminalOverTcp() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = client.serve()) {
      kill(server, client, server.served(), "-T");
    }
  }

  @Test
  void aTerminalHangsUpOverTcp() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = client.serve()) {
      kill(server, client, server.served(), "-tt");
    }
  }

  @Test
  void aTerminalHangsUpOnAPort() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (PtyLine line = new PtyLine(folder);
        Daemon server = client.serve(line.a)) {
      server.await("serving");
      kill(server, client, line.b, "-tt");
    }
  }

  /** Kills a client. Then its jobs go on, or end, as with OpenSSH's server. */
  private static void kill(Daemon server, OpenSsh client, String line, String terminal)
      throws Exception {
    // A job is begun while the shell ignores the signal: the client may be killed before nohup
    // does.
    String start =
        "trap '' HUP; nohup sleep 4020 >/dev/null 2>&1 </dev/null & echo nohup $!; trap - HUP;"
            + "sleep 4021 >/dev/null 2>&1 </dev/null & echo plain $!; cat";
    try (Daemon session =
        Daemon.program(client.command(line, start, terminal).toArray(new String[0]))) {
      List<ProcessHandle> jobs = new ArrayList<>();
      try {
        ProcessHandle nohup = process(session.awaitOutput("nohup "));
        jobs.add(nohup);
        ProcessHandle plain = process(session.awaitOutput("plain "));
        jobs.add(plain);
        session.kill();
        server.await("session over");
        if (terminal.equals("-tt")) {
          plain.onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
        assertTrue(nohup.isAlive(), "the job that ignores SIGHUP has ended");
        assertEquals(terminal.equals("-T"), plain.isAlive());
      } finally {
        jobs.forEach(ProcessHandle::destroy);
      }
    }
  }

  private static ProcessHandle process(String said) {
    return ProcessHandle.of(Long.parseLong(said.replaceAll("\\D", ""))).orElseThrow();
  }
}
