// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** Plays the other end of the line by hand: knows the four steps, and nothing of timing. */
final class Peer {

  static final int NONCE = 0xb0;

  private Peer() {}

  static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] concat(byte[]... parts) {
    ByteBuf all = Unpooled.wrappedBuffer(parts);
    return ByteBufUtil.getBytes(all);
  }

  /** The next thing that was written, as bytes. */
  static byte[] written(EmbeddedChannel channel) {
    ByteBuf buffer = channel.readOutbound();
    assertNotNull(buffer, "nothing was written");
    try {
      return ByteBufUtil.getBytes(buffer);
    } finally {
      buffer.release();
    }
  }

  static void assertNothingWritten(EmbeddedChannel channel) {
    assertNull(channel.outboundMessages().poll());
  }

  /** The next inbound bytes that reached the end of the pipeline, as text. */
  static String arrived(EmbeddedChannel channel) {
    ByteBuf buffer = channel.readInbound();
    assertNotNull(buffer, "nothing arrived");
    try {
      return buffer.toString(StandardCharsets.US_ASCII);
    } finally {
      buffer.release();
    }
  }

  /** A buffer that the leak detector watches. */
  static ByteBuf buffer(byte[] bytes) {
    return ByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
  }

  static ByteBuf buffer(String text) {
    return buffer(ascii(text));
  }

  static void sends(EmbeddedChannel channel, byte[] bytes) {
    channel.writeInbound(buffer(bytes));
  }

  /** To a client that has just sent its SYN: what the server answers. */
  static byte[] synAckFor(byte[] syn) {
    assertEquals(0x16, syn[syn.length - 2]);
    return bytes(0x06, syn[syn.length - 1] + 1, NONCE);
  }

  /** Brings a client to where only the final ACK is missing. */
  static void answerClient(EmbeddedChannel channel) {
    sends(channel, synAckFor(written(channel)));
    byte[] ack = written(channel);
    assertEquals(0x06, ack[0]);
    assertEquals((byte) (NONCE + 1), ack[1]);
  }

  /** Brings a server to where only the ACK is missing. */
  static byte[] ackForServer(EmbeddedChannel channel) {
    return ackForServer(channel, NONCE);
  }

  /** Likewise, with a nonce of its own, as another client draws one. */
  static byte[] ackForServer(EmbeddedChannel channel, int nonce) {
    sends(channel, bytes(0x16, nonce));
    byte[] synAck = written(channel);
    assertEquals(0x06, synAck[0]);
    assertEquals((byte) (nonce + 1), synAck[1]);
    return bytes(0x06, synAck[2] + 1);
  }
}
