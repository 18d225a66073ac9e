// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Looks at the first bytes that a handshake leaves to SSH: they must be the first that the peer's
 * SSH wrote.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter {
  private static final String DUE = "SSH-2.0-";

  private final Consumer<String> misaligned;
  private final StringBuilder seen = new StringBuilder();

  /**
   * Creates a handler for one session.
   *
   * @param misaligned is told of other bytes
   */
  FirstBytes(Consumer<String> misaligned) {
    this.misaligned = misaligned;
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    int count = Math.min(DUE.length() - seen.length(), bytes.readableBytes());
    seen.append(bytes.toString(bytes.readerIndex(), count, StandardCharsets.ISO_8859_1));
    if (!DUE.startsWith(seen.toString())) {
      misaligned.accept(escaped());
      line.pipeline().remove(this);
    } else if (seen.length() == DUE.length()) {
      line.pipeline().remove(this);
    }
    line.fireChannelRead(message);
  }

  private String escaped() {
    StringBuilder text = new StringBuilder();
    for (char c : seen.toString().toCharArray()) {
      text.append(
          c > 0x20 && c < 0x7f
              ? String.valueOf(c)
              : String.format(Locale.ROOT, "\\x%02x", (int) c));
    }
    return text.toString();
  }
}
