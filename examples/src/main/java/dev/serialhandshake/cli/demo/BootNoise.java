// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.demo;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Sends the boot log of a Linux, recorded on a serial console, when the channel is active. */
final class BootNoise extends ChannelInboundHandlerAdapter {

  /** Bytes that the handshake itself uses. The recording contains none of them. */
  private static final byte[] INJECTED = {0x06, 0x15, 0x16};

  /** Where they are put into the log. They also follow after its end. */
  private static final int MIDDLE = 12_000;

  private static final byte[] BYTES = load();

  static int length() {
    return BYTES.length;
  }

  private static byte[] load() {
    try (InputStream recording = BootNoise.class.getResourceAsStream("boot-log.bin")) {
      if (recording == null) {
        throw new IOException("boot-log.bin is not in the jar");
      }
      return Unpooled.wrappedBuffer(
              recording.readNBytes(MIDDLE), INJECTED, recording.readAllBytes(), INJECTED)
          .copy()
          .array();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext line) {
    line.writeAndFlush(Unpooled.wrappedBuffer(BYTES))
        .addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    line.fireChannelActive();
  }
}
