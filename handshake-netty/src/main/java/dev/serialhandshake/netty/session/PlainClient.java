// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Shakes hands in the place of a client that does not: so its session begins as any other. Not one
 * of these frames is on the line.
 */
final class PlainClient {

  private final Handshake client =
      Handshake.client(
          HandshakeSettings.defaults(), new SplittableRandom(), HandshakeObserver.NONE);

  byte[] syn() {
    client.start(0);
    return Objects.requireNonNull(client.pollTransmit(), "a client begins");
  }

  /** Takes a frame of the server. */
  void take(ByteBuf frame) {
    byte[] bytes = new byte[frame.readableBytes()];
    frame.getBytes(frame.readerIndex(), bytes);
    client.receive(ByteView.of(bytes, 0, bytes.length), 0);
  }

  /** The answer to what was taken; null if nothing came. */
  byte @Nullable [] ack() {
    return client.pollTransmit();
  }
}
