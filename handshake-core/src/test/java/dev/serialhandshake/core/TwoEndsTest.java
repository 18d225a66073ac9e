// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.serialhandshake.testing.seed.SeedServer;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two ends that do not go together, on a clean line in simulated time. */
class TwoEndsTest {

  private static final long LATENCY = 1_000_000;

  private long now;

  private static Handshake client(int seed) {
    return Handshake.client(HandshakeSettings.defaults(), new Random(seed), HandshakeObserver.NONE);
  }

  private static Handshake server(int seed) {
    return Handshake.server(HandshakeSettings.defaults(), new Random(seed), HandshakeObserver.NONE);
  }

  private static void assertVerdict(VerdictKind kind, Handshake end) {
    Verdict verdict = end.report().verdict();
    assertNotNull(verdict, end.report().toString());
    assertEquals(kind, verdict.kind(), end.report().toString());
  }

  private void run(Handshake one, Handshake other) {
    one.start(now);
    other.start(now);
    while (!one.state().isFinal() || !other.state().isFinal()) {
      now += Math.min(one.nanosToTimeout(now), other.nanosToTimeout(now));
      one.timeout(now);
      other.timeout(now);
      byte[] there = one.pollTransmit();
      byte[] back = other.pollTransmit();
      while (there != null || back != null) {
        now += LATENCY;
        receive(other, there);
        receive(one, back);
        there = one.pollTransmit();
        back = other.pollTransmit();
      }
    }
  }

  private void receive(Handshake end, byte[] bytes) {
    if (bytes != null) {
      end.receive(ByteView.of(bytes, 0, bytes.length), now);
    }
  }

  @Test
  void twoClientsAreTwoClients() {
    Handshake one = client(1);
    Handshake other = client(2);
    run(one, other);
    assertVerdict(VerdictKind.BOTH_CLIENTS, one);
    assertVerdict(VerdictKind.BOTH_CLIENTS, other);
  }

  @Test
  void twoServersAreSilent() {
    Handshake one = server(1);
    Handshake other = server(2);
    run(one, other);
    assertVerdict(VerdictKind.SILENT, one);
    assertVerdict(VerdictKind.SILENT, other);
  }

  @Test
  void aServerOfTheOriginalThatSeesOtherBytesSendsNaksOnly() {
    Handshake client = client(1);
    SeedServer server = SeedServer.counting(0x41);
    client.start(now);
    while (!client.state().isFinal()) {
      byte[] syn = client.pollTransmit();
      if (syn != null) {
        syn[syn.length - 2] ^= 0x40; // no SYN any more
        server.read(syn);
        now += LATENCY;
        receive(client, server.pollTransmit());
      }
      now += client.nanosToTimeout(now);
      client.timeout(now);
    }
    assertVerdict(VerdictKind.NAKS_ONLY, client);
  }
}
