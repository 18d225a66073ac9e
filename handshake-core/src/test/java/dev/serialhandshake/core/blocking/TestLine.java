// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;

/** Both directions of a line, as pipes of the operating system. */
final class TestLine implements AutoCloseable {

  final InputStream fromClient;
  final OutputStream toServer;
  final InputStream fromServer;
  final OutputStream toClient;

  TestLine() {
    try {
      Pipe up = Pipe.open();
      Pipe down = Pipe.open();
      fromClient = Channels.newInputStream(up.source());
      toServer = Channels.newOutputStream(up.sink());
      fromServer = Channels.newInputStream(down.source());
      toClient = Channels.newOutputStream(down.sink());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same stream, with short reads. */
  static InputStream atMost(int bytes, InputStream in) {
    return new FilterInputStream(in) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(bytes, length));
      }
    };
  }

  /** The same stream, with a read timeout that passes once before each byte. */
  static InputStream timingOutBeforeEachRead(InputStream in) {
    return new FilterInputStream(in) {
      private boolean timedOut;

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        timedOut = !timedOut;
        if (timedOut) {
          throw new SocketTimeoutException("no byte yet");
        }
        return super.read(target, offset, 1);
      }
    };
  }

  @Override
  public void close() throws IOException {
    toServer.close();
    toClient.close();
    fromClient.close();
    fromServer.close();
  }
}
