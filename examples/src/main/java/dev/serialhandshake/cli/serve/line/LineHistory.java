// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import io.netty.channel.EventLoop;

/**
 * What stays of a line when a reload changes it, or when its port goes and comes back: its counts
 * (also of how often it was opened), and the event loop on which they are kept.
 */
public final class LineHistory {

  private final EventLoop loop;
  private final LineCounters counters = new LineCounters();

  /** Of a line that is new. */
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
