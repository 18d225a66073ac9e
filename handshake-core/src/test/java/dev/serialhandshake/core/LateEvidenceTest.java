// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Evidence that is made when a clean line becomes unclean tells what it would have told before. */
class LateEvidenceTest {

  private static ByteView view(String hex) {
    byte[] bytes = Script.bytes(hex);
    return ByteView.of(bytes, 0, bytes.length);
  }

  private static List<Integer> counts(Evidence evidence) {
    return List.of(
        evidence.answers,
        evidence.syns,
        evidence.strippedSyns,
        evidence.sampled,
        evidence.text,
        evidence.naks,
        evidence.lowThenHigh);
  }

  private static void assertSame(Evidence atOnce, Evidence late) {
    assertEquals(counts(atOnce), counts(late));
    assertArrayEquals(atOnce.discarded.toArray(), late.discarded.toArray());
    atOnce.judge();
    late.judge();
    for (PeerSign sign : PeerSign.values()) {
      assertArrayEquals(atOnce.proof(sign, true), late.proof(sign, true), sign.name());
    }
  }

  @Test
  void ofAServerThatTookFrames() {
    Evidence atOnce = new Evidence();
    atOnce.add(view("16 a0"), 0, 2, 0, 0);
    atOnce.taken(Step.SYN, Frame.syn(0xa0), 0);
    atOnce.add(view("16 31"), 0, 2, 0, 0);
    atOnce.taken(Step.SYN, Frame.syn(0x31), 0);
    atOnce.add(view("15 24 20"), 0, 3, 0, 0);
    Evidence late = Evidence.of(view("16 a0 16 31 15 24 20"), 4, Role.SERVER, 0, 0);
    assertSame(atOnce, late);
  }

  @Test
  void ofAServerThatTookAnAck() {
    Evidence atOnce = new Evidence();
    atOnce.add(view("16 a0"), 0, 2, 0, 0);
    atOnce.taken(Step.SYN, Frame.syn(0xa0), 0);
    atOnce.add(view("06 b1"), 0, 2, 0, 0);
    atOnce.taken(Step.ACK, Frame.ack(0xb0), 0);
    atOnce.add(view("b1"), 0, 1, 0, 0);
    assertSame(atOnce, Evidence.of(view("16 a0 06 b1 b1"), 4, Role.SERVER, 0, 0));
  }

  @Test
  void ofAClientWhoseSynWasAnswered() {
    Evidence atOnce = new Evidence();
    atOnce.add(view("06 a1 b0"), 0, 3, 0xa0, 0xc0);
    atOnce.taken(Step.SYN_ACK, Frame.synAck(0xa0, 0xb0), 0);
    atOnce.add(view("15"), 0, 1, 0xa0, 0xc0);
    assertSame(atOnce, Evidence.of(view("06 a1 b0 15"), 3, Role.CLIENT, 0xa0, 0xc0));
  }

  @Test
  void ofAnEchoOfTheSynBeforeTheLast() {
    Evidence atOnce = new Evidence();
    atOnce.add(view("16 c0"), 0, 2, 0xa0, 0xc0);
    assertSame(atOnce, Evidence.of(view("16 c0"), 0, Role.CLIENT, 0xa0, 0xc0));
  }

  @Test
  void cleanHandshakeHasAnEmptyPreview() {
    Script server = Script.server().reads("16 a0").sends("06 a1 c0").reads("06 c1");
    HandshakeReport report = server.is(State.ESTABLISHED).handshake.report();
    assertTrue(report.preview().isEmpty());
    assertNull(report.verdict());
  }
}
