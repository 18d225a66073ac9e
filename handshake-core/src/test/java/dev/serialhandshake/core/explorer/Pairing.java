// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.LoginPeer;
import dev.serialhandshake.core.ShippedPeer;
import java.time.Duration;

/** Who is at the two ends. No two nonces, nor a nonce and the successor of another, are alike. */
public enum Pairing {
  SHIPPED_SHIPPED(true, true),
  SHIPPED_SEED(true, false),
  SEED_SHIPPED(false, true),
  SEED_SEED(false, false);

  static final int CLIENT_NONCE = 0xA0;
  static final int SERVER_NONCE = 0xC0;
  static final int RESTARTED = 0x10;

  private final boolean clientShipped;
  private final boolean serverShipped;

  Pairing(boolean clientShipped, boolean serverShipped) {
    this.clientShipped = clientShipped;
    this.serverShipped = serverShipped;
  }

  public boolean isShipped() {
    return clientShipped && serverShipped;
  }

  public boolean hasShippedClient() {
    return clientShipped;
  }

  public boolean hasShippedServer() {
    return serverShipped;
  }

  Peer client(boolean restarted) {
    int nonce = CLIENT_NONCE + (restarted ? RESTARTED : 0);
    return clientShipped ? ShippedPeer.client(settings(false), nonce) : SeedPeer.client(nonce);
  }

  Peer server(boolean restarted, Bounds bounds) {
    int nonce = SERVER_NONCE + (restarted ? RESTARTED : 0);
    if (!serverShipped) {
      return SeedPeer.server(nonce);
    }
    HandshakeSettings settings = settings(bounds.confirm());
    return bounds.login() ? LoginPeer.server(settings, nonce) : ShippedPeer.server(settings, nonce);
  }

  /** Without a deadline for the whole, and confirming for as long as it takes. */
  private static HandshakeSettings settings(boolean confirm) {
    return HandshakeSettings.builder()
        .handshakeTimeout(Duration.ZERO)
        .clientBegins(confirm ? ClientBegins.TEXT : ClientBegins.LATER)
        .confirmTimeout(Duration.ZERO)
        .settleTime(Duration.ofMillis(1)) // no longer than the quiet time: how long is no matter
        .build();
  }
}
