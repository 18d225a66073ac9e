// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.cli.console.FrameText;
import dev.serialhandshake.cli.line.OpenLine;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Arrays;

/**
 * Prints all bytes that are read and written on a line. It is for the tests: their bytes are not
 * those of a handshake, so no observer of a handshake sees them.
 */
record ShownLine(OpenLine line, PrintStream console) implements OpenLine {

  @Override
  public InputStream in() {
    return new FilterInputStream(line.in()) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        if (count > 0) {
          show("<-", Arrays.copyOfRange(target, offset, offset + count));
        }
        return count;
      }
    };
  }

  @Override
  public OutputStream out() {
    return new FilterOutputStream(line.out()) {
      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        show("->", Arrays.copyOfRange(source, offset, offset + length));
        out.write(source, offset, length);
      }
    };
  }

  private void show(String direction, byte[] bytes) {
    console.println(direction + "  " + FrameText.hex(bytes));
  }

  @Override
  public long framingErrors() {
    return line.framingErrors();
  }

  @Override
  public void close() throws IOException {
    line.close();
  }
}
