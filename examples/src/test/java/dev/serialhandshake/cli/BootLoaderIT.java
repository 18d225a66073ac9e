// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that waits on the line does not stop a machine from booting. */
@Timeout(120)
class BootLoaderIT {

  /** Longer than any quiet time, so that silence alone does not protect the machine. */
  private static final int DIGIT_MILLIS = 700;

  @Test
  void aWaitingClientLeavesTheCountdownAlone() throws Exception {
    try (PeerSocket board = new PeerSocket(BootLoaderIT::boot)) {
      Run run = Run.echo("sent".getBytes(US_ASCII), Run.jarCommand("connect", board.line()));
      assertEquals("sent", run.out(), run.err());
      assertEquals(0, run.exit(), run.err());
    }
  }

  @Test
  void withoutTheWaitTheClientStopsTheBootAndSaysWhatItMet() throws Exception {
    try (PeerSocket board = new PeerSocket(BootLoaderIT::boot)) {
      String[] connect = {"connect", "--boot-loader-time", "0", "--timeout", "8s", board.line()};
      Run run = Run.of("waits".getBytes(US_ASCII), Run.jarCommand(connect));
      assertEquals(9, run.exit(), run.err());
      assertTrue(run.err().contains("stands at the prompt of its boot loader"), run.err());
    }
  }

  /** Says what U-Boot says, and stops at any byte, as it does. */
  private static void boot(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    in.readNBytes(2); // a SYN that came before power-on
    OutputStream out = client.getOutputStream();
    print(out, "\r\nU-Boot 2023.01 (Jan 09 2023 - 16:07:33 +0000)\r\n\r\nNet:   eth0\r\n");
    print(out, "Hit any key to stop autoboot:  5 ");
    for (int left = 4; left >= 0; left--) {
      if (isKeyPressed(client)) {
        print(out, "\r\n=> ");
        PeerSocket.swallow(client);
        return;
      }
      print(out, "\b\b\b " + left + " ");
    }
    print(out, "\r\n## Loading kernel from FIT Image at 02000000 ...\r\nStarting kernel ...\r\n");
    PeerSocket.original(client);
  }

  private static boolean isKeyPressed(Socket client) throws IOException {
    client.setSoTimeout(DIGIT_MILLIS);
    try {
      client.getInputStream().read();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      client.setSoTimeout(0);
    }
  }

  private static void print(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(US_ASCII));
  }
}
