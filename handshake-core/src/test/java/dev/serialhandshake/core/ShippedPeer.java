// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import dev.serialhandshake.core.explorer.Peer;
import java.nio.ByteBuffer;

/** The shipped state machine as a peer of the explorer. */
public final class ShippedPeer implements Peer {

  private final Handshake handshake;
  private final boolean client;
  private final int firstNonce;
  private long now;

  private ShippedPeer(Handshake handshake, boolean client, int firstNonce, long now) {
    this.handshake = handshake;
    this.client = client;
    this.firstNonce = firstNonce;
    this.now = now;
  }

  /**
   * A client.
   *
   * @param firstNonce the nonce of its first attempt; the others follow in steps of 3
   */
  public static Peer client(HandshakeSettings settings, int firstNonce) {
    return new ShippedPeer(
        Handshake.client(settings, ChosenRandom.nonces(firstNonce), HandshakeObserver.NONE),
        true,
        firstNonce,
        0);
  }

  /** A server, likewise. */
  public static Peer server(HandshakeSettings settings, int firstNonce) {
    return new ShippedPeer(
        Handshake.server(settings, ChosenRandom.nonces(firstNonce), HandshakeObserver.NONE),
        false,
        firstNonce,
        0);
  }

  @Override
  public Peer copy() {
    return new ShippedPeer(handshake.copy(), client, firstNonce, now);
  }

  @Override
  public void encode(ByteBuffer out) {
    out.put((byte) firstNonce); // the other nonces follow from it and the number of attempts
    handshake.encode(out);
  }

  @Override
  public void start() {
    handshake.start(now);
  }

  @Override
  public int read(byte[] bytes) {
    return handshake.receive(ByteView.of(bytes, 0, bytes.length), now);
  }

  @Override
  public int remembered() {
    return remembered(handshake);
  }

  static int remembered(Handshake handshake) {
    return switch (handshake.state()) {
      case SYN_ACK_IN_DOUBT, SYN_IN_DOUBT, MAYBE_SYN ->
          3; // the frame that waits for quiet, and may be taken
      case ACK_IN_DOUBT -> 2;
      default -> handshake.windowLength();
    };
  }

  @Override
  public boolean minds() {
    return minds(handshake) && handshake.nanosToTimer(now) > handshake.settings.quietNanos;
  }

  static boolean minds(Handshake handshake) {
    return switch (handshake.state()) {
      case SYN_SENT -> true; // the answer may come just in time
      case LISTENING, ANSWERED, ANSWERED_LONG_AGO, CONFIRMING -> !handshake.isQuiet();
      default -> false;
    };
  }

  @Override
  public void pause() {
    long nanos = handshake.nanosToTimer(now);
    now += nanos == HandshakeSettings.NEVER ? handshake.settings.quietNanos : nanos - 1;
    handshake.timeout(now);
  }

  @Override
  public long timer() {
    long nanos = handshake.nanosToTimer(now);
    return nanos == HandshakeSettings.NEVER ? -1 : nanos / 1_000_000;
  }

  @Override
  public void fireTimer() {
    now += handshake.nanosToTimer(now);
    handshake.timeout(now);
  }

  @Override
  public byte[] pollTransmit() {
    return handshake.pollTransmit();
  }

  @Override
  public Phase phase() {
    return phase(handshake);
  }

  static Phase phase(Handshake handshake) {
    return switch (handshake.state()) {
      case ACK_SENT -> Phase.AWAITING_FINAL_ACK;
      case CONFIRMING, MAYBE_SYN -> Phase.CONFIRMING;
      case ESTABLISHED -> Phase.ESTABLISHED;
      default -> Phase.TRYING;
    };
  }

  @Override
  public int attempts() {
    return client ? handshake.report().attempts() : 0;
  }

  @Override
  public String describe() {
    return handshake.state().toString();
  }
}
