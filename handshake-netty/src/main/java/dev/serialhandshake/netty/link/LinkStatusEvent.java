// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.LinkException;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a link: a user event in the pipeline of its {@link LinkChannel}. A link that ends
 * before it was open has no such channel; its event goes through the pipeline of the line.
 */
public final class LinkStatusEvent {

  /** What has happened. Values may be added between two releases. */
  public enum Kind {
    /** The line is lost. The session waits, and the next line may take it over. */
    INTERRUPTED,
    /** The session goes on where it was. */
    RESUMED,
    /** It is over. {@link LinkStatusEvent#end} tells why. */
    ENDED
  }

  private final Kind kind;
  private final @Nullable LinkEnd end;
  private final @Nullable Throwable cause;

  private LinkStatusEvent(Kind kind, @Nullable LinkEnd end, @Nullable Throwable cause) {
    this.kind = kind;
    this.end = end;
    this.cause = cause;
  }

  static LinkStatusEvent interrupted(@Nullable Throwable cause) {
    return new LinkStatusEvent(Kind.INTERRUPTED, null, cause);
  }

  static LinkStatusEvent resumed() {
    return new LinkStatusEvent(Kind.RESUMED, null, null);
  }

  static LinkStatusEvent ended(LinkEnd end) {
    boolean inOrder =
        switch (end) {
          case CLOSED, CLOSED_UNCONFIRMED, PEER_CLOSED -> true;
          default -> false;
        };
    return new LinkStatusEvent(Kind.ENDED, end, inOrder ? null : new LinkException(end, null));
  }

  /**
   * What has happened.
   *
   * @return its kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Why the link has ended.
   *
   * @return the reason; null if it has not
   */
  public @Nullable LinkEnd end() {
    return end;
  }

  /**
   * What caused it.
   *
   * @return the failure of the line, or a {@link LinkException}; null if there is none, for
   *     instance when the session was closed
   */
  public @Nullable Throwable cause() {
    return cause;
  }

  @Override
  public String toString() {
    return "LinkStatusEvent(" + kind + (end == null ? "" : ", " + end) + ")";
  }
}
