// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is on a line. What is not known is null: with {@code --forward} only the other
 * server knows who has logged in.
 *
 * @param since when the session began, or the login at the terminal
 * @param user the user name that the client gave; at the terminal, the account
 * @param keyType the type of the key that has logged in, with the name that SSH gives it
 * @param fingerprint the fingerprint of that key, as OpenSSH prints it
 * @param comment the comment after that key in its file
 * @param peer the address of the line's peer, if it is a TCP connection
 * @param waitsUntil for a session on a link whose line is lost: when it ends if the line does not
 *     come back; null for a session that is on its line
 */
public record Visitor(
    Instant since,
    @Nullable String user,
    @Nullable String keyType,
    @Nullable String fingerprint,
    @Nullable String comment,
    @Nullable String peer,
    @Nullable Instant waitsUntil) {

  /** Somebody who is on the line. */
  public Visitor(
      Instant since,
      @Nullable String user,
      @Nullable String keyType,
      @Nullable String fingerprint,
      @Nullable String comment,
      @Nullable String peer) {
    this(since, user, keyType, fingerprint, comment, peer, null);
  }

  /** The same visitor, when the line is lost. */
  public Visitor waitingUntil(Instant end) {
    return new Visitor(since, user, keyType, fingerprint, comment, null, end);
  }

  @Override
  public String toString() {
    String who = user == null ? "somebody" : user;
    String key = keyType == null ? "" : " with " + keyType + " " + fingerprint;
    String whose = comment == null || comment.isEmpty() ? "" : " " + comment;
    return who + key + whose + (peer == null ? "" : " from " + peer);
  }
}
