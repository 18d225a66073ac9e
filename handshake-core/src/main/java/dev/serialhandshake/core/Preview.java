// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A few bytes from the line, as a value that can be printed. Immutable. */
public final class Preview {

  static final int MOST_BYTES = 64;

  static final Preview EMPTY = new Preview(new byte[0]);

  private final byte[] bytes;

  Preview(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Shows the first of some bytes.
   *
   * @param bytes copied, 64 of them at the most
   * @return the preview
   */
  public static Preview of(byte[] bytes) {
    return new Preview(Arrays.copyOf(bytes, Math.min(bytes.length, MOST_BYTES)));
  }

  /**
   * Whether there are no bytes.
   *
   * @return true if there are none
   */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /**
   * How many bytes are shown.
   *
   * @return at most 64
   */
  public int length() {
    return bytes.length;
  }

  /**
   * The bytes.
   *
   * @return a copy
   */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /**
   * The bytes as printable ASCII. Other bytes are written as {@code \r}, {@code \n}, {@code \t} or
   * {@code \x1b}, so that no terminal acts on them.
   *
   * @return text that is safe to print
   */
  public String text() {
    StringBuilder text = new StringBuilder(bytes.length);
    for (byte b : bytes) {
      switch (b) {
        case '\r' -> text.append("\\r");
        case '\n' -> text.append("\\n");
        case '\t' -> text.append("\\t");
        case '\\' -> text.append("\\\\");
        default -> {
          if (b >= ' ' && b < 0x7f) {
            text.append((char) b);
          } else {
            text.append("\\x").append(HexFormat.of().toHexDigits(b));
          }
        }
      }
    }
    return text.toString();
  }

  /**
   * The bytes in hexadecimal.
   *
   * @return for instance {@code 06 15 16}
   */
  public String hex() {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Preview preview && Arrays.equals(bytes, preview.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return text();
  }
}
