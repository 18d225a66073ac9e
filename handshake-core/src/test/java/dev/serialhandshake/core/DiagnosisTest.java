// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes in behind {@code 16 a0}, and what that tells. */
class DiagnosisTest {

  /** Reads, with the pauses of a person between them; then the handshake is given up. */
  private static VerdictKind verdict(Script script, String... reads) {
    for (String read : reads) {
      script.waits(100);
      script.receive(Script.bytes(read));
      script.handshake.pollTransmit();
      script.handshake.timeout(script.now());
    }
    return verdictAfter(script, 30_000);
  }

  private static VerdictKind verdictAfter(Script script, long millis) {
    script.waits(millis);
    Verdict verdict = script.handshake.report().verdict();
    return verdict == null ? null : verdict.kind();
  }

  @ParameterizedTest
  @CsvSource({
    "LOOPBACK, 16 a0",
    "LOOPBACK, 16 20",
    "COOKED_TERMINAL, 5e 08 a0",
    "COOKED_TERMINAL, 5e 08 20",
    "ECHOING_TERMINAL, 5e 56 a0",
    "SEVEN_BIT_LINE, 06 21 c0",
    "SEVEN_BIT_LINE, 06 21 40",
    "TELNET_PORT, ff fb 01",
    "TELNET_PORT, 0d ff fb 03 ff fd 18",
    "MODEM_MANAGER, 41 54 0d",
    "MODEM_MANAGER, 0d 41 54 2b 47 43 41 50 0d",
    "BOTH_CLIENTS, 16 b3",
    "BOTH_CLIENTS, 15 16 b3",
    "NAKS_ONLY, 15",
    "SHELL, 23 20 5e 08 a0",
    "SHELL, 70 69 3e 20 a0 08 1b 5b 4b",
    "UNCONFIRMED, 06 a1 c0",
    "NO_TEXT, 91 0a 5c b2 ee 04 33 9d 75 c6 17 bb 2a 9f",
    "BAUD_MISMATCH, 80 f8 00 78 80 f8 00 00 fe 80 1e f8 80 00",
  })
  void bytesTellWhatIsThere(VerdictKind kind, String bytes) {
    assertEquals(kind, verdict(Script.client(), bytes));
  }

  @ParameterizedTest
  @CsvSource({
    "LOGIN_SESSION, '\r\nserial-handshake: a login session has the line\r\n'",
    "LOGIN_PROMPT, 'Debian GNU/Linux 12 a-host-with-a-rather-long-name ttyS0\n\nhost login: '",
    "LOGIN_PROMPT, 'Password: '",
    "LOGIN_PROMPT, 'Login: '",
    "LOGIN_PROMPT, 'Username: '",
    "LOGIN_PROMPT, 'Login incorrect'",
    "SHELL, 'root@host:~# '",
    "BOOT_LOADER, 'Hit any key to stop autoboot:  2 \n=> '",
    "BOOT_LOADER, 'U-Boot> '",
    "BOOT_LOADER, 'barebox@Raspberry Pi:/ '",
    "BOOT_LOADER, 'grub> '",
    "BOOT_LOADER, 'grub rescue> '",
    "BOOT_LOADER, 'boot: '",
    "SHELL, 'C:\\> '",
    "SHELL, 'a motd that is longer than what is kept of it, by a few bytes: 1234 $ '",
    "PLAIN_SSH, SSH-2.0-OpenSSH_9.2p1",
    "PLAIN_SSH, SSH-1.99-OpenSSH_3.9p1",
    "SSH_ALREADY, Invalid SSH identification string.",
    "SSH_ALREADY, 'mac SSH-2.0-OpenSSH_9.2p1'",
    "ONE_WAY, hello",
    "BOOT_MESSAGES, '[    0.000000] Linux version 6.1'",
    "BOOT_MESSAGES, 'U-Boot 2023.01'",
    "BOOT_MESSAGES, 'SeaBIOS (version 1.16)'",
    "BOOT_MESSAGES, 'Starting kernel ...'",
    "BOOT_MESSAGES, '[  OK  ] Reached target'",
    "ONE_WAY, '[1.5] is no time of a kernel'",
    "ONE_WAY, '[     ] nor is this'",
    "ONE_WAY, '[ 1.123456; nor this'",
    "ONE_WAY, 'ATX is no command of a modem'",
    "ONE_WAY, 'SSHd: refused'",
  })
  void textTellsWhatIsThere(VerdictKind kind, String text) {
    assertEquals(kind, verdict(Script.client(), Script.hex(text)));
  }

  @ParameterizedTest
  @CsvSource({
    "THREE_STEPS, 06 a1 c0, 53 53 48 2d 32 2e 30 2d 78",
    "SSH_ALREADY, 06 a1 c0, 00 53 53 48 2d 32 2e 30 2d 78",
    "UNCONFIRMED, 06 a1 c0, 53 68 65 6c 6c",
    "LOGIN_PROMPT, 6c 6f 67 69 6e 3a 20, 16 a0",
    "SHELL, 24 20, 5e 08 a0",
    "COOKED_TERMINAL, 68 69, 5e 08 a0",
  })
  void twoReadsTellWhatIsThere(VerdictKind kind, String first, String second) {
    assertEquals(kind, verdict(Script.client(), first, second));
  }

  /** The ident of a server of three steps, as a slow line delivers it. */
  @Test
  void aServerOfThreeStepsIsToldByTheFirstByteInPlaceOfTheFinalAck() {
    Script script = Script.client();
    script.waits(10).reads("06 a1 c0").sends("06 c1").waits(10);
    script.drips(Script.hex("SSH-2.0-Go and so on"));
    assertEquals(VerdictKind.THREE_STEPS, verdictAfter(script, 30_000));
  }

  @Test
  void aClientInDebugModeIsToldByItsAck() {
    Script script = Script.server();
    script.reads("16 41").sends("06 42 c0").waits(10).reads("07 c1");
    assertNotEquals(VerdictKind.DEBUG_CLIENT, verdictAfter(script, 5_000)); // that may be noise
    script.reads("16 42").sends("06 43 c3").waits(10).reads("07 c4").silent();
    assertEquals(VerdictKind.DEBUG_CLIENT, verdictAfter(script, 0));
  }

  @Test
  void anotherByteThanTheSuccessorOfOurNonceIsNoAckOfAClientInDebugMode() {
    Script script = Script.server();
    for (String read : new String[] {"16 41", "07 c0", "07 c2", "07 c0"}) {
      script.waits(1_000);
      script.receive(Script.bytes(read));
      script.handshake.pollTransmit();
    }
    assertNotEquals(VerdictKind.DEBUG_CLIENT, verdictAfter(script, 5_000));
  }

  @Test
  void nothingIsSilenceOnBothSides() {
    assertEquals(VerdictKind.SILENT, verdict(Script.client()));
    assertEquals(VerdictKind.SILENT, verdict(Script.server()));
  }

  @Test
  void silenceIsSilenceOnlyAfterAWhile() {
    Script script = Script.client();
    assertNull(script.handshake.report().verdict());
    script.waits(1000).waits(1000);
    assertEquals(VerdictKind.SILENT, verdictAfter(script, 0));
  }

  @Test
  void aLineThatClosesAtOnceIsClosed() {
    Script script = Script.client();
    script.handshake.inputClosed();
    assertEquals(VerdictKind.CLOSED, verdictAfter(script, 0));
  }

  @Test
  void whoAbandonsAHandshakeLearnsNothingFromASilenceOfAMoment() {
    Script script = Script.client();
    script.handshake.abandon(FailureReason.ABANDONED);
    assertNull(script.handshake.report().verdict());
  }

  @Test
  void aLineThatClosesBehindABannerIsClosed() {
    Script script = Script.client();
    script.receive(Script.bytes(Script.hex("port in use")));
    script.handshake.inputClosed();
    assertEquals(VerdictKind.CLOSED, verdictAfter(script, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE_FAILED", "TOO_MUCH_QUEUED"})
  void anEndOfOurOwnMakingTellsNothingAboutTheLine(FailureReason reason) {
    Script script = Script.client();
    script.handshake.abandon(reason);
    assertNull(script.handshake.report().verdict());
  }

  @Test
  void theNonceAloneTellsOnlyWhenItComesTwice() {
    assertEquals(VerdictKind.NO_SYN, verdict(Script.server(), "a0"));
    assertEquals(VerdictKind.ONE_WAY, verdict(Script.client(), "a0"));
    Script script = Script.client().reads("a0").waits(1000).sends("15 16 a3");
    assertEquals(VerdictKind.ECHOING_TERMINAL, verdict(script, "a3"));
  }

  @Test
  void evidenceOfAnEarlierAttemptIsKept() {
    Script script = Script.client().reads("16 a0").waits(1000).sends("15 16 a3");
    assertEquals(VerdictKind.LOOPBACK, verdict(script, "2e"));
  }

  @Test
  void theEchoOfTheSynBeforeTheLastIsAnEchoStill() {
    Script script = Script.client().waits(1000).sends("15 16 a3");
    assertEquals(VerdictKind.LOOPBACK, verdict(script, "16 a0"));
  }

  @Test
  void sevenBitsOneWayAreToldFromSevenBitsBothWays() {
    Script script = Script.client().reads("06 21 c0").waits(30_000);
    Verdict verdict = script.handshake.report().verdict();
    assertNotNull(verdict);
    assertEquals("the line strips bit 7 on the way to the peer", verdict.sentence());
  }

  @Test
  void aServerIsToldOfSynsWithoutBit7() {
    Script script = Script.server();
    for (String syn : new String[] {"16 20", "16 23", "16 26", "16 29"}) {
      script.receive(Script.bytes(syn));
      script.handshake.pollTransmit();
      script.waits(1000);
    }
    assertEquals(VerdictKind.SEVEN_BIT_LINE, verdictAfter(script, 30_000));
  }

  @Test
  void aServerWhoseAnswersAreNotHeardSaysSo() {
    Script script = Script.server();
    for (String syn : new String[] {"16 a0", "16 a3", "16 a6"}) {
      script.receive(Script.bytes(syn));
      script.handshake.pollTransmit();
      script.waits(1000);
    }
    assertEquals(VerdictKind.ONE_WAY, verdictAfter(script, 30_000));
  }

  @ParameterizedTest
  @CsvSource({
    "MODEM_MANAGER, 'AT\r'",
    "LOGIN_PROMPT, 'login: '",
    "PLAIN_SSH, SSH-2.0-OpenSSH_9.2p1",
    "NO_SYN, hello"
  })
  void aServerIsToldToo(VerdictKind kind, String text) {
    assertEquals(kind, verdict(Script.server(), Script.hex(text)));
  }

  @Test
  void aServerThatWaitsOnSaysWhatItHeardOnceThatIsOver() {
    HandshakeSettings forEver = HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).build();
    Script script = Script.server(forEver).passes(60_000);
    assertNull(script.handshake.report(script.now()).verdict());
    script.receive(Script.bytes(Script.hex("hello")));
    assertNull(script.handshake.report(script.now() + 1_000_000_000L).verdict());
    Verdict verdict = script.handshake.report(script.now() + 2_000_000_000L).verdict();
    assertNotNull(verdict);
    assertEquals(VerdictKind.NO_SYN, verdict.kind());
  }

  @Test
  void aLineInSyncHasNoVerdict() {
    Script script = Script.client().reads("16 a0 06 a1 c0").waits(50).sends("06 c1").reads("06");
    script.is(State.ESTABLISHED);
    assertNull(script.handshake.report().verdict());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 64, 1000, 30_000})
  void aBootLogIsABootLogHoweverItComes(int size) {
    for (String name : new String[] {"boot-noise-linux.bin", "boot-noise-bios-verbose.bin"}) {
      assertEquals(VerdictKind.BOOT_MESSAGES, ofLog(Script.client(), name, size, 30_000));
      assertEquals(VerdictKind.BOOT_MESSAGES, ofLog(Script.server(), name, size, 30_000));
      assertEquals(VerdictKind.KERNEL_MESSAGES, ofLog(Script.client(), name, size, 1_000));
      assertEquals(VerdictKind.KERNEL_MESSAGES, ofLog(Script.server(), name, size, 1_000));
    }
  }

  private static VerdictKind ofLog(Script script, String name, int size, long quiet) {
    byte[] log = resource(name);
    for (int from = 0; from < log.length; from += size) {
      script.receive(Arrays.copyOfRange(log, from, Math.min(log.length, from + size)));
      script.waits(size == 1 ? 0 : Math.min(200, size / 10));
      script.handshake.pollTransmit();
    }
    return verdictAfter(script, quiet);
  }

  static byte[] resource(String name) {
    try (InputStream in = DiagnosisTest.class.getResourceAsStream("/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
