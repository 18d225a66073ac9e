// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A line that is open, as blocking streams. Closing it, from any thread, ends their waits. */
public interface OpenLine extends Closeable {

  InputStream in();

  OutputStream out();

  /** How many characters came in without a stop bit; zero where nobody counts them. */
  default long framingErrors() {
    return 0;
  }

  /** When the peer is asked whether it is there; on lines that have no such question, never. */
  default void keepAlive(TcpKeepAlive keepAlive) throws IOException {}
}
