// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootLoaderScreenTest {

  private final BootLoaderScreen screen = new BootLoaderScreen();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "U-Boot 2023.01\r\n\r\nNet:   eth0\r\nHit any key to stop autoboot:  3 ",
        "Hit any key to stop autoboot:  3 \b\b\b 2 \b\b\b 1 ",
        "Autoboot in 3 seconds\r\n",
        "Press SPACE to abort autoboot in 10 seconds\r\n",
        "Hit m for menu or any key to stop autoboot:    2",
        "\033[2J\033[5;3HGNU GRUB  version 2.06\033[22;3H   The highlighted entry will be executed"
            + " automatically in 5s.    ",
        "\033[20;4HPress enter to boot the selected OS, `e' to edit the commands before booting or"
            + " `c' for a command-line.",
        "Press [Tab] to edit options\r\n\r\nAutomatic boot in 10 seconds...",
        "Boot in 3 s.",
        "== Executing boot script in 3.000 seconds - enter ^C to abort",
        "CFE version 1.0.37\r\nPress any key to stop auto run (1 seconds)\r\n",
        "\r\nPress ESC for boot menu.\r\n\r\n",
        "Press ESCAPE for boot options ...",
        "iPXE initialising devices... Press Ctrl-B for the command line..."
      })
  void aCountdownOrAMenuWaitsForAKey(String shown) {
    feed(shown.replace("\033", "\u001b"));
    assertTrue(screen.waitsForKey());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Hit any key to stop autoboot:  0 \r\n## Loading kernel from FIT Image at 02000000 ...\r\n",
        "Press ESC for boot menu.\r\n\r\nBooting from Hard Disk...\r\nGRUB loading\r\n",
        "[    1.000000] Run /init as init process\r\nStarting init\r\n",
        "Starting in-memory logger\r\n",
        "board login: ",
        ""
      })
  void aMachineThatBootsDoesNot(String shown) {
    feed(shown);
    assertFalse(screen.waitsForKey());
  }

  /** The second between two digits is quiet; the answer must not change in it. */
  @Test
  void aCountdownIsSeenFromItsPhraseToItsLastDigit() {
    feed("U-Boot SPL 2023.01\r\nHit any key to stop autoboot");
    for (char shown : ":  3 \b\b\b 2 \b\b\b 1 \b\b\b 0 \r\n".toCharArray()) {
      assertTrue(screen.waitsForKey());
      feed(String.valueOf(shown));
    }
    feed("## Booting kernel from Legacy");
    assertFalse(screen.waitsForKey());
  }

  /** A screen shows one phrase, whatever a terminal is told between its words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "to stop \033[1mautoboot",
        "to stop\033[5Cautoboot",
        "to stop \033[1@autoboot",
        "to stop \033[2~autoboot",
        "to stop \0337autoboot",
        "to stop  autoboot",
        "to stop\r\nautoboot",
        "to stop\177autoboot",
        "Press any key"
      })
  void aPhraseIsSeenWithWhateverIsNoTextBetweenItsWords(String shown) {
    feed(shown);
    assertTrue(screen.waitsForKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"to stop!autoboot", "to stop~autoboot", "tostop autoboot"})
  void aSignBetweenTheWordsIsNoBlank(String shown) {
    feed(shown);
    assertFalse(screen.waitsForKey());
  }

  @Test
  void sixteenLettersAfterThePhraseSayThatTheBootGoesOn() {
    feed("Press any key: abcdefgh ijklmno");
    assertTrue(screen.waitsForKey());
    feed("p");
    assertFalse(screen.waitsForKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Boot in 0", "Boot in 9"})
  void aCountdownHasADigit(String shown) {
    feed(shown);
    assertTrue(screen.waitsForKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Boot in ", "Boot in safe mode", "Boot in / now", "Boot in : now"})
  void withoutADigitItIsNone(String shown) {
    feed(shown);
    assertFalse(screen.waitsForKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "z", "A", "Z"})
  void lettersAreText(String shown) {
    assertTrue(isText(shown));
    assertTrue(isText(shown + "0".repeat(255)));
    assertFalse(isText(shown + "0".repeat(256)), "only what fits on the screen counts");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@", "[", "`", "{", "0123"})
  void otherSignsAreNot(String shown) {
    assertFalse(isText(shown));
  }

  private static boolean isText(String shown) {
    byte[] bytes = shown.getBytes(StandardCharsets.US_ASCII);
    return BootLoaderScreen.isText(ByteView.of(bytes, 0, bytes.length));
  }

  @Test
  void theLastPhraseDecides() {
    feed("Press any key to continue\r\nU-Boot 2023.01 (Jan 09 2023), Build: jenkins\r\n");
    assertFalse(screen.waitsForKey());
    feed("Hit any key to stop autoboot:  1 ");
    assertTrue(screen.waitsForKey());
  }

  @Test
  void aRecordedBootLogNeverWaits() {
    for (String log : new String[] {"boot-noise-linux.bin", "boot-noise-bios-verbose.bin"}) {
      BootLoaderScreen boot = new BootLoaderScreen();
      for (byte b : DiagnosisTest.resource(log)) {
        boot.add(ByteView.of(new byte[] {b}, 0, 1), 0, 1);
        assertFalse(boot.waitsForKey(), log);
      }
    }
  }

  @Test
  void howTheTextIsCutIntoReadsDoesNotMatter() {
    byte[] shown =
        "\u001b[2J\u001b[1;1HHit any key to stop autoboot:  3 ".getBytes(StandardCharsets.US_ASCII);
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      BootLoaderScreen cut = new BootLoaderScreen();
      int from = 0;
      while (from < shown.length) {
        int to = Math.min(shown.length, from + 1 + random.nextInt(12));
        cut.add(ByteView.of(shown, 0, shown.length), from, to);
        from = to;
      }
      assertEquals(true, cut.waitsForKey());
    }
  }

  private void feed(String shown) {
    byte[] bytes = shown.getBytes(StandardCharsets.US_ASCII);
    screen.add(ByteView.of(bytes, 0, bytes.length), 0, bytes.length);
  }
}
