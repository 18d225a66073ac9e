// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.channel.ChannelHandlerContext;

/**
 * Who wants to read, and whether a read is in progress. While auto-read is on the transport reads
 * by itself, and none of this matters.
 */
final class ReadDemand {

  private boolean reading;
  private boolean owed;
  private boolean passedThrough;

  /** The transport delivers a message. */
  void readBegan() {
    reading = true;
  }

  /**
   * The transport has delivered all of a read.
   *
   * @return whether any of its messages went to those behind, who are to know then
   */
  boolean readEnded() {
    reading = false;
    boolean tell = passedThrough;
    passedThrough = false;
    return tell;
  }

  /** A message goes straight to those behind. */
  void passesThrough() {
    passedThrough = true;
    owed = false;
  }

  /** A message that was held back goes to those behind. */
  void served() {
    owed = false;
  }

  /** Those behind ask for a read. */
  void asked(ChannelHandlerContext ctx) {
    owed = !isAutoRead(ctx);
  }

  /** Has the transport read on for the handshake's sake. */
  void readOn(ChannelHandlerContext ctx) {
    if (!reading && !isAutoRead(ctx)) {
      ctx.read();
    }
  }

  /** Asks for the read that was asked for from behind, if the handshake ate that. */
  void passOn(ChannelHandlerContext ctx) {
    if (owed && !isAutoRead(ctx)) {
      owed = false;
      ctx.read();
    }
  }

  private static boolean isAutoRead(ChannelHandlerContext ctx) {
    return ctx.channel().config().isAutoRead();
  }
}
