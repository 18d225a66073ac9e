// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which bytes make a sign, and which of them prove it; our nonces are a0, and a3 before it. */
class PeerSignTest {

  private static final int CAPACITY = 64;
  private static final String NONE = "none";

  private static Window window(String hex) {
    byte[] bytes = Script.bytes(hex);
    Window window = new Window(CAPACITY);
    window.nonce = 0xa0;
    window.nonceBefore = 0xa3;
    window.addHead(ByteView.of(bytes, 0, bytes.length), 0, bytes.length);
    return window;
  }

  private static String proof(PeerSign sign, Window window) {
    return sign.isIn(window) ? HexFormat.ofDelimiter(" ").formatHex(window.proof()) : NONE;
  }

  private static String proofInText(PeerSign sign, String text) {
    Window window = window(Script.hex(text));
    return sign.isIn(window) ? new String(window.proof(), US_ASCII) : NONE;
  }

  private static String padded(String hex) {
    int missing = CAPACITY - Script.bytes(hex).length;
    return hex + " 78".repeat(missing);
  }

  @Test
  void inAFullWindowItTakesThreeTelnetCommands() {
    assertEquals(NONE, proof(PeerSign.TELNET, window(padded("ff fb 03 ff fd 18"))));
    String three = "ff fb 03 ff fd 18 ff fd 1f";
    assertEquals(three, proof(PeerSign.TELNET, window(padded(three))));
  }

  @ParameterizedTest
  @CsvSource({
    "TELNET, ff fb 01, ff fb 01",
    "TELNET, ff fe 2f, ff fe 2f",
    "TELNET, ff fb 30, none",
    "TELNET, ff fa 01, none",
    "TELNET, ff ff 01, none",
    "TELNET, fe fb 01, none",
    "TELNET, ff fb, none",
    "TELNET, 0d ff fb 03, none",
    "TELNET, 0d ff fb 03 ff fd 18, ff fb 03 ff fd 18",
    "TELNET, ff fb 03 ff fd 18, ff fb 03 ff fd 18",
    "TELNET, ff fb 03 ff fd 18 ff fd 1f, ff fb 03 ff fd 18 ff fd 1f",
    "SEVEN_BITS, 06 21 c0, 06 21 c0",
    "SEVEN_BITS, 06 24 c0, 06 24 c0",
    "SEVEN_BITS, 06 22 c0, none",
    "SEVEN_BITS, 06 a1 c0, none",
    "SEVEN_BITS, 15 21 c0, none",
    "SEVEN_BITS, 06 21, 06 21",
    "SEVEN_BITS, 00 06 21 c0 00, none",
    "SEVEN_BITS, 00 06 21 c0, 06 21 c0",
    "SEVEN_BITS, 00 00 06 21, 06 21",
    "SEVEN_BITS, 06 21 c0 00 00 00, 06 21 c0",
    "ECHO_AT_PROMPT, 24 20 a0, 24 20",
    "ECHO_AT_PROMPT, 23 20 a3, 23 20",
    "ECHO_AT_PROMPT, 3e 20 5e 08, 3e 20",
    "ECHO_AT_PROMPT, 3e 20 5e 56, 3e 20",
    "ECHO_AT_PROMPT, 3e 20 5e 57, none",
    "ECHO_AT_PROMPT, 3e 20 41, none",
    "ECHO_AT_PROMPT, 3e 20, none",
    "ECHO_AT_PROMPT, 24 41 a0, none",
    "ECHO_AT_PROMPT, 25 20 a0, none",
    "ECHO_AT_PROMPT, 61 62 63 64 65 66 67 68 69 24 20 a0, 62 63 64 65 66 67 68 69 24 20",
    "MODEM_COMMAND, 41 54 0d, 41 54 0d",
    "MODEM_COMMAND, 0d 41 54 2b 47, 41 54 2b",
    "MODEM_COMMAND, 0a 41 54 45, 41 54 45",
    "MODEM_COMMAND, 61 41 54 0d, none",
    "MODEM_COMMAND, 41 0d 41 55 0d, none",
    "MODEM_COMMAND, 41 54 58, none",
    "MODEM_COMMAND, 41 54, none",
    "FOREIGN_SYN, 16 b3, 16 b3",
    "FOREIGN_SYN, 16 00, 16 00",
    "FOREIGN_SYN, 15 16 b3 16 b6, 15 16 b3 16 b6",
    "FOREIGN_SYN, 16 b3 16, none",
    "FOREIGN_SYN, 16 a0, none",
    "FOREIGN_SYN, 16 20, none",
    "FOREIGN_SYN, 16 b3 41, none",
    "FOREIGN_SYN, 15 15 16 b3, none",
    "COOKED, 5e 08 a0, 5e 08 a0",
    "COOKED, 41 5e 08 20 41, 5e 08 20",
    "COOKED, 5e 08, 5e 08",
    "COOKED, 5e 08 00, none",
    "COOKED, 5e 08 41, none",
    "COOKED, 5e 56 a0, none",
    "COOKED, 41 08 a0, none",
    "RAW_ECHO, 5e 56 a3, 5e 56 a3",
    "RAW_ECHO, 5e 08 a0, none",
    "ECHO, 16 a0, 16 a0",
    "ECHO, 41 16 20 41, 16 20",
    "ECHO, 16 41, none",
    "ECHO, 16, none",
    "QUOTED, a0 00 00 00 00 00 00 00 00 00 00 00, a0",
    "QUOTED, a0 00 00 00 00 00 00 00 00 00 00 00 00, none",
    "QUOTED, 20, 20",
    "QUOTED, 41 a0, none",
  })
  void bytesAndTheirProof(PeerSign sign, String bytes, String proof) {
    assertEquals(proof, proof(sign, window(bytes)));
  }

  @ParameterizedTest
  @CsvSource({
    "BOOT, 'x [    0.123456] Linux version 6.1.0', '[    0.123456] Linux version 6'",
    "BOOT, '[9.990123] a', '[9.990123] a'",
    "BOOT, '[1.23456] a', none",
    "BOOT, '[1.2345678] a', none",
    "BOOT, '[1.12345:] a', none",
    "BOOT, '[1.123456 ', none",
    "BOOT, '[.123456] a', none",
    "BOOT, '(1.123456] a', none",
    "BOOT, 'xU-Boot 2023', 'U-Boot '",
    "SSH, 'x SSH-2.0-OpenSSH_9.2p1', 'SSH-2.0-OpenSSH_'",
    "SSH, 'SSH-2.0-abc', 'SSH-2.0-abc'",
    "SSH, 'SSH-1.99-abc', 'SSH-1.99-'",
    "SSH, 'SSH-1.5-abc', none",
    "LOGIN, 'host login: ', 'login: '",
    "LOGIN, 'host login:', none",
    "LOGIN, Password:, Password:",
    "PROMPT, 'a $ ', 'a $ '",
    "PROMPT, '$ a', none",
    "PROMPT, ' ', none",
    "PROMPT, 'a # ', 'a # '",
    "PROMPT, 'a > ', 'a > '",
    "PROMPT, 'a % ', none",
    "BOOT, '[1x123456] a', none",
    "BOOT, 'x[  OK  ] Started', '[  OK  ]'",
    "BOOT, 'SeaBIOS (version', SeaBIOS",
    "BOOT, 'Starting kernel ...', 'Starting kernel'",
    "SSH, 'Invalid SSH identification string.', 'Invalid SSH identification'",
    "LOGIN, 'host Login: ', 'Login: '",
    "LOGIN, Username:, Username:",
    "LOGIN, 'Login incorrect', 'Login incorrect'",
    "BOOT_LOADER, '=> ', '=> '",
    "BOOT_LOADER, 'U-Boot> ', 'U-Boot> '",
    "BOOT_LOADER, 'CFE> ', 'CFE> '",
    "BOOT_LOADER, 'grub> ', 'grub> '",
    "BOOT_LOADER, 'rescue> ', 'rescue> '",
    "BOOT_LOADER, 'barebox:/ ', 'barebox:/ '",
    "BOOT_LOADER, 'boot: ', 'boot: '",
    "BOOT_LOADER, 'a > ', none",
  })
  void textAndItsProof(PeerSign sign, String text, String proof) {
    assertEquals(proof, proofInText(sign, text));
  }

  @Test
  void aPromptIsTextAndNothingElse() {
    assertEquals(NONE, proof(PeerSign.PROMPT, window("80 24 20")));
    assertEquals(NONE, proof(PeerSign.BOOT_LOADER, window("80 3d 3e 20")));
  }

  @Test
  void aServerThatSharesItsLineWithALoginSaysSo() {
    String refusal = LoginGate.REFUSAL;
    assertEquals(refusal, proofInText(PeerSign.LOGIN_SESSION, refusal));
    assertEquals(NONE, proofInText(PeerSign.LOGIN_SESSION, "login: "));
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsASignOfNothing(PeerSign sign) {
    assertEquals(NONE, proof(sign, new Window(CAPACITY)));
  }

  @Test
  void twoSignsArePrompts() {
    Set<PeerSign> prompts = EnumSet.allOf(PeerSign.class);
    prompts.removeIf(sign -> !sign.isPrompt());
    assertEquals(EnumSet.of(PeerSign.PROMPT, PeerSign.BOOT_LOADER), prompts);
  }
}
