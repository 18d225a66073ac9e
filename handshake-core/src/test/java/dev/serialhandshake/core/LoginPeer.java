// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import dev.serialhandshake.core.explorer.Peer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The shipped server behind the gate of a login, as a peer of the explorer, driven as {@code
 * LoginGateHandler} drives them. What the login gets is checked at each step: held bytes and read
 * ones are held on or typed, in order, and dropped by nothing but the end of a handshake. A server
 * answers only what the gate has shown to it.
 */
public final class LoginPeer implements Peer {

  private final HandshakeSettings settings;
  private final LoginGate gate;
  private final Handshake handshake;
  private final int firstNonce;
  private byte[] held = {};
  private long now;

  private LoginPeer(
      HandshakeSettings settings, LoginGate gate, Handshake handshake, int firstNonce, long now) {
    this.settings = settings;
    this.gate = gate;
    this.handshake = handshake;
    this.firstNonce = firstNonce;
    this.now = now;
  }

  /** A server at a fresh prompt. */
  public static Peer server(HandshakeSettings settings, int firstNonce) {
    LoginGate gate = new LoginGate(settings, LoginSettings.defaults());
    Handshake handshake =
        Handshake.server(settings, ChosenRandom.nonces(firstNonce), HandshakeObserver.NONE);
    return new LoginPeer(settings, gate, handshake, firstNonce, 0);
  }

  @Override
  public Peer copy() {
    LoginPeer copy =
        new LoginPeer(settings, new LoginGate(gate), handshake.copy(), firstNonce, now);
    copy.held = held;
    return copy;
  }

  @Override
  public void encode(ByteBuffer out) {
    out.put((byte) firstNonce); // the other nonces follow from it and the number of attempts
    handshake.encode(out);
    gate.encode(out, now);
  }

  @Override
  public void start() {
    handshake.start(now);
  }

  private boolean isClients() {
    return gate.state() == LoginGate.State.IN_SYNC;
  }

  @Override
  public int read(byte[] bytes) {
    if (isClients()) {
      return show(bytes);
    }
    LoginGate.State before = gate.state();
    gate.receive(ByteView.of(bytes, 0, bytes.length), now);
    settle(before, bytes);
    return bytes.length;
  }

  /** Brings what the gate has decided to the login and to the handshake. */
  private void settle(LoginGate.State before, byte[] read) {
    byte[] typed = gate.pollTyped();
    byte[] shown = gate.pollShown();
    byte[] expected = join(held, read);
    int passed = typed == null ? 0 : typed.length;
    check(passed <= expected.length, "the login gets more than was read");
    check(
        passed == 0 || Arrays.equals(typed, Arrays.copyOf(expected, passed)),
        "the login gets other bytes than were read");
    held = Arrays.copyOfRange(expected, passed, expected.length);
    check(held.length == gate.heldLength(), "a byte is neither held nor typed");
    check(shown == null || gate.state() == LoginGate.State.ATTEMPT, "the login's bytes are shown");
    if (before == LoginGate.State.ATTEMPT && gate.state() == LoginGate.State.LOGIN) {
      show(LoginGate.endOfAttempt());
    }
    if (shown != null) {
      int consumed = show(shown);
      check(consumed == shown.length, "a byte that is held is an application's, too");
    }
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(first);
    both.writeBytes(second);
    return both.toByteArray();
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalStateException(otherwise);
    }
  }

  private int show(byte[] read) {
    int answers = handshake.attempts();
    int consumed = handshake.receive(ByteView.of(read, 0, read.length), now);
    moved(answers);
    return consumed;
  }

  private void moved(int answersBefore) {
    if (handshake.attempts() > answersBefore) {
      check(gate.state() != LoginGate.State.LOGIN, "a SYN-ACK amid the login's output");
      gate.answered(now);
    }
    if (ShippedPeer.phase(handshake) != Phase.TRYING && !isClients()) {
      check(gate.state() == LoginGate.State.ATTEMPT, "an end of a handshake that never began");
      gate.completed();
      held = new byte[0];
    }
  }

  @Override
  public int remembered() {
    return Math.max(
        gate.heldLength() > 0 ? Handshake.LONGEST_FRAME : 0, ShippedPeer.remembered(handshake));
  }

  private long nanosToTimer() {
    return Math.min(gate.nanosToTimeout(now), handshake.nanosToTimer(now));
  }

  @Override
  public boolean minds() {
    boolean matters =
        gate.state() == LoginGate.State.LOGIN ? !gate.isQuiet(now) : ShippedPeer.minds(handshake);
    return matters && nanosToTimer() > settings.quietNanos;
  }

  @Override
  public void pause() {
    long nanos = nanosToTimer();
    pass(nanos == HandshakeSettings.NEVER ? settings.quietNanos : nanos - 1);
  }

  @Override
  public long timer() {
    long nanos = nanosToTimer();
    return nanos == HandshakeSettings.NEVER ? -1 : nanos / 1_000_000;
  }

  @Override
  public void fireTimer() {
    pass(nanosToTimer());
  }

  private void pass(long nanos) {
    now += nanos;
    LoginGate.State before = gate.state();
    gate.timeout(now);
    if (!isClients()) {
      settle(before, new byte[0]);
    }
    int answers = handshake.attempts();
    handshake.timeout(now);
    moved(answers);
  }

  @Override
  public byte[] pollTransmit() {
    return handshake.pollTransmit();
  }

  @Override
  public Phase phase() {
    return ShippedPeer.phase(handshake);
  }

  @Override
  public int attempts() {
    return 0;
  }

  @Override
  public String describe() {
    return gate.state() + "/" + handshake.state();
  }
}
