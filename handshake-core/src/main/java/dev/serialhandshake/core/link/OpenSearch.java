// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the first whole OPEN among the bytes of a line, which may arrive one by one and after
 * noise. It keeps about a hundred bytes, and allocates nothing per byte.
 */
public final class OpenSearch {

  private final FrameDecoder decoder = new FrameDecoder(LinkFrame.LONGEST_OPENING);
  private final LinkCheck check = new LinkCheck();

  /** Makes one that has seen nothing yet. */
  public OpenSearch() {}

  /**
   * Looks at the next bytes.
   *
   * @param read the bytes that follow those of the call before; it is left at the end of the OPEN,
   *     or at its own end when there is none
   * @return what the OPEN asks for; null when none has ended yet
   */
  public @Nullable OpenRequest find(ByteBuffer read) {
    while (decoder.next(read, null)) {
      if (decoder.isGood(check) && decoder.frame()[0] == LinkFrame.OPEN) {
        LinkOpening open = LinkOpening.readOpen(decoder.frame(), decoder.length());
        if (open != null) {
          return new OpenRequest(open);
        }
      }
    }
    return null;
  }
}
