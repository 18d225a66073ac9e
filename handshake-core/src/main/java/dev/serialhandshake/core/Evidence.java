// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake remembers of what came in, to say at its end what is wrong with the line. Made
 * when a byte comes in that is part of no frame, or an attempt is over; of a fixed size, and of no
 * consequence for the handshake.
 *
 * <p>Of a line that never falls silent only the first bytes behind each SYN are looked at; of the
 * others, also the first bytes behind a pause. The signs in them are kept over all attempts.
 */
final class Evidence {

  /** Looks away; for the explorer's copies, of which there are millions. */
  static final Evidence NONE = new Evidence();

  private static final Sign[] SIGNS = Sign.values();
  private static final int MAY_BE_CHANCE = signsThatMayBeChance();
  private static final int CAPACITY = 64;

  /** Long enough for any prompt. */
  private static final int TAIL = 10;

  private static final int FIRST = 16;

  final Excerpt discarded = new Excerpt();
  private @Nullable Window window;
  private @Nullable Window tail;
  private @Nullable Map<Sign, byte[]> proofs;

  private int signs;

  /** Seen in an earlier window; where there is a lot of noise, once may be chance. */
  private int hints;

  /** In how many windows; two clients may by chance draw the same nonce. */
  private int echoes;

  private int foreignSyns;

  int answers;
  int syns;
  int strippedSyns;

  /** Of the bytes looked at: how many there are, and of which kind. */
  int sampled;

  int text;
  int naks;

  /** {@code 00 80 c0 … fe ff}: what a slow sender looks like to a fast receiver. */
  int lowThenHigh;

  /**
   * Begins with the bytes of a line that was clean so far.
   *
   * @param first all that came in
   * @param taken how many of them were frames that were due; the others came behind these
   */
  static Evidence of(ByteView first, int taken, Role role, int nonce, int nonceBefore) {
    Evidence evidence = new Evidence();
    evidence.add(first, 0, taken, nonce, nonceBefore);
    evidence.discarded.truncate(0);
    if (role == Role.CLIENT) {
      evidence.answers = taken > 0 ? 1 : 0; // of one attempt: its end makes evidence
    } else {
      for (int i = 0; i < taken; i += 2) {
        evidence.countIfSyn(first.get(i), first.get(i + 1));
      }
    }
    evidence.add(first, taken, first.length(), nonce, nonceBefore);
    return evidence;
  }

  /** Bytes came in. */
  void add(ByteView read, int from, int to, int nonce, int nonceBefore) {
    if (this == NONE || from == to) {
      return;
    }
    discarded.add(read, from, to);
    Window head = window;
    Window end = tail;
    if (head == null || end == null) {
      head = new Window(CAPACITY);
      end = new Window(TAIL);
      window = head;
      tail = end;
    }
    if (head.length() == 0) {
      head.nonce = nonce;
      head.nonceBefore = nonceBefore;
    }
    int count = head.addHead(read, from, to);
    for (int i = from; i < from + count; i++) {
      count(read.get(i) & 0xff);
    }
    end.addTail(read, from, to);
  }

  private void count(int value) {
    sampled++;
    if (value == Wire.NAK) {
      naks++;
    }
    if (Window.isText(value)) {
      text++;
    }
    int inverted = ~value & 0xff;
    if ((inverted & (inverted + 1)) == 0) {
      lowThenHigh++;
    }
  }

  /** The line has been quiet for a while, and something comes in. */
  void pause() {
    judgeTail();
    if (window != null && window.isFull()) {
      endWindow();
    }
  }

  /** A SYN is about to be sent. */
  void endWindow() {
    judge();
    if (window != null) {
      int found = signsIn(window);
      hints |= found;
      echoes += (found & Sign.ECHO.bit()) == 0 ? 0 : 1;
      foreignSyns += (found & Sign.FOREIGN_SYN.bit()) == 0 ? 0 : 1;
      window.clear();
    }
  }

  /** Looks at what is there so far; may be repeated. */
  void judge() {
    judgeTail();
    if (window != null) {
      int found = signsIn(window);
      int unsure = window.isFull() ? MAY_BE_CHANCE : Sign.QUOTED.bit();
      boolean noise = window.isFull() && !window.isMostlyText();
      keep(window, found & (~unsure | (noise ? 0 : hints)));
    }
  }

  private void judgeTail() {
    if (tail != null && Sign.PROMPT.isIn(tail)) {
      keep(tail, Sign.PROMPT.bit());
    } else if (tail != null && Sign.LOGIN.isIn(tail)) {
      keep(tail, Sign.LOGIN.bit());
    }
  }

  private static int signsThatMayBeChance() {
    int set = 0;
    for (Sign sign : SIGNS) {
      set |= sign.mayBeChance() ? sign.bit() : 0;
    }
    return set;
  }

  private static int signsIn(Window window) {
    int found = 0;
    for (Sign sign : SIGNS) {
      if (sign != Sign.PROMPT && sign.isIn(window)) {
        found |= sign.bit();
      }
    }
    return found;
  }

  private void keep(Window from, int found) {
    int fresh = found & ~signs;
    if (fresh == 0) {
      return;
    }
    signs |= fresh;
    if (proofs == null) {
      proofs = new EnumMap<>(Sign.class);
    }
    for (Sign sign : SIGNS) {
      if ((fresh & sign.bit()) != 0 && sign.isIn(from)) {
        proofs.put(sign, from.proof());
      }
    }
  }

  /** Whether the SYNs that come in are mostly another client's. */
  boolean hearsAClient() {
    return foreignSyns > echoes;
  }

  /** A few of the first bytes that were discarded. */
  byte[] first() {
    byte[] all = discarded.toArray();
    return Arrays.copyOf(all, Math.min(all.length, FIRST));
  }

  /** The bytes that make up a sign that was seen; null where it was not. */
  byte @Nullable [] proof(Sign sign) {
    return proofs == null ? null : proofs.get(sign);
  }

  /** A frame that was due came in; of all others, so many bytes came. */
  void taken(Step step, int frame, long discardedBytes) {
    if (this == NONE) {
      return;
    }
    discarded.truncate(discardedBytes);
    if (step == Step.SYN_ACK) {
      answers++;
    } else if (step == Step.SYN) {
      countIfSyn(Frame.at(frame, 0), Frame.at(frame, 1));
    }
  }

  private void countIfSyn(int first, int second) {
    if (first == Wire.SYN) {
      syns++;
      strippedSyns += (second & 0x80) == 0 ? 1 : 0;
    }
  }
}
