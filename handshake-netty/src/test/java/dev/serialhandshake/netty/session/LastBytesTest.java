// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LastBytesTest {
  private final SlowChannel channel = new SlowChannel();

  /** Writes as many messages as its peer has room for. */
  private static final class SlowChannel extends EmbeddedChannel {
    int room;

    @Override
    protected void doWrite(ChannelOutboundBuffer buffer) {
      for (; room > 0 && buffer.current() != null; room--) {
        buffer.remove();
      }
    }
  }

  @BeforeEach
  void write() {
    channel.freezeTime();
    for (int i = 0; i < 3; i++) {
      channel.writeAndFlush(SessionFixture.bytes("message"));
    }
  }

  private void thenClose() {
    LastBytes.thenClose(channel);
    channel.runPendingTasks();
  }

  private void pass(int seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  private void read(int messages) {
    channel.room = messages;
    channel.flush();
  }

  @Test
  void closesAfterTheLastOfThem() {
    thenClose();
    read(3);
    assertTrue(channel.isOpen());
    read(1); // the empty one behind them
    assertFalse(channel.isOpen());
  }

  @Test
  void aPeerThatReadsNothingDoesNotKeepItOpen() {
    thenClose();
    pass(9);
    assertTrue(channel.isOpen());
    pass(1);
    assertFalse(channel.isOpen());
  }

  @Test
  void aPeerThatReadsSlowlyGetsAll() {
    thenClose();
    for (int i = 0; i < 3; i++) {
      pass(9);
      read(1);
      pass(1);
      assertTrue(channel.isOpen());
    }
    read(1);
    assertFalse(channel.isOpen());
  }

  @Test
  void aClosedChannelIsNoTrouble() {
    channel.close();
    thenClose();
    assertFalse(channel.isOpen());
  }
}
