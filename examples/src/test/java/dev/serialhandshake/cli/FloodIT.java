// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A line that is flooded before anybody has logged in holds no memory, and disturbs no other. The
 * server has less heap than what it is sent. In full: {@code -Dflood.megabytes=200}.
 */
@Timeout(300)
class FloodIT {

  private static final int MEGABYTES = Integer.getInteger("flood.megabytes", 100);
  private static final String HEAP = "-Xmx48m";

  @TempDir Path folder;

  @Test
  void anotherLineLogsInMeanwhileAndTheFloodedOneAfterwards() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    String[] serve = client.keys().serve("tcp-listen:127.0.0.1:0", "tcp-listen:127.0.0.1:0");
    List<String> command = Run.jarCommand(serve);
    command.add(1, HEAP);
    try (Daemon server = Daemon.program(command.toArray(new String[0]))) {
      String flooded = server.served();
      String other = server.served();
      assertEquals(0, client.ssh(other, new byte[0], "true").exit());
      server.printMemory("before");
      int port = Daemon.portOf(flooded);
      try (Socket flood = new Socket(InetAddress.getLoopbackAddress(), port)) {
        OutputStream out = flood.getOutputStream();
        send(out, MEGABYTES / 2);
        Run ssh = client.ssh(other, new byte[0], "echo undisturbed");
        assertEquals("undisturbed\n", ssh.out(), ssh.err());
        server.printMemory("in the middle of " + MEGABYTES + " MB");
        send(out, MEGABYTES - MEGABYTES / 2);
      }
      Run ssh = client.ssh(flooded, new byte[0], "echo in service");
      assertEquals("in service\n", ssh.out(), ssh.err());
      server.printMemory("after them");
    }
  }

  /** Noise in which there are SYNs as well. */
  private static void send(OutputStream out, int megabytes) throws Exception {
    Random random = new Random(megabytes);
    byte[] noise = new byte[1_000_000];
    for (int i = 0; i < megabytes; i++) {
      random.nextBytes(noise);
      Arrays.fill(noise, 0, 1000, (byte) 0x16);
      out.write(noise);
    }
  }
}
