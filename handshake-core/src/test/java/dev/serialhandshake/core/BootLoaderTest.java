// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** A client that waits while a machine boots presses no key of its boot loader. */
class BootLoaderTest {

  private static final String U_BOOT =
      "\r\nU-Boot 2023.01\r\n\r\nHit any key to stop autoboot:  3 ";

  @Test
  void noSynIsSentFromTheCountdownToTheNextWords() {
    Script client = Script.client();
    dripsSilently(client, U_BOOT);
    for (int left = 2; left >= 0; left--) {
      for (int tenth = 0; tenth < 10; tenth++) {
        client.waits(100).silent();
      }
      dripsSilently(client, "\b\b\b " + left + " ");
    }
    dripsSilently(client, "\r\n## Loading kernel from FIT Image at 02000000 ...\r\n");
    client.waits(500).sends("15 16 a3");
  }

  @Test
  void aMenuThatIsDrawnAnewHoldsTheSynsBack() {
    Script client = Script.client();
    for (int left = 5; left > 0; left--) {
      dripsSilently(
          client,
          "\u001b[22;3H   The highlighted entry will be executed automatically in " + left + "s. ");
      client.waits(1000).silent();
    }
    dripsSilently(client, "\u001b[2J  Booting `Debian GNU/Linux'\r\n\r\nLoading Linux 6.1 ...\r\n");
    client.waits(500).sends("15 16 a3");
  }

  @Test
  void aMenuThatStandsStillHoldsThemBackFor15Seconds() {
    Script client = Script.client();
    dripsSilently(client, "Press any key to enter the menu\r\n");
    for (int half = 0; half < 29; half++) {
      client.waits(500).silent();
    }
    client.waits(500).sends("15 16 a3");
  }

  @Test
  void theWaitCanBeSwitchedOff() {
    Script client =
        Script.client(HandshakeSettings.builder().bootLoaderTime(Duration.ZERO).build());
    dripsSilently(client, U_BOOT);
    client.waits(1250).sends("15 16 a3");
  }

  /** The machine is reset while the client waits for the final ACK. */
  @Test
  void aFailedAttemptIsNotRepeatedInACountdown() {
    Script client = Script.client().reads("06 a1 c0").sends("06 c1").is(State.ACK_SENT);
    dripsSilently(client, U_BOOT);
    client.is(State.DRAINING);
    for (int half = 0; half < 5; half++) {
      client.waits(500).silent().is(State.DRAINING);
    }
    dripsSilently(client, "\b\b\b 0 \r\n## Booting kernel from Legacy Image\r\n");
    client.waits(500).sends("15 16 a3");
  }

  private static void dripsSilently(Script client, String text) {
    for (byte shown : text.getBytes(StandardCharsets.US_ASCII)) {
      client.reads(HexFormat.of().toHexDigits(shown)).silent();
      client.waits(0).silent();
    }
  }
}
