// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.channel.ChannelHandler;

/** What is measured, and the floor that it is measured against. */
public enum Contender {
  HANDSHAKE {
    @Override
    ChannelHandler client(Runnable done) {
      return listening(HandshakeHandler.client(), done);
    }

    @Override
    ChannelHandler server(Runnable done) {
      return listening(HandshakeHandler.server(), done);
    }
  },
  LENGTH_ONLY {
    @Override
    ChannelHandler client(Runnable done) {
      return LengthOnly.client(done);
    }

    @Override
    ChannelHandler server(Runnable done) {
      return LengthOnly.server(done);
    }
  };

  static final Runnable NOBODY = () -> {};

  /** A handler for one channel. */
  abstract ChannelHandler client(Runnable done);

  /** A handler for one channel. */
  abstract ChannelHandler server(Runnable done);

  private static ChannelHandler listening(HandshakeHandler handler, Runnable done) {
    if (done != NOBODY) {
      handler.handshakeFuture().addListener(end -> done.run());
    }
    return handler;
  }
}
