// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What somebody with access to the line can do to a link, and what not. The link authenticates
 * nobody: who can write to the line can end a session, and SSH sees to the rest.
 */
class LinkAttackTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final LinkSettings SETTINGS = LinkSettings.defaults();

  private final Random random = new Random(7);
  private final Link client = Link.client(SETTINGS, random);
  private final Link server = Link.server(SETTINGS, random);

  /** What an end has for the line, all of it. */
  private static byte[] sent(Link link, long now) {
    ByteBuffer out = ByteBuffer.allocate(1 << 16);
    link.transmit(out, now);
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private static void receive(Link link, byte[] bytes, long now) {
    link.receive(ByteBuffer.wrap(bytes), now);
  }

  private void exchange() {
    for (int i = 0; i < 5; i++) {
      receive(server, sent(client, 0), 0);
      receive(client, sent(server, 0), 0);
    }
  }

  private void open() {
    client.start(0);
    server.start(0);
    exchange();
    assertEquals(LinkState.OPEN, server.state());
  }

  private void loseAndComeBack() {
    client.lineLost(0);
    server.lineLost(0);
    client.lineBack(0);
    server.lineBack(0);
  }

  private void assertDelivers(String text) {
    client.offer(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    exchange();
    ByteBuffer taken = ByteBuffer.allocate(100);
    server.take(taken);
    assertEquals(text, new String(taken.array(), 0, taken.position(), StandardCharsets.US_ASCII));
  }

  @Test
  void aFrameOfSomebodyWhoHasNotSeenTheNoncesIsBad() {
    open();
    LinkCheck guess = new LinkCheck();
    guess.prefix((byte) 'c', new byte[16], 1, 2);
    byte[] head = {LinkFrame.DATA, 0, 0, 16, 'x'};
    FrameEncoder encoder = new FrameEncoder(10);
    encoder.encode(head, head.length, head, 0, 0, guess, new EscapeMap());
    ByteBuffer frame = ByteBuffer.allocate(encoder.remaining());
    encoder.take(frame);
    long before = server.counters().badFrames();
    receive(server, frame.array(), 0);
    assertEquals(before + 1, server.counters().badFrames());
    assertEquals(0, server.readable());
    assertDelivers("go on");
  }

  @Test
  void aReplayedFrameIsNotDeliveredTwice() {
    open();
    client.offer(ByteBuffer.wrap(new byte[] {'a'}));
    byte[] frame = sent(client, 0);
    receive(server, frame, 0);
    receive(server, frame, 0);
    assertEquals(1, server.readable());
    loseAndComeBack();
    exchange();
    receive(server, frame, 0);
    assertEquals(1, server.readable());
    assertEquals(1, server.counters().badFrames());
  }

  @Test
  void aReplayedOpenDoesNotEndTheSession() {
    client.start(0);
    server.start(0);
    byte[] first = sent(client, 0);
    receive(server, first, 0);
    exchange();
    loseAndComeBack();
    byte[] second = sent(client, 0);
    receive(server, second, 0);
    exchange();
    receive(server, first, 0);
    receive(server, second, 0);
    assertEquals(LinkState.OPEN, server.state());
    assertDelivers("one");
    loseAndComeBack();
    byte[] third = sent(client, 0);
    receive(server, first, 0);
    receive(server, second, 0);
    assertEquals(LinkState.AWAITING_RESUME, server.state());
    receive(server, third, 0);
    exchange();
    assertEquals(LinkState.OPEN, server.state());
    assertDelivers("two");
    loseAndComeBack();
    byte[] fourth = sent(client, 0);
    receive(server, second, 0); // older still: it is answered, and nobody follows it up
    assertEquals(LinkState.ACCEPTED, server.state());
    receive(server, fourth, 0);
    exchange();
    assertDelivers("three");
  }

  @Test
  void anOpenAckOrARefuseOfAnotherTimeIsDropped() {
    open();
    loseAndComeBack();
    byte[] open = sent(client, 0);
    receive(server, open, 0);
    byte[] ack = sent(server, 0);
    receive(client, ack, 0);
    Link forgetful = Link.server(SETTINGS, random);
    forgetful.start(0);
    receive(forgetful, open, 0);
    byte[] refuse = sent(forgetful, 0);
    assertEquals('R', refuse[1]);
    exchange();
    loseAndComeBack();
    sent(client, 0);
    receive(client, ack, 0);
    receive(client, refuse, 0);
    assertEquals(LinkState.RESUMING, client.state());
  }

  @Test
  void aGuessedSessionIsRefusedAndTheOneThatWaitsStays() {
    open();
    loseAndComeBack();
    LinkOpening guess =
        new LinkOpening(1, true, new byte[16], 5, 0, 0, 16, 768, new byte[] {0x11, 0x13});
    receive(server, opening(guess), 0);
    assertEquals(LinkState.AWAITING_RESUME, server.state());
    assertEquals('R', sent(server, 0)[1]);
    exchange();
    assertDelivers("go on");
  }

  private static byte[] opening(LinkOpening open) {
    byte[] head = new byte[LinkFrame.LONGEST_OPENING];
    int length = open.writeOpen(head);
    FrameEncoder encoder = new FrameEncoder(length);
    encoder.encode(head, length, head, 0, 0, new LinkCheck(), new EscapeMap());
    byte[] frame = new byte[encoder.remaining()];
    encoder.take(ByteBuffer.wrap(frame));
    return frame;
  }

  @Test
  void anOpenOfAnotherVersionIsRefused() {
    server.start(0);
    LinkOpening other =
        new LinkOpening(2, false, new byte[16], 5, 0, 0, 16, 768, new byte[] {0x11, 0x13});
    receive(server, opening(other), 0);
    assertEquals(LinkState.LISTENING, server.state());
    assertEquals("7e 52 7d 21 7d 20 7d 20 7d 20 7d 25 7d 21", hex(sent(server, 0), 14));
  }

  private static String hex(byte[] bytes, int length) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, length);
  }

  @Test
  void aClientThatIsRefusedForItsVersionSaysSo() {
    client.start(0);
    byte[] open = sent(client, 0);
    server.start(0);
    receive(server, open, 0);
    byte[] head = new byte[LinkOpening.REFUSE_LENGTH];
    byte[] body = new byte[16];
    ByteBuffer decoded = ByteBuffer.wrap(open);
    FrameDecoder decoder = new FrameDecoder(100);
    assertTrue(decoder.next(decoded, null));
    int nonce = LinkOpening.readOpen(decoder.frame(), decoder.length()).clientNonce();
    int length = LinkOpening.writeRefuse(head, nonce, true);
    FrameEncoder encoder = new FrameEncoder(length);
    encoder.encode(head, length, body, 0, 0, new LinkCheck(), new EscapeMap());
    byte[] frame = new byte[encoder.remaining()];
    encoder.take(ByteBuffer.wrap(frame));
    receive(client, frame, 0);
    assertEquals(LinkEnd.OTHER_VERSION, client.end());
  }

  @Test
  void whatWasUnderWayIsSentAtOnceAfterAnInterruption() {
    open();
    client.offer(ByteBuffer.wrap(new byte[100]));
    assertTrue(sent(client, 0).length > 100);
    loseAndComeBack();
    exchange();
    assertEquals(100, server.readable());
  }

  @Test
  void theFrameWhoseTimeIsOverIsSentBeforeThePingThatAsks() {
    open();
    client.offer(ByteBuffer.wrap(new byte[1]));
    sent(client, 0);
    long later = client.nanosToTimeout(0);
    client.timeout(later);
    assertEquals("7e 44", hex(sent(client, later), 2));
  }

  @Test
  void anEchoOfOurFramesIsNoFrame() {
    open();
    client.offer(ByteBuffer.wrap(new byte[] {'a'}));
    receive(client, sent(client, 0), 0);
    assertEquals(0, client.readable());
    assertEquals(1, client.counters().badFrames());
  }

  @Test
  void framesForWhichThereIsNoRoomAreDropped() {
    ReceiveWindow window = new ReceiveWindow(2, 8, 1);
    byte[] bytes = {'a', 'b', 'c'};
    window.accept(0, bytes, 0, 1, false);
    window.accept(1, bytes, 1, 1, false);
    window.accept(2, bytes, 2, 1, false);
    assertEquals(2, window.readable());
    assertEquals(0, window.credit());
    window.accept(3, bytes, 0, 2, false); // longer than agreed
    ByteBuffer taken = ByteBuffer.allocate(3);
    window.take(taken);
    assertEquals('a', taken.get(0));
    assertEquals('b', taken.get(1));
    assertEquals(2, taken.position());
  }

  @Test
  void anAcknowledgementOfWhatWasNeverSentIsDropped() {
    SendWindow window = new SendWindow(2, 8, 1);
    window.resume(0, 2);
    window.offer(ByteBuffer.wrap(new byte[2]));
    window.choose(0);
    SendWindow.News news = new SendWindow.News();
    window.acknowledge(2, 0, 16, news);
    window.acknowledge(255, 0, 16, news);
    assertTrue(window.isInFlight());
    assertEquals(0, window.room());
  }

  @Test
  void noMemoryIsTakenBeforeTheClientHasSeenTheAnswer() {
    server.start(0);
    byte[] noise = new byte[1 << 20];
    random.nextBytes(noise);
    byte[][] opens = new byte[1000][];
    for (int i = 0; i < opens.length; i++) {
      byte[] session = new byte[16];
      random.nextBytes(session);
      opens[i] = opening(new LinkOpening(1, false, session, i, 0, 0, 16, 768, new byte[0]));
    }
    ByteBuffer out = ByteBuffer.allocate(1 << 10);
    long thread = Thread.currentThread().getId();
    long before = THREADS.getThreadAllocatedBytes(thread);
    receive(server, noise, 0);
    long noiseCost = THREADS.getThreadAllocatedBytes(thread) - before;
    for (byte[] open : opens) {
      receive(server, open, 0);
      server.transmit(out.clear(), 0);
    }
    long openCost = THREADS.getThreadAllocatedBytes(thread) - before - noiseCost;
    assertEquals(LinkState.ACCEPTED, server.state());
    assertTrue(noiseCost < 16 * 1024, "noise: " + noiseCost);
    assertTrue(openCost < 1000 * 1024, "OPENs: " + openCost); // of which one is kept
    assertNotEquals(0, server.counters().framesReceived());
  }

  @Test
  void nothingIsAllocatedForAFrame() {
    open();
    byte[] bytes = new byte[768];
    random.nextBytes(bytes);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    ByteBuffer line = ByteBuffer.allocate(1 << 12);
    ByteBuffer taken = ByteBuffer.allocate(1 << 10);
    long thread = Thread.currentThread().getId();
    long cost = 0;
    for (int i = 0; i < 2000; i++) {
      if (i == 1000) {
        cost = THREADS.getThreadAllocatedBytes(thread);
      }
      client.offer(in.clear());
      client.transmit(line.clear(), i);
      server.receive(line.flip(), i);
      server.take(taken.clear());
      server.transmit(line.clear(), i);
      client.receive(line.flip(), i);
    }
    cost = THREADS.getThreadAllocatedBytes(thread) - cost;
    assertTrue(cost < 16 * 1024, "for 1000 frames and their acknowledgements: " + cost);
    assertTrue(server.counters().framesReceived() > 2000);
  }
}
