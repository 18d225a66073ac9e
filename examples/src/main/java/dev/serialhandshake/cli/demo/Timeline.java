// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.demo;

import dev.serialhandshake.cli.console.FrameText;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.Step;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The frames and the garbage of one handshake in both directions, as a table for a person. The
 * observers may be called on different threads.
 */
final class Timeline {

  private static final int PREVIEW_LENGTH = 34;

  private record Row(double seconds, Role from, String bytes, String meaning, boolean garbage) {}

  private long start;
  private final List<Row> rows = new ArrayList<>();

  /** Adds the frames that one end sends, and the garbage that it discards, to this timeline. */
  HandshakeObserver observer(Role end) {
    Role other = end == Role.CLIENT ? Role.SERVER : Role.CLIENT;
    return new HandshakeObserver() {
      @Override
      public void frameSent(Step step, byte[] frame) {
        add(end, FrameText.hex(frame), FrameText.meaning(step, frame), false);
      }

      @Override
      public void frameReceived(Step step, byte[] frame, long discardedBefore) {
        if (discardedBefore > 0) {
          add(other, discardedBefore + " bytes", "garbage", true);
        }
      }
    };
  }

  private synchronized void add(Role from, String bytes, String meaning, boolean garbage) {
    long now = System.nanoTime();
    if (rows.isEmpty()) {
      start = now;
    }
    double seconds = (now - start) / 1e9;
    rows.add(new Row(seconds, from, bytes, meaning, garbage));
  }

  /**
   * Prints the rows. The first garbage of each direction is shown with the preview of its report.
   */
  synchronized void print(PrintStream out, HandshakeReport client, HandshakeReport server) {
    out.println("   time    client             server   what it means");
    boolean clientShown = false;
    boolean serverShown = false;
    for (Row row : rows) {
      boolean toServer = row.from == Role.CLIENT;
      String preview = "";
      if (row.garbage && !(toServer ? serverShown : clientShown)) {
        preview =
            ", thrown away: \"" + cut((toServer ? server : client).preview().text()) + "...\"";
        serverShown |= toServer;
        clientShown |= !toServer;
      }
      String arrow = toServer ? "--- %-11s -->" : "<-- %-11s ---";
      out.printf(
          Locale.ROOT,
          "%7.3f s  " + arrow + "   %s%s%n",
          row.seconds,
          row.bytes,
          row.meaning,
          preview);
    }
  }

  private static String cut(String text) {
    return text.length() <= PREVIEW_LENGTH ? text : text.substring(0, PREVIEW_LENGTH);
  }
}
