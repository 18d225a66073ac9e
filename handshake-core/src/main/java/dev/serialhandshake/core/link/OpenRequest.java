// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import dev.serialhandshake.core.internal.Wire;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for in its OPEN. A server that keeps more than one session learns from it
 * which {@link Link} the client's bytes are for.
 */
public final class OpenRequest {

  private final String session;
  private final boolean resumes;

  private OpenRequest(LinkOpening open) {
    session = HexFormat.of().formatHex(open.session());
    resumes = open.resumes();
  }

  /** How the first bytes after a handshake compare with those of a link. */
  public enum Begin {
    /** They are the application's. */
    NO,
    /** They are too few to know. */
    MAYBE,
    /** They begin an OPEN. */
    YES
  }

  /**
   * Whether the client's first bytes after the handshake begin a link. An application whose first
   * byte is a flag, as that of PPP is, goes on with another one.
   *
   * @param first the bytes, which stay in it
   * @return no, yes, or that more bytes are needed
   */
  public static Begin begins(ByteBuffer first) {
    String opening = Wire.LINK_OPENING;
    int length = Math.min(first.remaining(), opening.length());
    for (int i = 0; i < length; i++) {
      if (first.get(first.position() + i) != opening.charAt(i)) {
        return Begin.NO;
      }
    }
    return length == opening.length() ? Begin.YES : Begin.MAYBE;
  }

  /**
   * Finds the first whole OPEN among the bytes of a line.
   *
   * @param read the bytes, which stay in it
   * @return what it asks for; null when there is none
   */
  public static @Nullable OpenRequest find(ByteBuffer read) {
    ByteBuffer left = read.duplicate();
    FrameDecoder decoder = new FrameDecoder(LinkFrame.LONGEST_OPENING);
    LinkCheck check = new LinkCheck();
    while (decoder.next(left, null)) {
      if (decoder.isGood(check) && decoder.frame()[0] == LinkFrame.OPEN) {
        LinkOpening open = LinkOpening.readOpen(decoder.frame(), decoder.length());
        if (open != null) {
          return new OpenRequest(open);
        }
      }
    }
    return null;
  }

  /**
   * The number of the session, which only its two ends know, and who can read the line.
   *
   * @return 32 hexadecimal digits
   */
  public String session() {
    return session;
  }

  /**
   * Whether a session is to go on.
   *
   * @return false for a new one
   */
  public boolean resumes() {
    return resumes;
  }

  @Override
  public String toString() {
    return resumes ? "OpenRequest(resumes)" : "OpenRequest(new)";
  }
}
