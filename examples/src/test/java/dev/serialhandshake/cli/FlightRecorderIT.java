// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JVM's profiler stops threads with a signal, SIGUSR2 on Linux. jSerialComm's library sets that
 * to ignored when it is loaded.
 */
@Timeout(120)
class FlightRecorderIT {

  private static final int BYTES = 300_000;

  @TempDir Path folder;

  @Test
  void takesSamplesWhileASerialPortIsServed() throws Exception {
    try (PtyLine line = new PtyLine(folder)) {
      List<String> command = new ArrayList<>(Run.jarCommand("serve", "--echo", line.a));
      command.add(1, "-XX:StartFlightRecording=settings=profile");
      try (Daemon server = Daemon.program(command.toArray(String[]::new))) {
        server.await("serving");
        Instant served = Instant.now(); // The library is loaded.
        long samples = 0;
        for (int round = 1; samples == 0; round++) { // until there is one
          Run client = Run.of(new byte[BYTES], Run.jarCommand("connect", line.b));
          assertEquals(0, client.exit(), client.err());
          samples = samples(server, folder.resolve(round + ".jfr"), served);
        }
      }
    }
  }

  /** How many samples of Java code the process has taken since then. */
  private static long samples(Daemon server, Path recording, Instant since) throws Exception {
    String jcmd = System.getProperty("java.home") + "/bin/jcmd";
    Run dump =
        Run.of(
            new byte[0],
            List.of(jcmd, String.valueOf(server.pid()), "JFR.dump", "filename=" + recording));
    assertEquals(0, dump.exit(), dump.out() + dump.err());
    return RecordingFile.readAllEvents(recording).stream()
        .filter(event -> event.getEventType().getName().equals("jdk.ExecutionSample"))
        .filter(event -> event.getStartTime().isAfter(since))
        .count();
  }
}
