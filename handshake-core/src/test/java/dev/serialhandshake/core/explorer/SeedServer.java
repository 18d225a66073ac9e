// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A server by the original's rules: reads at least 2 bytes, of which the last 2 count; answers
 * anything else than what is due with a NAK and begins anew; its reads have no deadline.
 */
public final class SeedServer implements Peer {

  private int nonce;
  private boolean answered;
  private boolean established;
  private byte[] partial = {};
  private byte[] transmit;

  /** The nonces of the answers begin with this one and go up in steps of 3. */
  public SeedServer(int firstNonce) {
    nonce = firstNonce - 3;
  }

  private SeedServer(SeedServer other) {
    nonce = other.nonce;
    answered = other.answered;
    established = other.established;
    partial = other.partial;
    transmit = other.transmit;
  }

  static byte[] join(byte[] head, byte[] tail) {
    byte[] both = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, both, head.length, tail.length);
    return both;
  }

  @Override
  public Peer copy() {
    return new SeedServer(this);
  }

  @Override
  public void encode(ByteBuffer out) {
    out.put((byte) nonce).put((byte) ((answered ? 1 : 0) + (established ? 2 : 0)));
    out.put((byte) partial.length).put(partial);
  }

  @Override
  public void start() {}

  @Override
  public int read(byte[] bytes) {
    partial = join(partial, bytes);
    int last = partial.length - 1;
    if (last < 1) {
      return bytes.length;
    }
    byte flag = partial[last - 1];
    byte token = partial[last];
    partial = new byte[0];
    if (!answered && flag == 0x16) {
      answered = true;
      nonce += 3;
      transmit = new byte[] {0x06, (byte) (token + 1), (byte) nonce};
    } else if (answered && flag == 0x06 && token == (byte) (nonce + 1)) {
      established = true;
      transmit = new byte[] {0x06};
    } else {
      answered = false;
      transmit = new byte[] {0x15};
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
    return -1;
  }

  @Override
  public void fireTimer() {
    throw new IllegalStateException("no timer");
  }

  @Override
  public byte[] pollTransmit() {
    byte[] frame = transmit;
    transmit = null;
    return frame;
  }

  @Override
  public Phase phase() {
    return established ? Phase.ESTABLISHED : Phase.TRYING;
  }

  @Override
  public int attempts() {
    return 0;
  }

  @Override
  public String describe() {
    return "seed "
        + (established ? "ESTABLISHED" : answered ? "ANSWERED" : "LISTENING")
        + (partial.length > 0 ? " with 1 byte" : "");
  }
}
