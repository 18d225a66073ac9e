// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import dev.serialhandshake.testing.seed.SeedClient;
import dev.serialhandshake.testing.seed.SeedRules;
import dev.serialhandshake.testing.seed.SeedServer;
import java.nio.ByteBuffer;

/** An end by the original's rules. */
final class SeedPeer implements Peer {

  private final SeedRules rules;

  private SeedPeer(SeedRules rules) {
    this.rules = rules;
  }

  static Peer client(int firstNonce) {
    return new SeedPeer(SeedClient.counting(firstNonce));
  }

  static Peer server(int firstNonce) {
    return new SeedPeer(SeedServer.counting(firstNonce));
  }

  @Override
  public Peer copy() {
    return new SeedPeer(rules.copy());
  }

  @Override
  @SuppressWarnings("EnumOrdinal") // compared within one run only
  public void encode(ByteBuffer out) {
    out.put((byte) rules.nonce()).put((byte) rules.attempts());
    out.put((byte) rules.awaits().ordinal()).put((byte) rules.collected());
    for (int number = rules.collected(); number > 0; number--) {
      out.put(rules.fromEnd(number));
    }
  }

  @Override
  public void start() {
    rules.start();
  }

  @Override
  public int read(byte[] bytes) {
    return rules.read(bytes);
  }

  @Override
  public int remembered() {
    return rules.collected();
  }

  @Override
  public boolean minds() {
    return false;
  }

  @Override
  public void pause() {}

  @Override
  public long timer() {
    return switch (rules.awaits()) {
      case SYN_ACK, FINAL_ACK -> SeedClient.DEADLINE_MILLIS;
      default -> -1;
    };
  }

  @Override
  public void fireTimer() {
    rules.timeout();
  }

  @Override
  public byte[] pollTransmit() {
    return rules.pollTransmit();
  }

  @Override
  public Phase phase() {
    return switch (rules.awaits()) {
      case FINAL_ACK -> Phase.AWAITING_FINAL_ACK;
      case NOTHING -> Phase.ESTABLISHED;
      default -> Phase.TRYING;
    };
  }

  @Override
  public int attempts() {
    return rules.attempts();
  }

  @Override
  public String describe() {
    return "seed awaits " + rules.awaits() + " with " + rules.collected() + " bytes";
  }
}
