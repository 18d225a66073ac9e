// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import io.netty.channel.EventLoop;

/**
 * What is kept of a line when a reload changes it, or when its port goes and comes back: its
 * counts, and the event loop on which they are used.
 */
public final class LineHistory {

  private final EventLoop loop;
  private final LineCounters counters = new LineCounters();

  /** Creates the history of a new line. */
  public LineHistory(EventLoop loop) {
    this.loop = loop;
  }

  EventLoop loop() {
    return loop;
  }

  LineCounters counters() {
    return counters;
  }
}
