// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.RandomAccessFile;
import java.net.Socket;

/** The floor of a start: opens a line with the JDK alone, writes two bytes, waits for one. */
final class JdkOnly {

  private static final byte[] SYN = {0x16, (byte) 0xa0};

  private JdkOnly() {}

  /** With the path of a device, or a host and a port. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 1) {
      try (RandomAccessFile line = new RandomAccessFile(arguments[0], "rw")) {
        line.write(SYN);
        line.read();
      }
    } else {
      try (Socket line = new Socket(arguments[0], Integer.parseInt(arguments[1]))) {
        line.getOutputStream().write(SYN);
        line.getInputStream().read();
      }
    }
  }
}
