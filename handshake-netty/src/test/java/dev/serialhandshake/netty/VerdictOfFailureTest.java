// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.VerdictKind;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever is told of a failure is told what is wrong with the line. */
class VerdictOfFailureTest {

  private static final String SENTENCE = "a login prompt has the far end (\"login: \")";

  private final HandshakeHandler handshake = HandshakeHandler.client(Stage.settings().build());
  private final EmbeddedChannel line = new EmbeddedChannel();
  private HandshakeCompletionEvent event;
  private Throwable caught;

  private final class Behind extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object told) {
      if (told instanceof HandshakeCompletionEvent completion) {
        event = completion;
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      caught = cause;
    }
  }

  @BeforeEach
  void aGettyAnswersUntilTheHandshakeFails() {
    line.freezeTime();
    line.pipeline().addLast(handshake, new Behind());
    line.writeInbound(Unpooled.copiedBuffer("board login: ", US_ASCII));
    line.advanceTimeBy(31, TimeUnit.SECONDS);
    line.runScheduledPendingTasks();
  }

  @AfterEach
  void close() {
    line.finishAndReleaseAll();
  }

  @Test
  void theEventHasIt() {
    assertNotNull(event);
    assertEquals(VerdictKind.LOGIN_PROMPT, event.report().verdict().kind());
    assertTrue(event.toString().contains(SENTENCE), event.toString());
  }

  @Test
  void theMessageOfTheExceptionEndsWithIt() {
    assertTrue(caught instanceof HandshakeException, String.valueOf(caught));
    assertTrue(caught.getMessage().contains(SENTENCE), caught.getMessage());
  }

  @Test
  void theFutureHasIt() {
    Throwable cause = handshake.handshakeFuture().cause();
    assertTrue(cause.getMessage().contains(SENTENCE), cause.getMessage());
  }
}
