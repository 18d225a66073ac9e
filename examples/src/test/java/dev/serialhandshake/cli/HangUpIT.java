// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that dies takes along what its terminal hangs up, and nothing else. */
@Timeout(120)
class HangUpIT {

  private static final long DEADLINE_SECONDS = 60;

  @TempDir Path folder;

  @Test
  void whatWasToldToSurviveSurvivesWithoutATerminalOverTcp() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = serve(client, "tcp-listen:127.0.0.1:0")) {
      kill(server, client, ProbeIT.served(server), "-T");
    }
  }

  @Test
  void aTerminalHangsUpOverTcp() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = serve(client, "tcp-listen:127.0.0.1:0")) {
      kill(server, client, ProbeIT.served(server), "-tt");
    }
  }

  @Test
  void aTerminalHangsUpOnAPort() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (PtyLine line = new PtyLine(folder);
        Daemon server = serve(client, line.a)) {
      server.await("serving");
      kill(server, client, line.b, "-tt");
    }
  }

  private static Daemon serve(OpenSsh client, String line) throws Exception {
    return Daemon.jar(
        "serve",
        "--authorized-keys=" + client.authorizedKeys(),
        "--host-key=" + client.hostKey(),
        line);
  }

  /** Kills a client; then its jobs are as they are behind OpenSSH's server. */
  private static void kill(Daemon server, OpenSsh client, String line, String terminal)
      throws Exception {
    // A job is begun while the shell ignores the signal: the client may be killed before nohup
    // does.
    String start =
        "trap '' HUP; nohup sleep 4020 >/dev/null 2>&1 </dev/null & echo nohup $!; trap - HUP;"
            + "sleep 4021 >/dev/null 2>&1 </dev/null & echo plain $!; cat";
    try (Daemon session =
        Daemon.program(client.command(line, start, terminal).toArray(new String[0]))) {
      ProcessHandle nohup = process(session.awaitOutput("nohup "));
      ProcessHandle plain = process(session.awaitOutput("plain "));
      session.kill();
      server.await("session over");
      if (terminal.equals("-tt")) {
        plain.onExit().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
      }
      assertTrue(nohup.isAlive(), "nohup was no use");
      assertEquals(terminal.equals("-T"), plain.isAlive());
      nohup.destroy();
      plain.destroy();
    }
  }

  private static ProcessHandle process(String said) {
    return ProcessHandle.of(Long.parseLong(said.replaceAll("\\D", ""))).orElseThrow();
  }
}
