// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.cli.linktest.LinkTestWords;
import dev.serialhandshake.core.blocking.BlockingLink;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.CRC32;

/** The client's side of a test of a link: its lines and its bytes. */
final class LinkStream {

  private static final int PIECE = 4096;

  private final BlockingLink link;
  private final Stall stall;
  private final byte[] piece = new byte[PIECE];

  LinkStream(BlockingLink link, Stall stall) {
    this.link = link;
    this.stall = stall;
  }

  /**
   * Sends a line, and returns the answer to it. If the peer closes the link or its answer is too
   * long, returns what was received until then.
   */
  String ask(String line) throws IOException {
    link.output().write((line + LinkTestWords.END).getBytes(US_ASCII));
    return answer();
  }

  private String answer() throws IOException {
    StringBuilder answer = new StringBuilder();
    int next = link.input().read();
    while (next >= 0 && next != '\n' && answer.length() < LinkTestWords.LONGEST) {
      stall.moved();
      answer.append((char) next);
      next = link.input().read();
    }
    return answer.toString().strip();
  }

  /**
   * Sends bytes to the peer, and waits until it has received all of them.
   *
   * @return whether they have arrived unchanged
   */
  boolean sends(long count) throws IOException {
    CRC32 crc = new CRC32();
    link.output().write((LinkTestWords.TAKE + count + LinkTestWords.END).getBytes(US_ASCII));
    for (long sent = 0; sent < count; ) {
      int length = (int) Math.min(PIECE, count - sent);
      for (int i = 0; i < length; i++) {
        piece[i] = LinkTestWords.at(sent + i);
      }
      crc.update(piece, 0, length);
      link.output().write(piece, 0, length);
      stall.moved();
      sent += length;
    }
    return answer().equals(LinkTestWords.took(count, crc.getValue()));
  }

  /**
   * Makes the peer send bytes, and receives all of them.
   *
   * @return whether they have arrived unchanged
   */
  boolean receives(long count) throws IOException {
    link.output().write((LinkTestWords.GIVE + count + LinkTestWords.END).getBytes(US_ASCII));
    boolean same = true;
    for (long received = 0; received < count; ) {
      int length = link.input().read(piece, 0, (int) Math.min(PIECE, count - received));
      if (length < 0) {
        throw new EOFException("the other end has ended the test");
      }
      stall.moved();
      for (int i = 0; i < length; i++) {
        same &= piece[i] == LinkTestWords.at(received + i);
      }
      received += length;
    }
    return same;
  }
}
