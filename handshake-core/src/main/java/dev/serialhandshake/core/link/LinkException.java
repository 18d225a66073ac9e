// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The session of a {@link Link} has ended, and its caller did not ask for that. */
public final class LinkException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Why the session has ended. */
  private final LinkEnd end;

  /**
   * Makes an exception.
   *
   * @param end why the session has ended
   * @param cause the last exception of the line, or of an attempt to open it again; null if there
   *     was none
   */
  public LinkException(LinkEnd end, @Nullable Throwable cause) {
    super(text(Objects.requireNonNull(end, "end")), cause);
    this.end = end;
  }

  private static String text(LinkEnd end) {
    return switch (end) {
      case CLOSED, CLOSED_UNCONFIRMED -> "the session was closed";
      case PEER_CLOSED -> "the peer has closed the session";
      case NO_LINK_AT_PEER -> "the peer does not know links: it does not answer the OPEN";
      case NO_OPENING -> "the peer did not open a link after the handshake";
      case REFUSED -> "the peer does not know the session any more";
      case OTHER_VERSION -> "the peer's links are of another version";
      case REPLACED -> "another client has begun a session in place of this one";
      case GRACE_OVER -> "the line was lost, and was not back within the grace time";
      case LINE_LOST -> "the line was lost before the link was open";
    };
  }

  /**
   * Why the session has ended.
   *
   * @return the reason
   */
  public LinkEnd end() {
    return end;
  }
}
