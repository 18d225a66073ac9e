// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the application gets of the first bytes after step 4, and what is a SYN there. */
class ClientBeginsTest {

  private static Script confirming(ClientBegins kind) {
    HandshakeSettings settings = HandshakeSettings.builder().clientBegins(kind).build();
    Script server = Script.server(settings).reads("16 a0").sends("06 a1 c0");
    return server.reads("06 c1").sends("06").is(State.CONFIRMING);
  }

  private static void assertHeld(String hex, Script server) {
    server.is(State.ESTABLISHED).silent();
    assertArrayEquals(Script.bytes(hex), server.handshake.heldBytes());
  }

  /** A TLS hello begins so. */
  @Test
  void whatLooksLikeASynAndGoesOnIsTheApplications() {
    Script server = confirming(ClientBegins.ANYTHING).reads("16 03").silent().is(State.MAYBE_SYN);
    assertHeld("16 03", server.waits(49).reads("", "01 02"));
    assertHeld("", confirming(ClientBegins.ANYTHING).reads("", "16 03 01 02"));
  }

  @Test
  void aSynAfterWhichNothingComesIsASyn() {
    Script server = confirming(ClientBegins.ANYTHING).reads("16 a3").silent().is(State.MAYBE_SYN);
    server.waitsExactly(50).sends("06 a4 c3").is(State.ANSWERED);
    server = confirming(ClientBegins.ANYTHING).drips("15 16 a3").is(State.MAYBE_SYN);
    server.waitsExactly(50).sends("06 a4 c3").is(State.ANSWERED);
  }

  @ParameterizedTest
  @CsvSource({"16", "15", "15 16"})
  void apartOfASynAfterWhichNothingComesIsTheApplications(String part) {
    Script server = confirming(ClientBegins.ANYTHING).drips(part).is(State.MAYBE_SYN);
    assertHeld(part, server.waitsExactly(50));
  }

  @Test
  void anyOtherByteIsTheApplicationsAtOnce() {
    assertHeld("", confirming(ClientBegins.ANYTHING).reads("", "00"));
    assertHeld("15", confirming(ClientBegins.ANYTHING).reads("15").reads("", "15 16"));
  }

  @Test
  void anSshClientMayBeginInPieces() {
    assertHeld("53 53 48", confirming(ClientBegins.SSH).drips("53 53 48").reads("", "2d 32"));
    assertHeld("53", confirming(ClientBegins.SSH).drips("53 53 53").reads("", "53 48 2d"));
  }

  @Test
  void noiseAheadOfAnSshClientIsDiscarded() {
    Script server = confirming(ClientBegins.SSH).reads("53 4f 53 0a").is(State.CONFIRMING);
    assertHeld("", server.reads("5b 20 31 5d 20", "53 53 48 2d 32"));
  }

  /** 7e 4f 7d: a flag, an O and an escape. */
  @Test
  void aLinkMayBeginInPiecesToo() {
    assertHeld("7e 4f", confirming(ClientBegins.SSH_OR_LINK).drips("7e 7e 4f").reads("", "7d 21"));
    assertHeld("", confirming(ClientBegins.SSH_OR_LINK).reads("53 53 7e", "7e 4f 7d 21"));
    assertHeld("53 53 48", confirming(ClientBegins.SSH_OR_LINK).drips("53 53 48").reads("", "2d"));
  }

  @Test
  void whatIsNeitherALinkNorSshIsDiscarded() {
    Script server = confirming(ClientBegins.SSH_OR_LINK);
    server.reads("7e 4f 7e 53 4f 7d 7e ff 7d").is(State.CONFIRMING);
    server.reads("7e 4f").is(State.CONFIRMING).reads("53").is(State.CONFIRMING);
    assertHeld("53", server.reads("", "53 48 2d"));
    confirming(ClientBegins.SSH).reads("7e 4f 7d 21").is(State.CONFIRMING);
  }

  @Test
  void aSynInPlaceOfSshBeginsAnew() {
    confirming(ClientBegins.SSH).reads("15 16 a3").sends("06 a4 c3").is(State.ANSWERED);
  }

  /**
   * Nor as shown: they are no garbage. With more noise than eight bytes there is evidence of it.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 2, 20})
  void whatIsTheApplicationsIsNotCountedAsDiscarded(int noise) {
    for (String first : List.of("53 53 48", "53")) {
      Script server = confirming(ClientBegins.SSH);
      if (noise > 0) {
        server.reads("30 ".repeat(noise).strip()).waits(50);
      }
      server.drips(first).reads("", first.length() > 2 ? "2d 32" : "53 48 2d 32");
      assertHeld(first, server);
      HandshakeReport report = server.handshake.report();
      assertEquals(noise, report.discardedBytes());
      assertEquals("0".repeat(noise), report.preview().text());
    }
  }
}
