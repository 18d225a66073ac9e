// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static dev.serialhandshake.netty.sshd.SshPeers.take;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that die before they have logged in, and people who only take their time. */
class SshBeforeLoginTest {
  private static final String IDENT = "SSH-2.0-test\r\n";
  private static final String SYN = "\u0016\u00b0";

  @TempDir Path directory;
  private final Clock clock = new Clock();
  private final BlockingQueue<ConnectFuture> connecting = new LinkedBlockingQueue<>();
  private SshPeers peers;
  private Channel line;
  private boolean ended;

  /** Stands still, and knows when it was looked at by the timer of the server. */
  private static final class Clock implements LongSupplier {
    private final AtomicLong now = new AtomicLong();
    private final Semaphore looks = new Semaphore(0);

    @Override
    public long getAsLong() {
      if (Thread.currentThread().getName().contains("timer")) {
        looks.release();
      }
      return now.get();
    }

    void advance(Duration time) {
      now.addAndGet(time.toNanos());
      looks.drainPermits();
    }

    /** The first look may have begun before the clock was advanced. */
    void awaitLook() throws InterruptedException {
      assertTrue(looks.tryAcquire(2, SshPeers.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @BeforeEach
  void start() throws Exception {
    peers = new SshPeers(Transports.UNIX, directory, Duration.ofMinutes(1), clock);
  }

  @AfterEach
  void stop() throws Exception {
    line.close().sync();
    peers.close();
  }

  /** A client that shakes hands by the book, and then says this. */
  private void clientSays(String... texts) throws Exception {
    HandshakeHandler handshake = HandshakeHandler.client();
    line = peers.line().handler(handshake).connect().sync().channel();
    handshake.handshakeFuture().sync();
    for (String text : texts) {
      says(text);
    }
  }

  private void says(String text) throws Exception {
    line.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1)).sync();
  }

  private ClientSession clientIsAboutToLogIn() throws Exception {
    line = peers.line().handler(peers.clientLoop(connecting)).connect().sync().channel();
    ClientSession session = take(connecting).verify(SshPeers.DEADLINE).getSession();
    var events = session.waitFor(EnumSet.of(ClientSessionEvent.WAIT_AUTH), SshPeers.DEADLINE);
    assertTrue(events.contains(ClientSessionEvent.WAIT_AUTH), events.toString());
    return session;
  }

  /** Until the session is over; the line goes on to say this. */
  private void timePasses(String... meanwhile) throws Exception {
    long deadline = System.nanoTime() + SshPeers.DEADLINE.toNanos();
    while (!ended) {
      assertTrue(System.nanoTime() < deadline, "the session does not end");
      for (String text : meanwhile) {
        says(text);
      }
      clock.advance(Duration.ofSeconds(2));
      ended = peers.ended.poll(200, TimeUnit.MILLISECONDS) != null;
    }
  }

  private void assertTheNextLoginWorks() throws Exception {
    if (!ended) {
      take(peers.ended);
    }
    line.pipeline().addLast(peers.clientLoop(connecting));
    try (ClientSession session = SshPeers.login(take(connecting))) {
      SshPeers.execute(session, "exit 3", new byte[0], 3);
    }
  }

  @Test
  void silenceInTheMiddleOfTheIdent() throws Exception {
    clientSays("SSH-2.0-te");
    timePasses();
    assertTheNextLoginWorks();
  }

  @Test
  void silenceBehindTheIdent() throws Exception {
    clientSays(IDENT);
    timePasses();
    assertTheNextLoginWorks();
  }

  @Test
  void nextClientInTheMiddleOfTheIdent() throws Exception {
    clientSays("SSH-2.0-te", SYN);
    assertTheNextLoginWorks();
  }

  @Test
  void nextClientBetweenTwoPackets() throws Exception {
    clientSays(IDENT, SYN);
    assertTheNextLoginWorks();
  }

  @Test
  void nextClientInTheMiddleOfAPacket() throws Exception {
    clientSays(IDENT, "\0\0\4\0" + "half a KEXINIT");
    timePasses(SYN);
    assertTheNextLoginWorks();
  }

  @Test
  void nextClientBehindTheKeyExchange() throws Exception {
    clientIsAboutToLogIn();
    line.pipeline().remove(SessionLoopHandler.class);
    says(SYN);
    timePasses();
    assertTheNextLoginWorks();
  }

  @Test
  void personWhoComparesTheHostKeyMayTakeLong() throws Exception {
    peers.client.setServerKeyVerifier(
        (session, address, key) -> {
          clock.advance(Duration.ofHours(1));
          try {
            clock.awaitLook();
            return true;
          } catch (InterruptedException e) {
            return false;
          }
        });
    clientIsAboutToLogIn().auth().verify(SshPeers.DEADLINE);
    assertEquals(0, peers.ended.size());
  }

  @Test
  void personWhoLooksForThePassphraseMayTakeLong() throws Exception {
    ClientSession session = clientIsAboutToLogIn();
    clock.advance(Duration.ofHours(1));
    clock.awaitLook();
    session.auth().verify(SshPeers.DEADLINE);
    assertEquals(0, peers.ended.size());
  }
}
