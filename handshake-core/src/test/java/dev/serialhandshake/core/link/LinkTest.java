// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.internal.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkTest {

  private static final LinkSettings AT_115200 = LinkSettings.forLine(115_200).build();

  private static LinkPair faulty(FaultyBytes toServer, FaultyBytes toClient) {
    long byteNanos = AT_115200.byteNanos;
    return new LinkPair(
        AT_115200,
        new LinkWay(byteNanos, 50_000, toServer),
        new LinkWay(byteNanos, 50_000, toClient),
        1);
  }

  private static void transfer(LinkPair pair, int bytes) {
    pair.client.toSend += bytes;
    pair.server.toSend += bytes;
    assertTrue(pair.until(() -> isTransferred(pair)));
  }

  private static boolean isTransferred(LinkPair pair) {
    return pair.client.taken == pair.server.toSend && pair.server.taken == pair.client.toSend;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1200, 9600, 115_200, 3_000_000})
  void bytesPassInBothDirections(int baud) {
    LinkSettings settings =
        baud == 0 ? LinkSettings.defaults() : LinkSettings.forLine(baud).build();
    int rate = Math.max(9600, baud);
    LinkPair pair = new LinkPair(settings, LinkPair.way(rate), LinkPair.way(rate), 1).open();
    transfer(pair, 20_000);
    assertEquals(0, pair.client.link.counters().badFrames());
    assertTrue(pair.client.link.counters().framesReceived() > 0);
    if (baud > 0) {
      assertEquals(0, pair.client.link.counters().framesRepeated());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 1e-3, 3e-3})
  void changedBytesAreRepaired(double share) {
    Random random = new Random(3);
    LinkPair pair = faulty(FaultyBytes.changed(share, random), FaultyBytes.changed(share, random));
    transfer(pair.open(), 50_000);
    assertTrue(pair.client.link.counters().badFrames() > 0);
    assertTrue(pair.client.link.counters().framesRepeated() > 0);
    assertTrue(pair.client.link.counters().bytesRepaired() > 0);
  }

  @Test
  void lostBytesAreRepaired() {
    Random random = new Random(4);
    LinkPair pair =
        faulty(
            FaultyBytes.lostInBursts(0.01, 50, random), FaultyBytes.lostInBursts(0.01, 50, random));
    transfer(pair.open(), 100_000);
    assertEquals(0, pair.client.link.counters().interruptions());
  }

  @Test
  void aKernelMessageInTheMidstOfAFrameCostsThatFrameOnly() {
    LinkPair pair = LinkPair.clean().open();
    pair.server.toSend = 10_000;
    pair.run(Duration.ofMillis(200));
    pair.server.out.interrupt(
        "[ 12.345678] usb 1-1: new device\r\n".getBytes(StandardCharsets.US_ASCII), pair.now);
    assertTrue(pair.until(() -> isTransferred(pair)));
    assertEquals(1, pair.server.link.counters().framesRepeated());
    assertEquals(768, pair.server.link.counters().bytesRepaired());
  }

  @Test
  void aLostFrameIsSentAgainAsSoonAsALaterOneIsAcknowledged() {
    LinkPair pair = LinkPair.clean().open();
    pair.server.toSend = 4 * 768;
    pair.run(Duration.ofMillis(30));
    pair.server.out.cut(); // what is under way, and nothing later
    long begin = pair.now;
    assertTrue(pair.until(() -> isTransferred(pair)));
    assertTrue(pair.now - begin < Duration.ofMillis(400).toNanos());
  }

  @Test
  void theLastFrameIsSentAgainByATimer() {
    LinkPair pair = LinkPair.clean().open();
    transfer(pair, 40); // round trips are known
    pair.client.toSend += 40;
    pair.work();
    pair.client.out.cut();
    long begin = pair.now;
    assertTrue(pair.until(() -> isTransferred(pair)));
    assertTrue(pair.now - begin < Duration.ofMillis(250).toNanos());
    assertEquals(1, pair.client.link.counters().framesRepeated());
  }

  @Test
  void aReaderThatDoesNotTakeStopsTheSender() {
    LinkPair pair = LinkPair.clean().open();
    pair.client.takes = false;
    pair.server.toSend = 1_000_000;
    pair.run(Duration.ofSeconds(8));
    assertEquals(16 * 768, pair.client.link.readable());
    assertEquals(2 * 16 * 768, pair.server.sent);
    assertEquals(0, pair.server.link.room());
    assertEquals(0, pair.server.link.counters().framesRepeated());
    assertEquals(LinkState.OPEN, pair.server.link.state());
    pair.client.takes = true;
    assertTrue(pair.until(() -> isTransferred(pair)));
  }

  @Test
  void roomIsToldBeforeTheSenderMustAsk() {
    LinkPair pair = LinkPair.clean().open();
    pair.client.takes = false;
    pair.server.toSend = 2 * 16 * 768;
    pair.run(Duration.ofMillis(1200)); // the window is full, and no PING is due yet
    assertEquals(16 * 768, pair.client.link.readable());
    pair.client.takes = true;
    long frames = pair.server.link.counters().framesSent();
    assertTrue(pair.until(() -> isTransferred(pair)));
    assertEquals(16, pair.server.link.counters().framesSent() - frames);
  }

  @Test
  void roomIsToldAgainIfTheFrameThatToldIsLost() {
    LinkPair pair = LinkPair.clean().open();
    pair.client.takes = false;
    pair.server.toSend = 100_000;
    pair.run(Duration.ofSeconds(4));
    pair.client.takes = true;
    pair.work();
    pair.client.out.cut();
    assertTrue(pair.until(() -> isTransferred(pair)));
  }

  @Test
  void theSessionGoesOnAfterTheLineWasLost() {
    LinkPair pair = LinkPair.clean().open();
    for (int i = 1; i <= 5; i++) {
      pair.client.toSend += 20_000;
      pair.server.toSend += 20_000;
      pair.run(Duration.ofMillis(700));
      pair.lose();
      assertEquals(LinkState.WAITING, pair.client.link.state());
      pair.run(Duration.ofSeconds(20));
      pair.back();
      assertEquals(LinkState.RESUMING, pair.client.link.state());
      assertEquals(LinkState.AWAITING_RESUME, pair.server.link.state());
      assertTrue(pair.until(() -> isTransferred(pair)));
      assertEquals(i, pair.server.link.counters().interruptions());
    }
  }

  @Test
  void aPeerThatIsSilentIsALineThatIsLost() {
    LinkPair pair = LinkPair.clean().open();
    pair.run(Duration.ofMinutes(1));
    assertEquals(LinkState.OPEN, pair.client.link.state());
    pair.cut();
    long quiet = pair.now;
    assertTrue(
        pair.until(
            () ->
                pair.client.link.state() == LinkState.WAITING
                    && pair.server.link.state() == LinkState.WAITING));
    assertTrue(pair.now - quiet <= Duration.ofSeconds(9).toNanos());
  }

  @Test
  void theGraceTimeEndsTheSession() {
    LinkPair pair = LinkPair.clean().open();
    assertEquals(Long.MAX_VALUE, pair.client.link.nanosToGraceOver(pair.now));
    pair.lose();
    pair.run(Duration.ofMinutes(4));
    long left = Duration.ofMinutes(1).toNanos();
    assertEquals(left, pair.client.link.nanosToGraceOver(pair.now));
    assertEquals(0, pair.client.link.nanosToGraceOver(pair.now + 2 * left));
    pair.back();
    pair.cut(); // it does not help to have had a line
    pair.run(Duration.ofSeconds(59));
    assertEquals(LinkState.WAITING, pair.client.link.state());
    pair.run(Duration.ofSeconds(1));
    assertEquals(LinkEnd.GRACE_OVER, pair.client.link.end());
    assertEquals(LinkEnd.GRACE_OVER, pair.server.link.end());
    assertEquals(Long.MAX_VALUE, pair.client.link.nanosToGraceOver(pair.now));
    assertEquals(Long.MAX_VALUE, pair.client.link.nanosToTimeout(pair.now));
  }

  @Test
  void aServerThatKnowsNoLinksIsToldFromOneThatDoes() {
    LinkPair pair = LinkPair.clean();
    pair.client.link.start(pair.now);
    long begin = pair.now;
    assertTrue(pair.until(() -> pair.client.link.state().isFinal()));
    assertEquals(LinkEnd.NO_LINK_AT_PEER, pair.client.link.end());
    assertEquals(Duration.ofSeconds(5).toNanos(), pair.now - begin);
  }

  @Test
  void aServerWithoutAnOpeningEnds() {
    LinkPair pair = LinkPair.clean();
    pair.server.link.start(pair.now);
    pair.run(Duration.ofSeconds(5));
    assertEquals(LinkEnd.NO_OPENING, pair.server.link.end());
  }

  @Test
  void aServerThatHasRestartedRefusesTheSession() {
    LinkPair pair = LinkPair.clean().open();
    pair.lose();
    pair.server.link = Link.server(AT_115200, pair.random);
    pair.server.link.start(pair.now);
    pair.client.link.lineBack(pair.now);
    pair.run(Duration.ofSeconds(1));
    assertEquals(LinkEnd.REFUSED, pair.client.link.end());
    assertEquals(LinkState.LISTENING, pair.server.link.state());
  }

  @Test
  void aClientOfAnotherSessionIsRefusedAndTheWaitingOneStays() {
    LinkPair pair = LinkPair.clean().open();
    Link first = pair.client.link;
    LinkPair other =
        new LinkPair(AT_115200, LinkPair.way(115_200), LinkPair.way(115_200), 2).open();
    pair.lose();
    other.client.link.lineLost(pair.now);
    pair.client.link = other.client.link;
    pair.back();
    pair.run(Duration.ofSeconds(1));
    assertEquals(LinkEnd.REFUSED, pair.client.link.end());
    assertEquals(LinkState.AWAITING_RESUME, pair.server.link.state());
    pair.client.link = first;
    first.lineBack(pair.now);
    transfer(pair, 1000);
  }

  @Test
  void aNewClientReplacesTheSessionThatWaits() {
    LinkPair pair = LinkPair.clean().open();
    pair.lose();
    pair.client.link = Link.client(AT_115200, pair.random);
    pair.client.link.start(pair.now);
    pair.server.link.lineBack(pair.now);
    assertTrue(pair.until(() -> pair.server.link.state().isFinal()));
    assertEquals(LinkEnd.REPLACED, pair.server.link.end());
    pair.server.link = pair.server.link.successor(pair.now);
    transfer(pair, 1000);
    assertEquals(LinkState.OPEN, pair.client.link.state());
  }

  @Test
  void aNewClientReplacesASessionThatWasNeverUsedAtOnce() {
    LinkPair pair = LinkPair.clean();
    pair.server.link.start(pair.now);
    pair.client.link.start(pair.now);
    assertTrue(pair.until(() -> pair.server.link.state() == LinkState.ACCEPTED));
    pair.lose();
    assertEquals(LinkEnd.LINE_LOST, pair.client.link.end());
    assertEquals(LinkState.WAITING, pair.server.link.state());
    pair.client.link = Link.client(AT_115200, pair.random);
    pair.client.link.start(pair.now);
    pair.server.link.lineBack(pair.now);
    transfer(pair, 1000);
  }

  @Test
  void aClientThatGotItsAnswerResumesASessionThatTheServerNeverUsed() {
    LinkPair pair = LinkPair.clean();
    pair.server.link.start(pair.now);
    pair.client.link.start(pair.now);
    assertTrue(pair.until(() -> pair.client.link.state() == LinkState.OPEN));
    assertEquals(LinkState.ACCEPTED, pair.server.link.state());
    pair.lose();
    pair.back();
    transfer(pair, 1000);
  }

  @Test
  void allThatWasOfferedIsDeliveredBeforeTheEnd() {
    LinkPair pair = LinkPair.clean().open();
    pair.server.toSend = 10_000;
    pair.work();
    assertEquals(10_000, pair.server.sent);
    pair.server.link.close(pair.now);
    assertEquals(LinkState.CLOSING, pair.server.link.state());
    assertEquals(0, pair.server.link.room());
    assertEquals(0, pair.server.link.offer(ByteBuffer.wrap(new byte[1])));
    assertTrue(pair.until(() -> pair.server.link.state().isFinal()));
    assertEquals(LinkEnd.CLOSED, pair.server.link.end());
    assertEquals(LinkEnd.PEER_CLOSED, pair.client.link.end());
    assertEquals(10_000, pair.client.taken);
  }

  @Test
  void aFullWindowIsDeliveredBeforeTheEnd() {
    LinkPair pair = LinkPair.clean().open();
    pair.client.takes = false;
    pair.server.toSend = 1_000_000;
    pair.run(Duration.ofSeconds(4));
    pair.server.link.close(pair.now);
    pair.client.takes = true;
    pair.server.toSend = pair.server.sent;
    assertTrue(pair.until(() -> pair.server.link.state().isFinal()));
    assertEquals(LinkEnd.CLOSED, pair.server.link.end());
    assertEquals(pair.server.sent, pair.client.taken);
  }

  @Test
  void theAcknowledgementOfACloseIsRepeated() {
    LinkPair pair = LinkPair.clean().open();
    pair.client.link.close(pair.now);
    assertTrue(pair.until(() -> pair.server.link.state().isFinal()));
    pair.server.out.cut();
    assertTrue(pair.until(() -> pair.client.link.state().isFinal()));
    assertEquals(LinkEnd.CLOSED, pair.client.link.end());
  }

  @Test
  void aCloseWithoutAnAnswerEnds() {
    LinkPair pair = LinkPair.clean().open();
    pair.cut();
    pair.client.link.close(pair.now);
    pair.run(Duration.ofSeconds(5));
    assertEquals(LinkEnd.CLOSED_UNCONFIRMED, pair.client.link.end());
  }

  @Test
  void bothEndsMayCloseAtOnce() {
    LinkPair pair = LinkPair.clean().open();
    pair.client.link.close(pair.now);
    pair.server.link.close(pair.now);
    assertTrue(
        pair.until(() -> pair.client.link.state().isFinal() && pair.server.link.state().isFinal()));
    assertTrue(pair.now < 0);
  }

  @Test
  void aCallerThatClosesDoesNotWaitForTheLine() {
    LinkPair pair = LinkPair.clean().open();
    pair.lose();
    pair.client.link.close(pair.now);
    assertEquals(LinkEnd.CLOSED_UNCONFIRMED, pair.client.link.end());
    pair.server.link.lineBack(pair.now);
    pair.server.link.close(pair.now);
    assertEquals(LinkEnd.CLOSED_UNCONFIRMED, pair.server.link.end());
    Link unused = Link.client(AT_115200, pair.random);
    unused.close(0);
    assertEquals(LinkEnd.CLOSED_UNCONFIRMED, unused.end());
  }

  @Test
  void twoSynsTellAServerThatTheLineWasLost() {
    LinkPair pair = LinkPair.clean().open();
    pair.cut();
    pair.run(Duration.ofSeconds(1));
    syn(pair, 0x16, 0xa0);
    assertEquals(LinkState.OPEN, pair.server.link.state());
    pair.run(Duration.ofSeconds(1));
    syn(pair, 0x15);
    syn(pair, 0x16);
    assertEquals(LinkState.OPEN, pair.server.link.state());
    syn(pair, 0xb0);
    assertEquals(LinkState.WAITING, pair.server.link.state());
    assertEquals(1, pair.server.link.counters().interruptions());
  }

  /** It has died within a frame: what it says next is part of that frame, and a SYN besides. */
  @ParameterizedTest
  @CsvSource({"7e44, false", "7e44, true", "7e447d, false", "7e447d, true"})
  void synsWithinAFrameThatHasNoEndTellThatTheLineWasLost(String begin, boolean atOnce) {
    LinkPair pair = LinkPair.clean().open();
    pair.run(Duration.ofSeconds(1));
    pair.cut();
    byte[] half = HexFormat.of().parseHex(begin);
    pair.server.link.receive(ByteBuffer.wrap(half), pair.now);
    pair.run(Duration.ofMillis(atOnce ? 20 : 400));
    int syns = 0;
    while (pair.server.link.state() == LinkState.OPEN) {
      syn(pair, Wire.FILLER, 0x16, 0xa0 + syns++);
      pair.run(Duration.ofSeconds(1));
    }
    assertEquals(atOnce ? 3 : 2, syns);
    pair.join();
    pair.client.link = Link.client(AT_115200, pair.random); // it remembers nothing
    pair.client.link.start(pair.now);
    pair.server.link.lineBack(pair.now);
    assertTrue(pair.until(() -> pair.server.link.state().isFinal()));
    assertEquals(LinkEnd.REPLACED, pair.server.link.end());
  }

  /** A machine that prints all the time leaves no pause before a SYN: it is silent as a peer. */
  @Test
  void synsAmongOtherBytesAreFoundByTheSilence() {
    LinkPair pair = LinkPair.clean().open();
    pair.run(Duration.ofSeconds(1));
    pair.cut();
    long begin = pair.now;
    pair.server.link.receive(ByteBuffer.wrap(new byte[] {0x7e, 0x44}), pair.now);
    for (int i = 0; pair.server.link.state() == LinkState.OPEN; i++) {
      syn(pair, i % 5 == 0 ? new int[] {0x16, 0xa0 + i % 64} : new int[] {'.'});
      pair.run(Duration.ofMillis(200));
    }
    assertEquals(LinkState.WAITING, pair.server.link.state());
    assertTrue(pair.now - begin <= Duration.ofMillis(9_200).toNanos());
  }

  @Test
  void anEmptyReadIsNoByteNearASyn() {
    LinkPair pair = LinkPair.clean().open();
    pair.run(Duration.ofSeconds(1));
    pair.cut();
    syn(pair, 0x16, 0xa0);
    for (int i = 0; i < 10; i++) {
      pair.run(Duration.ofMillis(100));
      syn(pair);
    }
    syn(pair, 0x16, 0xa0);
    assertEquals(LinkState.WAITING, pair.server.link.state());
  }

  @Test
  void oneSynOrMoreThanASynTellsNothing() {
    LinkPair pair = LinkPair.clean().open();
    pair.run(Duration.ofSeconds(1));
    syn(pair, 0x16, 0xa0);
    pair.run(Duration.ofSeconds(4)); // a PING and its answer
    syn(pair, 0x16, 0xa0);
    pair.run(Duration.ofSeconds(1));
    syn(pair, 0x16, 0xa0, 0x30);
    pair.run(Duration.ofSeconds(1));
    syn(pair, 0x20, 0x16, 0xa0);
    pair.run(Duration.ofSeconds(1));
    syn(pair, 0x20, 0x20, 0x20, 0x20, 0x16, 0xa0);
    pair.run(Duration.ofSeconds(1));
    assertEquals(LinkState.OPEN, pair.server.link.state());
  }

  private static void syn(LinkPair pair, int... bytes) {
    byte[] read = new byte[bytes.length];
    for (int i = 0; i < read.length; i++) {
      read[i] = (byte) bytes[i];
    }
    pair.server.link.receive(ByteBuffer.wrap(read), pair.now);
  }

  @Test
  void valuesOfEitherEndAreEscapedByBoth() {
    LinkSettings clients = AT_115200.toBuilder().escape((byte) 0xff, (byte) 'A').build();
    LinkSettings servers = AT_115200.toBuilder().escape((byte) 0x11, (byte) 'a').build();
    byte[] ignored = {0x11, (byte) 0xff};
    boolean[] seen = new boolean[256];
    FaultyBytes eats =
        (bytes, length) -> {
          int to = 0;
          for (int i = 0; i < length; i++) {
            seen[bytes[i] & 0xff] = true;
            if (bytes[i] != ignored[0] && bytes[i] != ignored[1]) {
              bytes[to++] = bytes[i];
            }
          }
          return to;
        };
    LinkPair pair =
        new LinkPair(
            clients,
            servers,
            new LinkWay(AT_115200.byteNanos, 0, eats),
            new LinkWay(AT_115200.byteNanos, 0, eats),
            5);
    transfer(pair.open(), 20_000);
    pair.lose();
    pair.back();
    transfer(pair, 20_000);
    assertEquals(0, pair.client.link.counters().badFrames());
    assertFalse(seen[0x11] || seen[0xff]);
  }

  @ParameterizedTest
  @CsvSource({
    "20, true",
    "20, false",
    "41, true",
    "41, false",
    "61, false",
    "6f, true",
    "6f, false",
    "00, false",
    "7f, true",
    "ff, false"
  })
  void aLinkOpensOnALineThatDropsAValueWhichOneEndKnows(String dropped, boolean clientKnows) {
    byte value = (byte) Integer.parseInt(dropped, 16);
    LinkSettings knows = AT_115200.toBuilder().escape((byte) 0x11, value).build();
    FaultyBytes drops =
        (bytes, length) -> {
          int to = 0;
          for (int i = 0; i < length; i++) {
            if (bytes[i] != value) {
              bytes[to++] = bytes[i];
            }
          }
          return to;
        };
    for (int seed = 1; seed <= 50; seed++) {
      LinkPair pair =
          new LinkPair(
              clientKnows ? knows : AT_115200,
              clientKnows ? AT_115200 : knows,
              new LinkWay(AT_115200.byteNanos, 0, drops),
              new LinkWay(AT_115200.byteNanos, 0, drops),
              seed);
      transfer(pair.open(), 1000);
      pair.lose();
      pair.back();
      transfer(pair, 1000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void everyRepetitionOfAnOpeningIsRecognised(int repetition) {
    byte[] open = {LinkFrame.OPEN, LinkFrame.VERSION};
    FrameEncoder encoder = new FrameEncoder(2);
    byte[] own = {0x11, 0x13, 0x6f, 0x20};
    EscapeMap map = EscapeMap.ofOpening(own, LinkOpening.NONE, repetition);
    encoder.encode(open, 2, open, 0, 0, new LinkCheck(), map);
    ByteBuffer first = ByteBuffer.allocate(3);
    encoder.take(first);
    assertEquals(OpenRequest.Begin.YES, OpenRequest.begins(first.flip()));
  }

  @Test
  void theAnswerToACloseIsGivenOutAtOnceThoughTheLineIsBusy() {
    LinkSettings settings = LinkSettings.forLine(9600).build();
    LinkPair pair = new LinkPair(settings, LinkPair.way(9600), LinkPair.way(9600), 1).open();
    pair.server.toSend = 1000;
    pair.client.link.close(pair.now);
    assertTrue(pair.until(() -> pair.server.link.end() == LinkEnd.PEER_CLOSED));
    assertEquals(Long.MAX_VALUE, pair.server.link.nanosToTimeout(pair.now));
    pair.run(Duration.ofSeconds(1));
    assertEquals(LinkEnd.CLOSED, pair.client.link.end());
  }

  @Test
  void anEndThatSleptAsksBeforeItTakesTheLineForLost() {
    LinkPair pair = LinkPair.clean().open();
    pair.now += Duration.ofSeconds(20).toNanos();
    pair.client.link.timeout(pair.now);
    assertEquals(LinkState.OPEN, pair.client.link.state());
    pair.run(Duration.ofSeconds(20));
    assertEquals(LinkState.OPEN, pair.client.link.state());
    pair.client.out.cut();
    pair.cut();
    pair.now += Duration.ofSeconds(20).toNanos();
    pair.client.link.timeout(pair.now);
    long begin = pair.now;
    assertTrue(pair.until(() -> pair.client.link.state() == LinkState.WAITING));
    assertEquals(Duration.ofSeconds(6).toNanos(), pair.now - begin);
  }

  @Test
  void aPeerWithoutRoomIsAskedLessAndLessOften() {
    LinkPair pair = LinkPair.clean().open();
    pair.client.takes = false;
    pair.server.toSend = 100_000;
    pair.run(Duration.ofSeconds(30));
    long frames = pair.server.link.counters().framesSent();
    pair.run(Duration.ofSeconds(60));
    long asked = pair.server.link.counters().framesSent() - frames;
    assertTrue(asked > 5 && asked < 60, asked + " times");
    pair.client.takes = true;
    assertTrue(pair.until(() -> isTransferred(pair)));
  }

  @ParameterizedTest
  @CsvSource({"110, 0", "300, 768", "600, 768"})
  void aSlowLineIsNoLostLine(int baud, int payload) {
    LinkSettings.Builder settings = LinkSettings.forLine(baud);
    LinkSettings slow = payload == 0 ? settings.build() : settings.payload(payload).build();
    LinkPair pair = new LinkPair(slow, LinkPair.way(baud), LinkPair.way(baud), 1).open();
    transfer(pair, 5000);
    assertEquals(0, pair.client.link.counters().interruptions());
    assertEquals(0, pair.server.link.counters().framesRepeated());
    pair.client.link.close(pair.now);
    assertTrue(pair.until(() -> pair.client.link.state().isFinal()));
    assertEquals(LinkEnd.CLOSED, pair.client.link.end());
  }

  @Test
  void timesMayPassTheLargestNumber() {
    LinkPair pair = LinkPair.clean();
    pair.now = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();
    pair.server.link.start(pair.now);
    pair.client.link.start(pair.now);
    pair.server.link.timeout(pair.now + Duration.ofSeconds(2).toNanos());
    assertEquals(LinkState.LISTENING, pair.server.link.state());
    pair.server.link.timeout(pair.now + Duration.ofSeconds(5).toNanos());
    assertEquals(LinkEnd.NO_OPENING, pair.server.link.end());
  }

  @Test
  void oneClientAfterTheOtherDoesNotHoldTheFirstOpening() {
    Link server = Link.server(AT_115200, new Random(1));
    server.start(0);
    ByteBuffer open = ByteBuffer.allocate(200);
    for (int second = 0; second < 8; second++) {
      Link client = Link.client(AT_115200, new Random(second));
      client.start(0);
      client.transmit(open.clear(), 0);
      long now = Duration.ofSeconds(second).toNanos();
      server.receive(open.flip(), now);
      server.timeout(now);
    }
    assertEquals(LinkState.WAITING, server.state());
  }

  @Test
  void aNoisyXoffBetweenFramesIsNoBadFrame() {
    LinkPair pair = LinkPair.clean().open();
    for (int i = 0; i < 5; i++) {
      pair.server.out.interrupt(new byte[] {0x13, 0x11}, pair.now);
      pair.run(Duration.ofSeconds(4));
    }
    assertEquals(0, pair.client.link.counters().badFrames());
  }

  @Test
  void aLongerFrameLeavesTheOneThatIsHalfTaken() {
    byte[] head = {1, 2, 3};
    FrameEncoder encoder = new FrameEncoder(3);
    encoder.encode(head, 3, head, 0, 0, new LinkCheck(), new EscapeMap());
    byte[] whole = new byte[encoder.remaining()];
    encoder.take(ByteBuffer.wrap(whole));
    encoder.encode(head, 3, head, 0, 0, new LinkCheck(), new EscapeMap());
    ByteBuffer pieces = ByteBuffer.allocate(whole.length);
    encoder.take(pieces.limit(2));
    encoder.grow(100);
    encoder.take(pieces.limit(whole.length));
    assertArrayEquals(whole, pieces.array());
  }

  @Test
  void anXoffWithinAFrameIsSkipped() {
    LinkPair pair = LinkPair.clean().open();
    pair.server.toSend = 5000;
    pair.run(Duration.ofMillis(100));
    pair.server.out.interrupt(new byte[] {0x13}, pair.now);
    pair.run(Duration.ofMillis(20));
    pair.server.out.interrupt(new byte[] {0x11}, pair.now);
    assertTrue(pair.until(() -> isTransferred(pair)));
    assertEquals(0, pair.client.link.counters().badFrames());
  }

  @Test
  void theFirstByteTellsALinkFromSsh() {
    LinkPair pair = LinkPair.clean();
    pair.client.link.start(pair.now);
    ByteBuffer first = ByteBuffer.allocate(1);
    assertEquals(1, pair.client.link.transmit(first, pair.now));
    assertEquals(LinkFrame.FLAG, first.get(0));
    assertThrows(IllegalStateException.class, () -> pair.client.link.start(pair.now));
  }

  @Test
  void nothingIsTakenOrGivenBeforeTheLinkIsOpen() {
    Link link = Link.client(LinkSettings.defaults(), new Random(1));
    assertEquals(0, link.offer(ByteBuffer.allocate(1)));
    assertEquals(0, link.room());
    assertEquals(0, link.take(ByteBuffer.allocate(1)));
    assertEquals(0, link.readable());
    assertEquals(0, link.transmit(ByteBuffer.allocate(1), 0));
    assertEquals(Long.MAX_VALUE, link.nanosToTimeout(0));
    assertThrows(IllegalStateException.class, () -> link.receive(ByteBuffer.allocate(5), 0));
    assertEquals(LinkState.NEW, link.state());
    assertNull(link.end());
  }

  @Test
  void noMoreIsGivenThanTheLineTakes() {
    LinkPair pair = LinkPair.clean(LinkSettings.forLine(9600).build()).open();
    pair.run(Duration.ofSeconds(1));
    ByteBuffer filling = ByteBuffer.wrap(new byte[1280]);
    assertEquals(1280, pair.client.link.offer(filling));
    ByteBuffer out = ByteBuffer.allocate(4096);
    pair.client.link.transmit(out, pair.now);
    int first = out.position();
    assertTrue(first > 80 && first < 110, "one frame, not " + first + " bytes");
    long wait = pair.client.link.nanosToTransmit(pair.now);
    assertTrue(wait > Duration.ofMillis(50).toNanos());
    assertEquals(0, pair.client.link.transmit(out, pair.now + wait - 1));
    assertTrue(pair.client.link.transmit(out, pair.now + wait) > 0);
  }

  @Test
  void anEchoIsNoPeer() {
    Link link = Link.client(AT_115200, new Random(1));
    link.start(0);
    byte[] out = new byte[500];
    ByteBuffer sent = ByteBuffer.wrap(out);
    link.transmit(sent, 0);
    link.receive(sent.flip(), 0);
    assertEquals(LinkState.OPENING, link.state());
    assertArrayEquals(new byte[] {0x7e, 'O', 0x7d, 0x21}, Arrays.copyOf(out, 4));
  }

  @Test
  void aPeerThatLivesAndTakesNothingDoesNotHoldAClose() {
    LinkPair pair = LinkPair.clean().open();
    pair.server.takes = false;
    pair.client.toSend = 1_000_000;
    pair.run(Duration.ofSeconds(30));
    pair.client.link.close(pair.now);
    assertTrue(pair.until(() -> pair.client.link.state().isFinal()));
    assertEquals(LinkEnd.CLOSED_UNCONFIRMED, pair.client.link.end());
  }
}
