// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import org.jspecify.annotations.Nullable;

/**
 * A handshake is over.
 *
 * @param cause why it failed, {@code null} if it succeeded
 */
public record HandshakeCompletionEvent(@Nullable Throwable cause) {
  /**
   * Tells whether the handshake succeeded.
   *
   * @return whether the line is in sync
   */
  public boolean isSuccess() {
    return cause == null;
  }
}
