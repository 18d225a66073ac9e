// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is on a line. What is not known is null: behind {@code --forward} it is the other
 * server that knows who has logged in.
 *
 * @param since when the session began, or the login at the terminal
 * @param user the name that was claimed; at the terminal, the account
 * @param keyType of the key that let them in, as SSH calls it
 * @param fingerprint of the same key, as OpenSSH prints it
 * @param comment what stands behind that key in its file
 * @param peer the address of the line's peer, where it is a TCP connection
 */
public record Visitor(
    Instant since,
    @Nullable String user,
    @Nullable String keyType,
    @Nullable String fingerprint,
    @Nullable String comment,
    @Nullable String peer) {

  @Override
  public String toString() {
    String who = user == null ? "somebody" : user;
    String key = keyType == null ? "" : " with " + keyType + " " + fingerprint;
    String whose = comment == null || comment.isEmpty() ? "" : " " + comment;
    return who + key + whose + (peer == null ? "" : " from " + peer);
  }
}
