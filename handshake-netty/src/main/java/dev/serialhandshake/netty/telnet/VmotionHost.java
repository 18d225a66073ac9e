// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/** The connection from a host, and the telnet on it. */
final class VmotionHost {

  /** Of data before COMPLETE; more is no virtual machine. */
  private static final int MOST_EARLY_BYTES = 64 * 1024;

  private static final int BUFFER_SIZE = 4096;

  /** Is told of what a host tells besides data, on the thread that reads its connection. */
  interface Listener {

    /**
     * The host told something.
     *
     * @param vmotion what came with it, if it belongs to a vMotion
     */
    void told(VmotionHost host, TelnetEvent event, byte[] vmotion) throws IOException;
  }

  final VmotionStreams.Connection connection;
  final TelnetStreams telnet;

  /** Whether the machine is here, in the words of this host. */
  boolean hasMachine;

  /** What was read before the line was here. */
  private InputStream early = InputStream.nullInputStream();

  /**
   * Begins to negotiate telnet; does not wait for the host.
   *
   * @throws IOException when the first commands cannot be written
   */
  VmotionHost(VmotionStreams.Connection connection, Listener listener) throws IOException {
    this.connection = connection;
    telnet =
        new TelnetStreams(
            connection.in(),
            connection.out(),
            TelnetCodec.forMovingListener(),
            (event, vmotion) -> listener.told(this, event, vmotion));
  }

  /**
   * Reads until the machine is here. The data that was read on the way is kept for {@link #read}.
   *
   * @return whether the machine is here; if not, the connection has ended
   */
  boolean awaitMachine() throws IOException {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    byte[] bytes = new byte[BUFFER_SIZE];
    int count = 0;
    while (count >= 0 && !hasMachine) {
      count = telnet.readSome(bytes, 0, bytes.length);
      data.write(bytes, 0, Math.max(count, 0));
      if (data.size() > MOST_EARLY_BYTES) {
        throw new IOException("a host sends data for a machine that has not arrived there");
      }
    }
    early = new ByteArrayInputStream(data.toByteArray());
    return hasMachine;
  }

  /**
   * Reads data.
   *
   * @param length at least one
   * @return how many bytes were read; -1 at the end
   */
  int read(byte[] bytes, int offset, int length) throws IOException {
    int count = early.read(bytes, offset, length);
    return count > 0 ? count : telnet.input().read(bytes, offset, length);
  }

  /** Writes data, and does not return before it is out. */
  void write(byte[] bytes, int offset, int count) throws IOException {
    telnet.output().write(bytes, offset, count);
    telnet.output().flush();
  }
}
