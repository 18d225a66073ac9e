// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.future.GlobalRequestFuture;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.Test;

class SshKeepAliveTest {
  private final SshServer server = SshServer.setUpDefaultServer();
  private final List<GlobalRequestFuture> requests = new ArrayList<>();
  private final List<Buffer> packets = new ArrayList<>();
  private final Map<Object, Object> attributes = new HashMap<>();
  private final AtomicLong clock = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final LineTraffic traffic = new LineTraffic(clock::get, sent::get);
  private final Session session = proxy(CountedSession.class, this::callSession);
  private final ConnectionService service =
      proxy(ConnectionService.class, (method, arguments) -> session);

  private interface CountedSession extends Session, Counted {}

  private interface Call {
    Object make(Method method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call.make(method, arguments)));
  }

  @SuppressWarnings("unchecked")
  private Object callSession(Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "createBuffer" -> new ByteArrayBuffer();
      case "computeAttributeIfAbsent" ->
          attributes.computeIfAbsent(arguments[0], (Function<Object, Object>) arguments[1]);
      case "request" -> {
        GlobalRequestFuture request =
            new GlobalRequestFuture(
                (String) arguments[1], (GlobalRequestFuture.ReplyHandler) arguments[2]);
        packets.add((Buffer) arguments[0]);
        requests.add(request);
        yield request;
      }
      case "traffic" -> traffic;
      case "getIoSession" -> null; // it is on no link
      default -> throw new UnsupportedOperationException(method.toString());
    };
  }

  private boolean tick() throws Exception {
    return server.getReservedSessionMessagesHandler().sendReservedHeartbeat(service);
  }

  private GlobalRequestFuture last() {
    return requests.get(requests.size() - 1);
  }

  private void written() {
    last().setValue(null);
  }

  private void answered() {
    last().getHandler().accept(SshConstants.SSH_MSG_REQUEST_FAILURE, new ByteArrayBuffer());
  }

  @Test
  void asksForAnAnswer() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(5), 1);
    assertTrue(tick());
    assertEquals("keepalive@openssh.com", packets.get(0).getString());
    assertTrue(packets.get(0).getBoolean());
  }

  @Test
  void silenceEndsTheSession() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(5), 3);
    for (int i = 0; i < 3; i++) {
      assertTrue(tick());
      written();
    }
    SshException end = assertThrows(SshException.class, this::tick);
    assertEquals(SshConstants.SSH2_DISCONNECT_CONNECTION_LOST, end.getDisconnectCode());
    assertEquals(3, requests.size());
  }

  @Test
  void anyAnswerStartsTheCountAgain() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(5), 2);
    for (int i = 0; i < 10; i++) {
      assertTrue(tick());
      written();
      assertTrue(tick());
      written();
      answered();
    }
  }

  @Test
  void requestThatWaitsBehindOtherOutputDoesNotCount() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(5), 1);
    assertTrue(tick());
    for (int i = 0; i < 10; i++) {
      assertFalse(tick());
    }
    assertEquals(1, requests.size());
    written();
    assertThrows(SshException.class, this::tick);
  }

  @Test
  void clientThatSendsNeedNotAnswerInTime() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(5), 1);
    for (int i = 0; i < 10; i++) {
      traffic.receivedPacket();
      assertTrue(tick());
      written();
    }
    assertThrows(SshException.class, this::tick);
  }

  /** At a rate of 960 bytes a second, whatever writes of the line say. */
  private void lineShows960BytesPerSecond() {
    sent.addAndGet(960);
    pass(1);
    traffic.arrived(traffic.mark());
  }

  private void pass(int seconds) {
    clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  /** One interval, and a request that is written at once, since a buffer takes it. */
  private boolean tickIntoABuffer() throws Exception {
    pass(3);
    boolean asked = tick();
    if (asked) {
      written();
    }
    return asked;
  }

  @Test
  void answerThatWaitsBehindOutputInABufferIsWaitedFor() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(3), 2);
    lineShows960BytesPerSecond();
    sent.addAndGet(16_000);
    for (int seconds = 0; seconds < 18; seconds += 3) {
      tickIntoABuffer(); // 16,000 bytes take 17 s
    }
    answered();
    assertTrue(tickIntoABuffer());
  }

  @Test
  void clientThatDiedBehindABufferIsNoticed() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(3), 2);
    lineShows960BytesPerSecond();
    sent.addAndGet(16_000);
    int seconds = 0;
    try {
      for (; seconds < 1000; seconds += 3) {
        tickIntoABuffer();
      }
    } catch (SshException e) {
      // it is noticed
    }
    assertTrue(seconds > 17 && seconds <= 2 * 17 + 9, "noticed after " + seconds + " s");
  }

  @Test
  void onALineThatHasShownToBeFastNobodyWaitsLonger() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(3), 2);
    sent.addAndGet(10_000_000);
    pass(1);
    traffic.arrived(traffic.mark());
    sent.addAndGet(1_000_000);
    assertTrue(tickIntoABuffer());
    assertTrue(tickIntoABuffer());
    assertThrows(SshException.class, this::tickIntoABuffer);
  }

  @Test
  void idleClientThatDiedIsNoticedInTimeOnASlowLineToo() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(3), 2);
    lineShows960BytesPerSecond();
    sent.addAndGet(64);
    assertTrue(tickIntoABuffer());
    assertTrue(tickIntoABuffer());
    assertThrows(SshException.class, this::tickIntoABuffer);
  }

  @Test
  void packetThatComesInSlowlyIsASignOfLife() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(3), 1);
    for (int i = 0; i < 10; i++) {
      traffic.received(960 * 3);
      assertTrue(tickIntoABuffer());
    }
  }

  @Test
  void theSynsOfTheNextClientAreNoSignOfLife() throws Exception {
    SshKeepAlive.install(server, Duration.ofSeconds(40), 1);
    assertTrue(tick());
    written();
    pass(40);
    traffic.received(40 * 3);
    assertThrows(SshException.class, this::tick);
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> SshKeepAlive.install(server, Duration.ofSeconds(-5), 1));
    assertThrows(
        IllegalArgumentException.class, () -> SshKeepAlive.install(server, Duration.ZERO, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> SshKeepAlive.install(server, Duration.ofSeconds(5), 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> SshKeepAlive.install(server, Duration.ofSeconds(5), 1, Duration.ZERO));
  }
}
