// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However the peer's bytes are split into reads, in whatever buffers they come, and whoever asks
 * for reads: the handshake ends the same way.
 */
class SplitTest {

  /** Two bytes that begin no frame of the peer's wherever a read ends. */
  private static final byte[] NOISE = {0x06, 'U'};

  private static final long QUIET_MILLIS = 50;

  private enum Script {
    CLIENT(ClientBegins.LATER, "SSH"),
    SERVER(ClientBegins.LATER, "SSH"),
    SERVER_OF_TEXT(ClientBegins.TEXT, "SSH"),
    SERVER_OF_SSH(ClientBegins.SSH, "SSH-"),
    /** It looks like a SYN for as long as it can. */
    SERVER_OF_ANYTHING(ClientBegins.ANYTHING, "\u0015\u0016Sx");

    final ClientBegins clientBegins;
    final String application;

    Script(ClientBegins clientBegins, String application) {
      this.clientBegins = clientBegins;
      this.application = application;
    }

    HandshakeHandler handler() {
      HandshakeHandlerSettings settings =
          Stage.settings(HandshakeSettings.builder().clientBegins(clientBegins)).build();
      return this == CLIENT ? HandshakeHandler.client(settings) : HandshakeHandler.server(settings);
    }

    /** What the peer sends next, given what the handler has just written. */
    byte[] next(int step, EmbeddedChannel channel) {
      return switch (this) {
        case CLIENT ->
            switch (step) {
              case 0 -> Peer.concat(NOISE, Peer.synAckFor(Peer.written(channel)));
              default -> {
                assertEquals(2, Peer.written(channel).length);
                yield Peer.concat(Peer.bytes(0x06), Peer.ascii(application));
              }
            };
        default ->
            switch (step) {
              case 0 -> Peer.concat(NOISE, Peer.bytes(0x16, Peer.NONCE));
              case 1 -> Peer.bytes(0x06, Peer.written(channel)[2] + 1);
              default -> {
                assertEquals(1, Peer.written(channel).length);
                yield Peer.ascii(application);
              }
            };
      };
    }

    int steps() {
      return this == CLIENT ? 2 : 3;
    }

    /** In how many ways the bytes of a step can be split. */
    int splits(int step) {
      int length =
          this == CLIENT
              ? (step == 0 ? NOISE.length + 3 : 1 + application.length())
              : (step == 0 ? NOISE.length + 2 : step == 1 ? 2 : application.length());
      return 1 << (length - 1);
    }
  }

  static Stream<Arguments> everyKind() {
    List<Arguments> all = new ArrayList<>();
    for (Script script : Script.values()) {
      for (BufferKind kind : BufferKind.values()) {
        all.add(Arguments.of(script, kind, true));
        all.add(Arguments.of(script, kind, false));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}, {1}, auto-read {2}")
  @MethodSource("everyKind")
  void everySplitEndsTheSameWay(Script script, BufferKind kind, boolean autoRead) {
    int[] split = new int[script.steps()];
    do {
      play(script, kind, autoRead, split);
    } while (advance(script, split));
  }

  /** Counts through all splits of all steps. */
  private static boolean advance(Script script, int[] split) {
    for (int step = 0; step < split.length; step++) {
      if (++split[step] < script.splits(step)) {
        return true;
      }
      split[step] = 0;
    }
    return false;
  }

  private static void play(Script script, BufferKind kind, boolean autoRead, int[] split) {
    HandshakeHandler handler = script.handler();
    Transport transport = new Transport();
    Application application = new Application();
    EmbeddedChannel channel = new EmbeddedChannel();
    channel.freezeTime();
    channel.config().setAutoRead(autoRead);
    channel.pipeline().addLast(transport, handler, application);
    channel.pipeline().fireChannelActive();
    for (int step = 0; step < split.length; step++) {
      byte[] bytes = script.next(step, channel);
      int from = 0;
      for (int to = 1; to <= bytes.length; to++) {
        boolean readEndsHere = to == bytes.length || (split[step] >> (to - 1) & 1) == 1;
        if (readEndsHere) {
          assertTrue(autoRead || transport.asked, () -> "nobody reads: " + Arrays.toString(split));
          transport.asked = false;
          ByteBuf read = kind.of(Arrays.copyOfRange(bytes, from, to));
          channel.writeInbound(read);
          assertEquals(0, read.refCnt());
          from = to;
        }
      }
      if (step == 0) {
        channel.advanceTimeBy(QUIET_MILLIS, TimeUnit.MILLISECONDS); // after the noise
        channel.runScheduledPendingTasks();
      }
    }
    HandshakeReport report = handler.handshakeFuture().getNow();
    assertEquals(1, report.attempts());
    assertEquals(NOISE.length, report.discardedBytes());
    assertEquals(script.application, application.read.toString());
    assertEquals(0, application.notTold);
    assertEquals(1, application.active);
    assertNull(channel.pipeline().get(HandshakeHandler.class));
    channel.finishAndReleaseAll();
  }

  private static final class Transport extends ChannelDuplexHandler {
    private boolean asked;

    @Override
    public void read(ChannelHandlerContext ctx) {
      asked = true;
      ctx.read();
    }
  }

  /** Reads one read at a time; looks at it when that is complete, as MINA SSHD does. */
  private static final class Application extends ChannelInboundHandlerAdapter {
    private final StringBuilder read = new StringBuilder();
    private int notTold;
    private int active;

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      active++;
      ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf buffer = (ByteBuf) message;
      read.append(buffer.toString(StandardCharsets.US_ASCII));
      buffer.release();
      notTold++;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      notTold = 0;
      ctx.read();
    }
  }
}
