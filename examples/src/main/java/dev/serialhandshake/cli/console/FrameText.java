// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import dev.serialhandshake.core.Step;
import java.util.HexFormat;
import java.util.Locale;

/** A frame in words. */
public final class FrameText {

  private FrameText() {}

  public static String hex(byte[] frame) {
    return HexFormat.ofDelimiter(" ").formatHex(frame);
  }

  public static String meaning(Step step, byte[] frame) {
    int last = frame[frame.length - 1] & 0xff;
    return switch (step) {
      case SYN ->
          String.format(
              Locale.ROOT,
              "SYN      n=%02x%s",
              last,
              frame.length > 2 ? ", after a filler byte" : "");
      case SYN_ACK ->
          String.format(Locale.ROOT, "SYN-ACK  n+1=%02x, m=%02x", frame[1] & 0xff, last);
      case ACK -> String.format(Locale.ROOT, "ACK      m+1=%02x", last);
      case FINAL_ACK -> "ACK      the line is in sync";
    };
  }
}
