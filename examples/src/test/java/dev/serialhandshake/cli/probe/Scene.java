// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.VerdictKind;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A handshake that fails as one of each kind does: what comes in for its first SYN, or does not.
 */
final class Scene {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private Scene() {}

  static HandshakeException of(VerdictKind kind) {
    Random random = new Random(1);
    HandshakeSettings settings = HandshakeSettings.defaults();
    Handshake handshake =
        kind == VerdictKind.NO_SYN || kind == VerdictKind.DEBUG_CLIENT
            ? Handshake.server(settings, random, HandshakeObserver.NONE)
            : Handshake.client(settings, random, HandshakeObserver.NONE);
    handshake.start(0);
    byte[] syn = handshake.pollTransmit();
    byte[] bytes = bytes(kind, syn == null ? 0 : syn[1] & 0xff);
    long at = kind == VerdictKind.KERNEL_MESSAGES ? 29 * SECOND : SECOND / 100;
    run(handshake, 0, at);
    receives(handshake, bytes, at);
    if (kind == VerdictKind.CLOSED) {
      handshake.inputClosed();
    }
    if (kind == VerdictKind.THREE_STEPS) {
      handshake.pollTransmit(); // the ACK
      receives(handshake, text("SSH-2.0-Go\r\n and the rest of it"), at + SECOND / 100);
    }
    if (kind == VerdictKind.DEBUG_CLIENT) {
      byte[] ack = hex("07", handshake.pollTransmit()[2] + 1);
      receives(handshake, ack, at + SECOND / 100);
      receives(handshake, ack, at + SECOND);
    }
    for (long again = at; kind == VerdictKind.NEVER_QUIET && again < 30 * SECOND; ) {
      again += SECOND / 5;
      run(handshake, again - SECOND / 5, again);
      receives(handshake, bytes, again);
      at = again;
    }
    run(handshake, at, 30 * SECOND);
    HandshakeReport report = handshake.report();
    return new HandshakeException(report.failureReason(), report, null);
  }

  private static void receives(Handshake handshake, byte[] bytes, long now) {
    handshake.receive(ByteView.of(bytes, 0, bytes.length), now);
  }

  private static void run(Handshake handshake, long from, long to) {
    long now = from;
    handshake.timeout(now);
    while (!handshake.state().isFinal() && now < to) {
      handshake.pollTransmit();
      now = Math.min(to, now + handshake.nanosToTimeout(now));
      handshake.timeout(now);
    }
  }

  private static byte[] bytes(VerdictKind kind, int nonce) {
    return switch (kind) {
      case TELNET_PORT -> hex("ff fb 01 ff fb 03 ff fd 18");
      case SEVEN_BIT_LINE -> hex("06", (nonce + 1) & 0x7f, 0x43);
      case PLAIN_SSH -> text("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u7\r\n");
      case SSH_ALREADY -> text("hmac-sha2-256\0\0\0SSH-2.0-OpenSSH_9.2p1\r\n");
      case THREE_STEPS -> hex("06", nonce + 1, 0xc0);
      case DEBUG_CLIENT -> hex("16 41");
      case LOGIN_SESSION -> text("\r\nserial-handshake: a login session has the line\r\n");
      case LOGIN_PROMPT -> text("\r\nDebian GNU/Linux 12 board ttyS0\r\n\r\nboard login: ");
      case BOOT_LOADER -> text("\r\nHit any key to stop autoboot:  2 \r\n=> ");
      case SHELL -> text("root@board:~# ");
      case COOKED_TERMINAL -> hex("5e 08", nonce);
      case ECHOING_TERMINAL -> hex("5e 56", nonce);
      case LOOPBACK -> hex("16", nonce);
      case MODEM_MANAGER -> text("AT\r");
      case BOTH_CLIENTS -> hex("16 b3");
      case NAKS_ONLY -> hex("15");
      case UNCONFIRMED -> hex("06", nonce + 1, 0xc0);
      case KERNEL_MESSAGES -> text("[   61.820144] usb 1-1: new full-speed USB device\r\n");
      case NEVER_QUIET -> text("temperature 21.5 C\r\n");
      case BOOT_MESSAGES -> text("[    0.000000] Linux version 6.1.0-37-amd64\r\n");
      case BAUD_MISMATCH -> hex("80 f8 00 78 80 f8 00 00 fe 80 1e f8 80 00");
      case NO_TEXT -> hex("91 0a 5c b2 ee 04 33 9d 75 c6 17 bb 2a 9f");
      case ONE_WAY, NO_SYN -> text("starting up\r\n");
      case CLOSED, SILENT -> new byte[0];
    };
  }

  private static byte[] hex(String bytes, int... more) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(HexFormat.ofDelimiter(" ").parseHex(bytes));
    for (int value : more) {
      all.write(value);
    }
    return all.toByteArray();
  }

  private static byte[] text(String text) {
    return text.getBytes(US_ASCII);
  }
}
