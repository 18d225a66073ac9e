// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A stray {@code 16} after step 4 and the client's first byte look like a SYN. If the server
 * answered it, the client's application would get the answer.
 */
class StraySynTest {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private static Script confirming(ClientBegins kind) {
    HandshakeSettings settings = HandshakeSettings.builder().clientBegins(kind).build();
    Script server = Script.server(settings).reads("16 a0").sends("06 a1 c0");
    return server.reads("06 c1").sends("06").is(State.CONFIRMING);
  }

  @ParameterizedTest
  @CsvSource({
    // noise in front of "SSH-2" is discarded
    "SSH, 16, 53 53 48 2d 32, 53 53 48 2d 32",
    "SSH, 16 53, 53 53 48 2d 32, 53 53 48 2d 32",
    "SSH, 30 16, 53 53 48 2d 32, 53 53 48 2d 32",
    "SSH, 30 16 a3, 53 53 48 2d 32, 53 53 48 2d 32",
    "SSH, 30 16 a3 30 16, 53 53 48 2d, 53 53 48 2d",
    // likewise noise in front of text
    "TEXT, 16, 53 53 48 2d 32, 53 53 48 2d 32",
    "TEXT, 16, 24 0a 41, 24 0a 41",
    "TEXT, 00 16, 41 0d 0a, 41 0d 0a",
    "TEXT, 00 16 a3, 41 42 43, 41 42 43",
    "TEXT, 16 06, 41 42 43, 41 42 43",
    // where the client may begin with anything, noise is not told from its bytes; a TLS hello
    "ANYTHING, '', 16 03 01 02 00, 16 03 01 02 00",
    "ANYTHING, 16, 53 53 48 2d, 16 53 53 48 2d",
    "ANYTHING, 15 16, 41 42, 15 16 41 42"
  })
  void inWhateverReadsTheyComeTheClientsFirstBytesReachItsServer(
      ClientBegins kind, String noise, String client, String expected) {
    byte[] line = Script.bytes((noise + " " + client).trim());
    int noisy = Script.bytes(noise).length;
    for (int cuts = 0; cuts < 1 << (line.length - 1); cuts++) {
      String what = kind + " " + HEX.formatHex(line) + " cut at " + Integer.toBinaryString(cuts);
      assertEquals(expected, HEX.formatHex(application(kind, line, noisy, cuts)), what);
    }
  }

  /**
   * What the application gets if each set bit of {@code cuts} ends a read. The noise is a burst;
   * from one read of the client's bytes to the next just less than the quiet time passes.
   */
  private static byte[] application(ClientBegins kind, byte[] line, int noisy, int cuts) {
    Script server = confirming(kind);
    ByteArrayOutputStream application = new ByteArrayOutputStream();
    int from = 0;
    for (int to = 1; to <= line.length; to++) {
      if (to < line.length && (cuts & (1 << (to - 1))) == 0) {
        continue;
      }
      int consumed = 0;
      if (!server.handshake.state().isFinal()) {
        consumed = server.receive(Arrays.copyOfRange(line, from, to));
        application.writeBytes(server.handshake.heldBytes());
      }
      if (server.handshake.state().isFinal()) {
        application.write(line, from + consumed, to - from - consumed);
      }
      server.silent().waits(to <= noisy ? 1 : 49).silent();
      from = to;
    }
    server.is(State.ESTABLISHED);
    return application.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"SSH, 53", "TEXT, 20", "TEXT, 7e"})
  void aSynWhoseNonceTheClientMayBeginWithIsAnsweredAfterTheQuietTime(
      ClientBegins kind, String nonce) {
    String answer = HEX.formatHex(new byte[] {6, (byte) (Script.bytes(nonce)[0] + 1)}) + " c3";
    Script server = confirming(kind).reads("16 " + nonce).silent().is(State.MAYBE_SYN);
    server.waitsExactly(50).sends(answer).is(State.ANSWERED);
    server = confirming(kind).drips("15 16 " + nonce).silent().is(State.MAYBE_SYN);
    server.waitsExactly(50).sends(answer).is(State.ANSWERED);
  }

  @ParameterizedTest
  @CsvSource({"SSH, 52", "SSH, a3", "TEXT, 1f", "TEXT, 7f", "TEXT, a3"})
  void aSynWithAnyOtherNonceIsAnsweredAtOnce(ClientBegins kind, String nonce) {
    confirming(kind).reads("16 " + nonce).is(State.ANSWERED);
    confirming(kind).drips("16 " + nonce).is(State.ANSWERED);
  }

  /** A client of the original that reads noise sends SYNs in quick succession. */
  @Test
  void oneSynAfterAnotherIsNoText() {
    Script server = confirming(ClientBegins.TEXT).reads("16 41").reads("16 42").reads("16 43");
    server.silent().is(State.MAYBE_SYN).waitsExactly(50).sends("06 44 c3").is(State.ANSWERED);
    server = confirming(ClientBegins.TEXT).drips("16 41 16 42 16 43").is(State.MAYBE_SYN);
    server.waitsExactly(50).sends("06 44 c3").is(State.ANSWERED);
    server = confirming(ClientBegins.SSH).reads("16 53").reads("16 53").is(State.MAYBE_SYN);
    server.waitsExactly(50).sends("06 54 c3").is(State.ANSWERED);
  }

  @Test
  void theServerGoesOnConfirmingAfterNoiseThatSpellsASyn() {
    Script server = confirming(ClientBegins.SSH).reads("30 16 a3").is(State.MAYBE_SYN);
    server.reads("30").silent().is(State.CONFIRMING).waits(50).silent();
    server.reads("", "53 53 48 2d").is(State.ESTABLISHED);
  }

  /** A byte that the line doubles is no SYN, but it may be the client's first byte. */
  @Test
  void theNonceOfTheAnsweredSynMayBeTheFirstByte() {
    HandshakeSettings text = HandshakeSettings.builder().clientBegins(ClientBegins.TEXT).build();
    Script server = Script.server(text).reads("16 41").sends("06 42 c0").reads("06 c1").sends("06");
    server.reads("16 41").silent().is(State.CONFIRMING).reads("", "42").is(State.ESTABLISHED);
    assertEquals("41", HEX.formatHex(server.handshake.heldBytes()));
  }
}
