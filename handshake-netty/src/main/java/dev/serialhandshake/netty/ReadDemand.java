// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import io.netty.channel.ChannelHandlerContext;

/** Who asked for a read, and whether one is in progress; matters when auto-read is off. */
final class ReadDemand {

  private boolean reading;
  private boolean owed;

  /** The transport began to deliver a read. */
  void readBegan() {
    reading = true;
  }

  /** The transport delivered all of a read. */
  void readEnded() {
    reading = false;
  }

  /** A read was asked for from behind. */
  void askedFromBehind() {
    owed = true;
  }

  /** A message went to those behind. */
  void served() {
    owed = false;
  }

  /** Has the transport read more for the handshake's sake, unless it does so by itself. */
  void readOn(ChannelHandlerContext ctx) {
    if (!reading && !ctx.channel().config().isAutoRead()) {
      ctx.read();
    }
  }

  /** The handshake's own reads ate the one that was asked for from behind: asks again. */
  void passOn(ChannelHandlerContext ctx) {
    if (owed && !ctx.channel().config().isAutoRead()) {
      owed = false;
      ctx.read();
    }
  }
}
