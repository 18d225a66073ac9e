// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code serve -v} tells of clients that come and go; simulated time. */
class HandshakeWatchTest {

  private final List<String> said = new ArrayList<>();
  private final EmbeddedChannel line = new EmbeddedChannel();
  private long framingErrors = 1000; // of yesterday

  HandshakeWatchTest() {
    HandshakeSettings forEver = HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).build();
    HandshakeHandler handshake =
        HandshakeHandler.server(HandshakeHandlerSettings.builder().handshake(forEver).build());
    line.freezeTime();
    line.pipeline()
        .addLast(
            handshake, new HandshakeWatch(handshake::progress, () -> framingErrors, said::add));
  }

  @AfterEach
  void close() {
    line.finishAndReleaseAll();
  }

  private void receives(String text) {
    line.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
  }

  private void waits(int seconds) {
    line.advanceTimeBy(seconds, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
  }

  @Test
  void aLineThatWaitsSaysNothing() {
    waits(25);
    assertEquals(List.of(), said);
  }

  @Test
  void whatCameInIsToldOnceItIsOver() {
    receives("board login: ");
    waits(5);
    assertEquals(List.of(), said);
    waits(5);
    waits(5);
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.get(0).contains("a login prompt has the far end"), said.toString());
  }

  @Test
  void aClientThatGivesUpIsTold() {
    for (String syn : List.of("\u0016a", "\u0016d", "\u0016g")) {
      receives(syn);
      waits(1);
    }
    waits(5);
    waits(5);
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.get(0).contains("SYNs are received, but no ACK"), said.toString());
  }

  @Test
  void framingErrorsThatTheLineCountsMeanwhileAreInTheVerdict() {
    waits(5);
    receives("starting up");
    framingErrors += 17;
    waits(5);
    waits(5);
    assertEquals(1, said.size(), said.toString());
    assertTrue(said.get(0).contains("17 framing errors"), said.toString());
  }

  @Test
  void framingErrorsOfEarlierAreNot() {
    waits(5);
    receives("starting up");
    waits(5);
    waits(5);
    assertTrue(said.get(0).contains("bytes are received, but no SYN"), said.toString());
  }

  @Test
  void whatIsNeverOverIsToldOnceAMinute() {
    for (int i = 0; i < 25; i++) {
      receives("noise ");
      waits(5);
    }
    assertEquals(2, said.size(), said.toString());
  }
}
