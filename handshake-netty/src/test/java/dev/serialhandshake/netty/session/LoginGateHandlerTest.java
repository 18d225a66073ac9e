// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.LoginSettings;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line on which a person finds a login, and a client its session. */
class LoginGateHandlerTest {
  private static final HandshakeHandlerSettings SERVED =
      HandshakeHandlerSettings.forServedLine(ClientBegins.SSH);
  private static final String IDENT = "SSH-2.0-test\r\n";

  private final List<SessionChannel> logins = new ArrayList<>();
  private final List<SessionChannel> sessions = new ArrayList<>();
  private final StringBuilder typed = new StringBuilder();
  private final StringBuilder inSession = new StringBuilder();
  private final List<Object> events = new ArrayList<>();
  private final List<Object> loginEvents = new ArrayList<>();
  private final SlowLine slow = new SlowLine();
  private final EmbeddedChannel line = new EmbeddedChannel();
  private LoginGateHandler gate;
  private SessionLoopHandler loop;
  private boolean loginReads = true;
  private int syns;

  /** Takes what is read, and keeps who it was. */
  @Sharable
  private static final class Reader extends ChannelInboundHandlerAdapter {
    private final StringBuilder to;
    private final List<Object> events;

    Reader(StringBuilder to, List<Object> events) {
      this.to = to;
      this.events = events;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      to.append(bytes.toString(ISO_8859_1));
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      events.add(event);
    }
  }

  /** A transport that may take its time to write. */
  private static final class SlowLine extends ChannelOutboundHandlerAdapter {
    private final Queue<ChannelPromise> unwritten = new ArrayDeque<>();
    private boolean isSlow;
    private int reads;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (!isSlow) {
        var unused = context.write(message, promise);
        return;
      }
      var unused = context.write(message);
      unwritten.add(promise);
    }

    void writes() {
      for (int left = unwritten.size(); left > 0; left--) {
        unwritten.remove().setSuccess();
      }
    }

    @Override
    public void read(ChannelHandlerContext context) {
      reads++;
      context.read();
    }
  }

  private void open(LoginSettings settings) {
    line.freezeTime();
    gate =
        new LoginGateHandler(
            HandshakeSettings.defaults(), settings, initializer(logins, typed, loginEvents));
    loop =
        new SessionLoopHandler(
            () -> gate.server(SERVED), initializer(sessions, inSession, new ArrayList<>()));
    line.pipeline().addLast(slow, gate, loop, new Reader(new StringBuilder(), events));
    line.runPendingTasks();
  }

  private void open() {
    open(LoginSettings.defaults());
  }

  private ChannelInitializer<Channel> initializer(
      List<SessionChannel> channels, StringBuilder seen, List<Object> seenEvents) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channels.add((SessionChannel) channel);
        channel.config().setAutoRead(loginReads);
        channel.pipeline().addLast(new Reader(seen, seenEvents));
      }
    };
  }

  @AfterEach
  void closeLine() {
    slow.writes();
    line.finishAndReleaseAll();
  }

  private void reads(String bytes) {
    line.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
  }

  private void waits(long millis) {
    line.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    line.runScheduledPendingTasks();
    line.runPendingTasks();
  }

  private String written() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf bytes; (bytes = line.readOutbound()) != null; bytes.release()) {
      text.append(bytes.toString(ISO_8859_1));
    }
    return text.toString();
  }

  private static void write(Channel channel, String text) {
    channel.writeAndFlush(Unpooled.copiedBuffer(text, ISO_8859_1));
  }

  private SessionChannel login() {
    return logins.get(logins.size() - 1);
  }

  /** A SYN with a fresh nonce, a0 first; returns the ACK that is due. */
  private String synIsAnswered() {
    char nonce = (char) (0xa0 + syns++ % 90);
    waits(100); // since what was typed before, or the end of an attempt
    reads("\26" + nonce);
    String answer = written();
    assertEquals(3, answer.length());
    assertEquals("\6" + (char) (nonce + 1), answer.substring(0, 2));
    return "\6" + (char) ((answer.charAt(2) + 1) & 0xff);
  }

  private void clientComes() {
    reads(synIsAnswered());
    assertEquals("\6", written());
    reads(IDENT);
    line.runPendingTasks();
  }

  @Test
  void aPersonTypesAndReads() {
    open();
    write(login(), "login: ");
    assertEquals("login: ", written());
    reads("root\r");
    assertEquals("root\r", typed.toString());
  }

  @Test
  void aLoginBeginsWhenTheLineBecomesActive() throws Exception {
    EmbeddedChannel later = new EmbeddedChannel(false, false);
    gate =
        new LoginGateHandler(
            HandshakeSettings.defaults(),
            LoginSettings.defaults(),
            initializer(logins, typed, loginEvents));
    later.pipeline().addLast(gate);
    assertEquals(0, logins.size());
    later.register();
    assertEquals(1, logins.size());
    later.finishAndReleaseAll();
  }

  @Test
  void aClientGetsItsSessionAndTheLoginHangsUp() {
    open();
    SessionChannel before = login();
    clientComes();
    assertFalse(before.isOpen());
    assertEquals("", typed.toString());
    assertEquals(IDENT, inSession.toString());
    write(sessions.get(0), "hello");
    assertEquals("hello", written());
    reads("more\26\u00a0");
    assertEquals(IDENT + "more\26\u00a0", inSession.toString());
    assertEquals(1, logins.size(), "nobody has a prompt meanwhile");
  }

  @Test
  void afterTheSessionTheLoginIsAFreshOne() {
    open();
    for (int round = 1; round <= 10; round++) {
      reads("ls\r");
      waits(60_000);
      clientComes();
      sessions.get(round - 1).close();
      line.runPendingTasks();
      assertEquals(round + 1, logins.size());
      assertTrue(login().isOpen());
      assertFalse(gate.isLoginSession());
      write(login(), "login: ");
      assertEquals("login: ", written());
    }
    assertEquals("ls\r".repeat(10), typed.toString());
  }

  @Test
  void whatTheLoginWritesDuringAHandshakeReachesTheLineAfterIt() {
    open();
    synIsAnswered();
    write(login(), "output");
    assertFalse(login().isWritable());
    assertEquals("", written());
    waits(1000);
    assertEquals("output", written());
    assertTrue(login().isWritable());
    assertEquals("\26\u00a0", typed.toString());
  }

  @Test
  void whatTheLoginWritesDuringAHandshakeNeverReachesTheSession() {
    open();
    SessionChannel before = login();
    String ack = synIsAnswered();
    write(before, "output");
    reads(ack);
    assertEquals("\6", written());
    reads(IDENT);
    line.runPendingTasks();
    write(before, "more");
    assertEquals("", written());
    assertEquals(IDENT, inSession.toString());
  }

  @Test
  void aLoginThatEndsDuringAHandshakeWritesNothingThen() {
    open();
    synIsAnswered();
    write(login(), "logout");
    login().close();
    waits(999);
    assertEquals("", written());
    waits(1);
    assertEquals(2, logins.size());
  }

  /** Its prompt would stand between two frames. */
  @Test
  void noLoginBeginsDuringAHandshake() {
    open();
    waits(10_000); // it is steady: the next one begins without a pause
    synIsAnswered();
    login().close();
    waits(0);
    assertEquals(1, logins.size());
    waits(1000);
    assertEquals(2, logins.size());
  }

  /** Else the SYN-ACK waits behind it, for seconds on a slow line. */
  @Test
  void theLineHasOneMessageOfTheLoginAtATime() {
    open();
    slow.isSlow = true;
    write(login(), "one");
    write(login(), "two");
    write(login(), "three");
    assertEquals("one", written());
    slow.writes();
    assertEquals("two", written());
    reads("\26\u00a0");
    slow.writes();
    String answer = written();
    assertEquals("\6\u00a1", answer.substring(0, 2), "three is behind it");
    waits(1000);
    assertEquals("three", written());
  }

  @Test
  void afterAFalseSynTheNextClientIsHeard() {
    open();
    synIsAnswered();
    waits(1000);
    assertEquals("\26\u00a0", typed.toString());
    clientComes();
    assertEquals(IDENT, inSession.toString());
  }

  @Test
  void aSynByteByByteIsAnswered() {
    open();
    reads("\26");
    waits(20);
    reads("\u00a0");
    assertEquals(3, written().length());
  }

  @Test
  void aSynAfterTextIsAnsweredWhenTheLineIsQuiet() {
    open();
    reads("x\26\u00a0");
    assertEquals("", written());
    waits(50);
    assertEquals(3, written().length());
  }

  @Test
  void aSynIsNotAnsweredWhileSomebodyIsAtTheLogin() {
    open();
    reads("root\r");
    waits(100);
    reads("\26\u00a0");
    waits(50);
    assertEquals(LoginGateHandler.NOTICE, written());
    assertEquals("root\r\26\u00a0", typed.toString());
    waits(1000);
    reads("\26\u00a1");
    waits(50);
    assertEquals("", written(), "it was said a moment ago");
    waits(60_000);
    clientComes();
    assertEquals(
        List.of(LoginEvent.SESSION_BEGAN, LoginEvent.CLIENT_REFUSED, LoginEvent.CLIENT_CAME),
        events.stream().filter(LoginEvent.class::isInstance).toList());
  }

  @Test
  void aLogoutIsFollowedByANewLogin() {
    open();
    reads("root\r");
    waits(10_000);
    write(login(), "logout\r\n");
    login().close();
    waits(0);
    assertEquals("logout\r\n", written());
    assertEquals(2, logins.size());
    assertFalse(gate.isLoginSession());
    assertEquals(
        List.of(LoginEvent.SESSION_BEGAN, LoginEvent.LOGGED_OUT),
        events.stream().filter(LoginEvent.class::isInstance).toList());
  }

  @Test
  void aLoginThatEndsAtOnceIsFollowedByAnotherAfterAPauseThatGrows() {
    open();
    for (long pause : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      int before = logins.size();
      login().close();
      waits(pause * 1000 - 1);
      assertEquals(before, logins.size());
      waits(1);
      assertEquals(before + 1, logins.size());
    }
  }

  @Test
  void aClientIsHeardDuringThatPause() {
    open();
    login().close();
    reads("typed to nobody");
    waits(600);
    clientComes();
    assertEquals(IDENT, inSession.toString());
    sessions.get(0).close();
    waits(0);
    assertEquals(2, logins.size());
    waits(60_000);
    assertEquals(2, logins.size(), "there is one login at a time");
  }

  @Test
  void aClientThatDiesInTheMidstOfItsHandshakeLeavesAPrompt() {
    open();
    reads(synIsAnswered());
    assertEquals("\6", written());
    reads("\26\u00b0"); // it never had the final ACK, and begins anew
    assertEquals(3, written().length());
    assertEquals(1, logins.size());
    waits(1000);
    assertEquals(2, logins.size());
    clientComes();
    assertEquals(IDENT, inSession.toString());
  }

  @Test
  void aBreakReachesTheLogin() {
    open();
    Object event = new Object();
    line.pipeline().fireUserEventTriggered(event);
    assertEquals(List.of(event), loginEvents);
  }

  @Test
  void plainSshBeginsASessionWithoutAFrameOnTheLine() {
    open(LoginSettings.builder().plain(true).build());
    write(login(), "login: ");
    reads("SSH-2.0");
    reads("-test\r\n");
    line.runPendingTasks();
    assertEquals(IDENT, inSession.toString());
    assertEquals("login: \r\n", written(), "the server's ident begins a line");
    assertEquals("", typed.toString());
    write(sessions.get(0), "SSH-2.0-server\r\n");
    assertEquals("SSH-2.0-server\r\n", written());
    sessions.get(0).close();
    waits(0);
    assertEquals(2, logins.size());
  }

  @Test
  void plainSshWhileNoServerRunsLeavesTheLogin() {
    open(LoginSettings.builder().plain(true).build());
    loop.pause();
    reads(IDENT);
    write(login(), "login: ");
    assertEquals("\r\nlogin: ", written());
    reads("x");
    assertEquals(IDENT + "x", typed.toString());
  }

  /** The handshake has answered a SYN before, and knows its nonces. */
  @Test
  void plainSshAfterAFailedHandshakeIsAlwaysHeard() {
    open(LoginSettings.builder().plain(true).build());
    for (int round = 1; round <= 200; round++) {
      synIsAnswered();
      waits(1100);
      reads("\r"); // a new line; the frames of the client are on this one
      waits(60_000);
      reads(IDENT);
      line.runPendingTasks();
      assertEquals(round, sessions.size());
      written();
      sessions.get(round - 1).close();
      waits(100);
    }
  }

  @Test
  void aSynWhileNoServerRunsCostsOneAttempt() {
    open();
    loop.pause();
    reads("\26\u00a0");
    waits(1000);
    assertEquals("\26\u00a0", typed.toString());
    loop.resume();
    clientComes();
    assertEquals(IDENT, inSession.toString());
  }

  @Test
  void aLoginThatTakesNothingIsNotFedWithoutEnd() {
    loginReads = false;
    open();
    String kilobyte = "x".repeat(1024);
    for (int i = 0; i < 64; i++) {
      reads(kilobyte);
    }
    int before = slow.reads;
    line.read();
    line.read();
    assertEquals(before, slow.reads, "the line is not read");
    waits(1000);
    assertEquals(before + 1, slow.reads, "but for a client's sake");
    for (int i = 0; i < 1000; i++) {
      reads(kilobyte);
    }
    assertEquals(64 * 1024, login().unreadBytes());
    waits(500);
    clientComes();
    assertFalse(logins.get(0).isOpen());
  }

  @Test
  void aLoginThatReadsOnIsFedOn() {
    loginReads = false;
    open();
    reads("x".repeat(64 * 1024));
    line.read();
    int before = slow.reads;
    login().config().setAutoRead(true);
    line.runPendingTasks();
    assertEquals(64 * 1024, typed.length());
    assertTrue(slow.reads > before);
    reads("y");
    assertTrue(typed.toString().endsWith("xy"));
  }

  @Test
  void theLoginHangsUpWithTheLine() {
    open();
    SessionChannel before = login();
    line.close();
    assertFalse(before.isOpen());
    waits(60_000);
    assertEquals(1, logins.size());
  }

  /** Every way to cut what a client sends into reads. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void howAClientsBytesAreCutIsNoMatter(boolean filler) {
    String syn = filler ? "\25\26\u00a0" : "\26\u00a0";
    open();
    for (int cuts = 0; cuts < 1 << (syn.length() - 1); cuts++) {
      for (int ackCut = 0; ackCut < 2; ackCut++) {
        inPieces(syn, cuts);
        waits(50);
        String answer = written();
        assertEquals(3, answer.length());
        inPieces("\6" + (char) (answer.charAt(2) + 1), ackCut);
        waits(50);
        assertEquals("\6", written());
        inPieces(IDENT, cuts);
        line.runPendingTasks();
        assertEquals(IDENT, inSession.toString());
        inSession.setLength(0);
        sessions.get(sessions.size() - 1).close();
        waits(100);
      }
    }
    assertEquals("", typed.toString());
  }

  private void inPieces(String bytes, int cuts) {
    int from = 0;
    for (int to = 1; to <= bytes.length(); to++) {
      if (to == bytes.length() || (cuts & (1 << (to - 1))) != 0) {
        reads(bytes.substring(from, to));
        from = to;
      }
    }
  }
}
