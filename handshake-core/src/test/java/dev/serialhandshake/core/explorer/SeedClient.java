// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.nio.ByteBuffer;

/**
 * A client by the original's rules: reads at least 3 bytes, of which the last 3 count; begins anew
 * at once after a failure, and at a deadline that covers one whole attempt.
 */
public final class SeedClient implements Peer {

  private int nonce;
  private int attempts;
  private Phase phase = Phase.TRYING;
  private byte[] partial = {};
  private byte[] transmit;

  /** The nonces of the attempts begin with this one and go up in steps of 3. */
  public SeedClient(int firstNonce) {
    nonce = firstNonce - 3;
  }

  private SeedClient(SeedClient other) {
    nonce = other.nonce;
    attempts = other.attempts;
    phase = other.phase;
    partial = other.partial;
    transmit = other.transmit;
  }

  @Override
  public Peer copy() {
    return new SeedClient(this);
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // compared within one run only
  public void encode(ByteBuffer out) {
    out.put((byte) nonce).put((byte) attempts).put((byte) phase.ordinal());
    out.put((byte) partial.length).put(partial);
  }

  @Override
  public void start() {
    attempt();
  }

  private void attempt() {
    attempts++;
    nonce += 3;
    partial = new byte[0];
    phase = Phase.TRYING;
    transmit = new byte[] {0x16, (byte) nonce};
  }

  @Override
  public int read(byte[] bytes) {
    if (phase == Phase.AWAITING_FINAL_ACK) {
      if (bytes[0] == 0x06) {
        phase = Phase.ESTABLISHED;
      } else {
        attempt();
      }
      return 1;
    }
    partial = SeedServer.join(partial, bytes);
    int last = partial.length - 1;
    if (last >= 2) {
      if (partial[last - 2] == 0x06 && partial[last - 1] == (byte) (nonce + 1)) {
        transmit = new byte[] {0x06, (byte) (partial[last] + 1)};
        partial = new byte[0];
        phase = Phase.AWAITING_FINAL_ACK;
      } else {
        attempt();
      }
    }
    return bytes.length;
  }

  @Override
  public int remembered() {
    return partial.length;
  }

  @Override
  public boolean minds() {
    return false;
  }

  @Override
  public void pause() {}

  @Override
  public long timer() {
    return phase == Phase.ESTABLISHED ? -1 : 1000;
  }

  @Override
  public void fireTimer() {
    attempt();
  }

  @Override
  public byte[] pollTransmit() {
    byte[] frame = transmit;
    transmit = null;
    return frame;
  }

  @Override
  public Phase phase() {
    return phase;
  }

  @Override
  public int attempts() {
    return attempts;
  }

  @Override
  public String describe() {
    return "seed " + phase + " with " + partial.length + " bytes";
  }
}
