// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.line.ReceivedText;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of the bytes of a line are logged; simulated time. */
class BootLogHandlerTest {

  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final String TIME = "1970-01-01T00:00:00Z ";

  private final List<String> logged = new ArrayList<>();
  private final EmbeddedChannel line = new EmbeddedChannel();
  private @Nullable SessionChannel session;
  private boolean closesAtOnce;

  /** Ends a session at its first byte. */
  private static final class ClosesAtOnce extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext session, Object message) {
      ReferenceCountUtil.release(message);
      session.close();
    }
  }

  private void serve(ClientBegins begins) {
    HandshakeSettings handshake =
        HandshakeSettings.builder()
            .handshakeTimeout(Duration.ZERO)
            .clientBegins(begins)
            .confirmTimeout(Duration.ofSeconds(10))
            .build();
    BootLogHandler log = new BootLogHandler(new ReceivedText("", CLOCK, logged::add));
    HandshakeHandlerSettings settings =
        HandshakeHandlerSettings.builder()
            .handshake(handshake)
            .closeOnFailure(false)
            .observer(log.observer())
            .build();
    line.freezeTime();
    line.pipeline()
        .addLast(
            log,
            new SessionLoopHandler(
                () -> HandshakeHandler.server(settings),
                new ChannelInitializer<SessionChannel>() {
                  @Override
                  protected void initChannel(SessionChannel started) {
                    session = started;
                    started
                        .pipeline()
                        .addLast(
                            closesAtOnce ? new ClosesAtOnce() : new ChannelInboundHandlerAdapter());
                  }
                }));
  }

  @AfterEach
  void close() {
    line.finishAndReleaseAll();
  }

  private void receives(String bytes) {
    line.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
    line.runPendingTasks();
  }

  private void waits(long millis) {
    line.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    line.runScheduledPendingTasks();
  }

  /** A client's SYN; returns the ACK that is due. */
  private String shakesHands() {
    return shakesHands('a');
  }

  private String shakesHands(char nonce) {
    waits(5_000);
    receives("\u0016" + nonce);
    waits(1_000);
    ByteBuf answer = line.readOutbound();
    for (ByteBuf next = line.readOutbound(); next != null; next = line.readOutbound()) {
      answer.release();
      answer = next;
    }
    char next = (char) ((answer.getUnsignedByte(answer.writerIndex() - 1) + 1) & 0xff);
    answer.release();
    return "\u0006" + next;
  }

  private List<String> text() {
    return logged.stream().map(each -> each.replace(TIME, "").stripTrailing()).toList();
  }

  @Test
  void aBootLogIsLoggedAndNothingOfTheSessionThatFollows() {
    serve(ClientBegins.SSH);
    receives("[ 0.1] boots\r\n[ 0.2] on\r\n");
    receives(shakesHands());
    receives("SSH-2.0-secret\r\n");
    receives("more of it\r\n");
    assertEquals(List.of("[ 0.1] boots", "[ 0.2] on", "\\x16a"), text());
  }

  @ParameterizedTest
  @EnumSource
  void nothingOfASessionIsLoggedHoweverClientsBegin(ClientBegins begins) {
    serve(begins);
    receives(shakesHands());
    receives("SS");
    receives("H-2.0-secret\r\n");
    waits(20_000);
    receives("more of it");
    assertEquals(List.of("\\x16a"), text());
  }

  /** The client died after its ACK, and its machine boots until another client comes. */
  @Test
  void aBootLogInPlaceOfASessionIsLoggedToo() {
    serve(ClientBegins.SSH);
    receives(shakesHands());
    receives("\r\n[ 0.1] boots\r\n");
    assertEquals(List.of(), text());
    receives(shakesHands('d'));
    receives("SSH-2.0-secret\r\n");
    assertTrue(text().contains("[ 0.1] boots"), logged.toString());
    assertEquals("\\x16d", text().get(text().size() - 1));
  }

  @Test
  void afterASessionTheNextBootLogIsLogged() {
    serve(ClientBegins.SSH);
    receives(shakesHands());
    receives("SSH-2.0-secret\r\n");
    if (session != null) {
      session.close();
    }
    line.runPendingTasks();
    receives("[ 0.1] boots again\r\n");
    assertEquals(List.of("\\x16a", "[ 0.1] boots again"), text());
  }

  @Test
  void nothingOfASessionIsLoggedThatIsOverWithinItsFirstRead() {
    closesAtOnce = true;
    serve(ClientBegins.SSH);
    receives(shakesHands());
    receives("SSH-2.0-secret\r\n");
    assertEquals(List.of("\\x16a"), text());
  }

  @Test
  void aPromptIsLoggedWhenNothingFollowsIt() {
    serve(ClientBegins.SSH);
    receives("Hit any");
    waits(1_500);
    receives(" key: ");
    waits(1_500);
    assertEquals(List.of(), text());
    waits(500);
    assertEquals(List.of("Hit any key:"), text());
  }

  @Test
  void aLineThatClosesLeavesNothingOut() {
    serve(ClientBegins.SSH);
    receives("boots");
    line.close();
    assertEquals(List.of("boots"), text());
  }
}
