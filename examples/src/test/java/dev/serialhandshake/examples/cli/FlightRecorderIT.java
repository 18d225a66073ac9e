// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    Path recording = folder.resolve("recording.jfr");
    try (PtyLine line = new PtyLine(folder)) {
      List<String> command = new ArrayList<>(Run.jarCommand("serve", "--echo", line.a));
      command.add(
          1, "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
      Instant served;
      try (Daemon server = Daemon.program(command.toArray(String[]::new))) {
        server.await("serving");
        served = Instant.now(); // The library is loaded.
        Run client = Run.of(new byte[BYTES], Run.jarCommand("connect", line.b));
        assertEquals(0, client.exit(), client.err());
        server.terminate();
      }
      long samples =
          RecordingFile.readAllEvents(recording).stream()
              .filter(event -> event.getEventType().getName().equals("jdk.ExecutionSample"))
              .filter(event -> event.getStartTime().isAfter(served))
              .count();
      assertTrue(samples > 0, "no samples of Java code");
    }
  }
}
