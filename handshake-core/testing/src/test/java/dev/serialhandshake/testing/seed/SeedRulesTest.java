// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing.seed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.testing.seed.SeedRules.Awaits;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** What the original does with each read. */
class SeedRulesTest {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final SeedClient client = SeedClient.counting(0xa0);
  private final SeedServer server = SeedServer.counting(0xc0);

  private static byte[] bytes(String hex) {
    return HEX.parseHex(hex);
  }

  private static void sends(String hex, SeedRules end) {
    assertArrayEquals(bytes(hex), end.pollTransmit());
    assertNull(end.pollTransmit());
  }

  /** All of it is taken, and nothing is answered. */
  private static void isSilentAt(String hex, SeedRules end) {
    byte[] read = bytes(hex);
    assertEquals(read.length, end.read(read));
    assertNull(end.pollTransmit());
  }

  private void begin() {
    client.start();
    sends("16 a0", client);
  }

  @Test
  void bothEndsGetInSync() {
    begin();
    server.read(bytes("16 a0"));
    sends("06 a1 c0", server);
    client.read(bytes("06 a1 c0"));
    assertEquals(Awaits.FINAL_ACK, client.awaits());
    sends("06 c1", client);
    server.read(bytes("06 c1"));
    sends("06", server);
    assertEquals(1, client.read(bytes("06 53 53 48")));
    assertEquals(Awaits.NOTHING, client.awaits());
    assertEquals(Awaits.NOTHING, server.awaits());
    assertEquals(1, client.attempts());
  }

  @Test
  void theLastBytesOfAReadCount() {
    begin();
    server.read(bytes("00 06 15 16 a0"));
    sends("06 a1 c0", server);
    client.read(bytes("15 15 06 a1 c0"));
    sends("06 c1", client);
  }

  @Test
  void aReadTakesAtLeastAsManyBytesAsAreDue() {
    isSilentAt("16", server);
    assertEquals(1, server.collected());
    assertEquals(0x16, server.fromEnd(1));
    server.read(bytes("a0"));
    sends("06 a1 c0", server);
    begin();
    isSilentAt("06", client);
    isSilentAt("a1", client);
    assertEquals(2, client.collected());
    client.read(bytes("c0"));
    sends("06 c1", client);
  }

  @Test
  void aServerThatReadsPairsOutOfStepSendsNaks() {
    server.read(bytes("00 16"));
    sends("15", server);
    server.read(bytes("a0 16"));
    sends("15", server);
  }

  @Test
  void aServerThatHasAnsweredTakesNoSyn() {
    server.read(bytes("16 a0"));
    sends("06 a1 c0", server);
    server.read(bytes("16 a3"));
    sends("15", server);
    server.read(bytes("16 a3"));
    sends("06 a4 c3", server);
  }

  @Test
  void aClientBeginsAnewAtOnceWithAnotherNonce() {
    begin();
    client.read(bytes("06 99 c0"));
    sends("16 a3", client);
    client.read(bytes("06 a4 c0"));
    sends("06 c1", client);
    assertEquals(1, client.read(bytes("15 06 a7 c1"))); // no final ACK
    sends("16 a6", client);
    assertEquals(3, client.read(bytes("06 a7 c1")));
    sends("06 c2", client);
    assertEquals(3, client.attempts());
  }

  @Test
  void aDeadlineForgetsWhatWasCollected() {
    begin();
    isSilentAt("06 a1", client);
    client.timeout();
    sends("16 a3", client);
    assertEquals(0, client.collected());
    isSilentAt("06 a4", client);
    assertThrows(IllegalStateException.class, server::timeout);
  }

  @Test
  void aClientReadsNoByteAfterTheFinalAck() {
    begin();
    assertEquals(SeedRules.LONGEST_READ, client.mostToRead());
    client.read(bytes("06 a1 c0"));
    assertEquals(1, client.mostToRead());
    assertEquals(SeedRules.LONGEST_READ, server.mostToRead());
  }

  @Test
  void aCopyGoesItsOwnWay() {
    begin();
    isSilentAt("06", client);
    SeedClient copy = client.copy();
    copy.read(bytes("a1 c0"));
    sends("06 c1", copy);
    assertEquals(Awaits.SYN_ACK, client.awaits());
    assertEquals(1, client.collected());
    SeedServer other = server.copy();
    other.read(bytes("16 a0"));
    assertEquals(Awaits.ACK, other.awaits());
    assertEquals(Awaits.SYN, server.awaits());
  }

  @Test
  void ticksAreTenMillisecondsApart() {
    assertEquals(10_000_000, SeedServer.nanosToTick(0));
    assertEquals(1, SeedServer.nanosToTick(9_999_999));
    assertEquals(10_000_000, SeedServer.nanosToTick(20_000_000));
  }
}
