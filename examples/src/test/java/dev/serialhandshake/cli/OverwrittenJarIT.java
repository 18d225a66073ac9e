// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A jar that is written over while it runs, as by {@code cp next.jar serial-handshake.jar}. */
@Timeout(120)
class OverwrittenJarIT {

  private static final int INTERNAL_ERROR = 1;
  private static final int TERMINATED = 128 + 15;

  @TempDir Path folder;

  private static Daemon serve(Path jar) throws Exception {
    List<String> command = Run.jarCommand(jar, "serve", "--echo", "tcp-listen:127.0.0.1:0");
    return Daemon.program(command.toArray(new String[0]));
  }

  /** The bytes of the old jar are at other places now. */
  private static void overwrite(Path jar) throws Exception {
    byte[] old = Files.readAllBytes(jar);
    try (OutputStream out = Files.newOutputStream(jar)) {
      out.write(new byte[10_000]);
      out.write(old);
    }
  }

  @Test
  void serveEndsWithASentenceWhenTheCopyIsComplete() throws Exception {
    Path jar = Run.copyOfJar(folder);
    try (Daemon server = serve(jar)) {
      server.await("serving");
      overwrite(jar);
      Files.setLastModifiedTime(jar, FileTime.from(Instant.now().minusSeconds(60)));
      server.await("was written over");
      assertEquals(INTERNAL_ERROR, server.await());
      assertTrue(server.said().contains("supervisor"), server.said());
    }
  }

  @Test
  void aSignalEndsItAtAnyTime() throws Exception {
    Path jar = Run.copyOfJar(folder);
    try (Daemon server = serve(jar)) {
      server.await("serving");
      overwrite(jar);
      assertEquals(TERMINATED, server.terminate());
    }
  }
}
