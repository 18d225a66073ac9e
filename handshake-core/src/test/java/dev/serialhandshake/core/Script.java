// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A test as a script: what a handshake reads and when, what it must send, and where it must stand.
 * Bytes are written in hexadecimal, with blanks.
 */
final class Script {

  /** The first nonces; the next are A3 and C3. */
  static final int CLIENT_NONCE = 0xA0;

  static final int SERVER_NONCE = 0xC0;

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /** Close to where a clock of nanoseconds wraps around, which must not matter. */
  private static final long ORIGIN = Long.MAX_VALUE - MILLISECONDS.toNanos(100);

  final Handshake handshake;
  private final Log log;
  private long now = ORIGIN;

  private Script(Handshake handshake, Log log) {
    this.handshake = handshake;
    this.log = log;
  }

  /** A client that has just begun; its SYN is {@code 16 a0} and was sent. */
  static Script client(HandshakeSettings settings) {
    Log log = new Log();
    Script script =
        new Script(Handshake.client(settings, ChosenRandom.nonces(CLIENT_NONCE), log), log);
    return script.start().sends("16 a0").is(State.SYN_SENT);
  }

  static Script client() {
    return client(HandshakeSettings.defaults());
  }

  /** A server that listens. */
  static Script server(HandshakeSettings settings) {
    Log log = new Log();
    Script script =
        new Script(Handshake.server(settings, ChosenRandom.nonces(SERVER_NONCE), log), log);
    return script.start().silent().is(State.LISTENING);
  }

  static Script server() {
    return server(HandshakeSettings.defaults());
  }

  /** Any handshake that is not started yet, with nothing logged. */
  static Script of(Handshake handshake) {
    return new Script(handshake, new Log());
  }

  Script start() {
    handshake.start(now);
    return this;
  }

  /** One read, of which nothing is left over. */
  Script reads(String hex) {
    return reads(hex, "");
  }

  /** One read, of which the rest is the application's. */
  Script reads(String hex, String leftover) {
    byte[] head = bytes(hex);
    byte[] both = bytes((hex + " " + leftover).trim());
    assertEquals(head.length, receive(both), "bytes consumed of " + hex + " " + leftover);
    return this;
  }

  int receive(byte[] bytes) {
    return handshake.receive(ByteView.of(bytes, 0, bytes.length), now);
  }

  /** Each byte a read of its own. */
  Script drips(String hex) {
    for (byte b : bytes(hex)) {
      reads(HEX.formatHex(new byte[] {b}));
    }
    return this;
  }

  /** Time passes, and the caller's timer fires at the end of it. */
  Script waits(long millis) {
    now += MILLISECONDS.toNanos(millis);
    handshake.timeout(now);
    return this;
  }

  /** Time passes, and the timer is late. */
  Script passes(long millis) {
    now += MILLISECONDS.toNanos(millis);
    return this;
  }

  /** Nothing may happen until the very last nanosecond; then the timer fires. */
  Script waitsExactly(long millis) {
    State before = handshake.state();
    int attempts = handshake.report().attempts();
    now += MILLISECONDS.toNanos(millis) - 1;
    handshake.timeout(now);
    assertEquals(before, handshake.state(), "the timer fired too early");
    assertEquals(attempts, handshake.report().attempts(), "the timer fired too early");
    assertEquals(1, handshake.nanosToTimer(now));
    now++;
    handshake.timeout(now);
    return this;
  }

  Script sends(String hex) {
    byte[] frame = handshake.pollTransmit();
    assertEquals(hex, frame == null ? "nothing" : HEX.formatHex(frame));
    return silent();
  }

  Script silent() {
    assertNull(handshake.pollTransmit());
    return this;
  }

  Script is(State state) {
    assertEquals(state, handshake.state());
    return this;
  }

  Script failedFor(FailureReason reason) {
    assertEquals(reason, handshake.report().failureReason());
    return is(State.FAILED).silent();
  }

  /** How long the wait is that is under way. */
  Script waitIs(long millis) {
    assertEquals(MILLISECONDS.toNanos(millis), handshake.nanosToTimer(now));
    return this;
  }

  Script waitsForEver() {
    assertEquals(Long.MAX_VALUE, handshake.nanosToTimer(now));
    return this;
  }

  /** What the observer was told since this was last asked. */
  Script logged(String... lines) {
    assertEquals(List.of(lines), log.lines);
    log.lines.clear();
    return this;
  }

  long now() {
    return now;
  }

  static byte[] bytes(String hex) {
    return hex.isEmpty() ? new byte[0] : HEX.parseHex(hex);
  }

  static String hex(String text) {
    return HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static final class Log implements HandshakeObserver {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void frameSent(Step step, byte[] frame) {
      lines.add("sent " + step + " " + HEX.formatHex(frame));
    }

    @Override
    public void frameReceived(Step step, byte[] frame, long discardedBefore) {
      lines.add("received " + step + " " + HEX.formatHex(frame) + " behind " + discardedBefore);
    }

    @Override
    public void stateChanged(State from, State to) {
      lines.add(from + " to " + to);
    }
  }
}
