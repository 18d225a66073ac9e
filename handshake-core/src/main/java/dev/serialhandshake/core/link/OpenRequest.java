// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import dev.serialhandshake.core.internal.Wire;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * What a client asks for in its OPEN. A server that keeps more than one session learns from it
 * which {@link Link} the client's bytes are for. {@link OpenSearch} finds it.
 */
public final class OpenRequest {

  private final String session;
  private final boolean resumes;

  OpenRequest(LinkOpening open) {
    session = HexFormat.of().formatHex(open.session());
    resumes = open.resumes();
  }

  /** How the first bytes after a handshake compare with those of a link. */
  public enum Begin {
    /** The bytes are the application's. */
    NO,
    /** There are too few bytes to know. */
    MAYBE,
    /** The bytes are the beginning of an OPEN. */
    YES
  }

  /**
   * Whether the client's first bytes after the handshake begin a link. PPP begins with the same
   * first byte, a flag, but its next byte differs.
   *
   * @param first the bytes; its position does not change
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
   * The number of the session. Its two ends know it, and so does a person who can read the line.
   *
   * @return 32 hexadecimal digits
   */
  public String session() {
    return session;
  }

  /**
   * Whether the client resumes a session.
   *
   * @return false if it begins a new one
   */
  public boolean resumes() {
    return resumes;
  }

  @Override
  public String toString() {
    return resumes ? "OpenRequest(resumes)" : "OpenRequest(new)";
  }
}
