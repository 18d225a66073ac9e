// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;

/** A line that is open, as blocking streams. Closing it, from any thread, ends their waits. */
interface OpenLine extends Closeable {

  InputStream in();

  OutputStream out();
}
