// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import dev.serialhandshake.core.internal.Wire;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake remembers of the bytes received, to say at its end what is wrong with the line.
 * It is made when a byte arrives that is part of no frame, or when an attempt is over. It has a
 * fixed size, and the handshake does not depend on it.
 *
 * <p>On a line that is never silent, only the first bytes after each SYN are looked at. On other
 * lines the first bytes after a pause are looked at too. The signs in them are kept over all
 * attempts.
 */
@SuppressWarnings("EnumOrdinal") // an index that is never stored
final class Evidence {

  private static final PeerSign[] SIGNS = PeerSign.values();

  /** Collects nothing. It is for the explorer's copies, of which there are millions. */
  static final Evidence NONE = new Evidence();

  private static final int CAPACITY = 64;

  /** Long enough for any prompt. */
  private static final int TAIL = 10;

  private static final int FIRST = 16;

  /** The first bytes that were discarded, as a preview. */
  final Window discarded = new Window(Preview.MOST_BYTES);

  private @Nullable Window window;
  private @Nullable Window tail;
  private @Nullable Map<PeerSign, byte[]> proofs;

  /** The signs in the window that is not over yet. */
  private int current;

  /** Whether the window began with a SYN, and not with a pause. */
  private boolean behindSyn = true;

  /**
   * In how many full windows each sign was, by its ordinal. Only the first window after each SYN
   * counts.
   */
  private final int[] inFullWindows = new int[SIGNS.length];

  /** The same for windows that were not full. */
  private final int[] inOthers = new int[SIGNS.length];

  private int fullWindows;
  private int noisyWindows;
  private int attempts;

  /** Whether the last bytes look like a prompt. */
  private boolean endsWithPrompt;

  int answers;
  int syns;
  int strippedSyns;

  /** How often {@code 07} and the successor of our nonce arrived where an ACK was due. */
  int debugAcks;

  /** Whether the first byte of an SSH ident arrived where the final ACK was due. */
  private boolean identForFinalAck;

  /** All bytes, frames included. */
  long received;

  /** How many bytes were discarded before the last frame that was due. */
  private long discardedBefore;

  /** How many bytes were looked at. The next fields say how many of them were of a kind. */
  int sampled;

  int text;
  int naks;

  /** {@code 00 80 c0 … fe ff}: what a slow sender looks like to a fast receiver. */
  int lowThenHigh;

  /**
   * Begins with the bytes of a line that was clean so far.
   *
   * @param first all bytes received
   * @param taken how many of the first ones were frames that were due
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

  /** Bytes were received. */
  void add(ByteView read, int from, int to, int nonce, int nonceBefore) {
    if (this == NONE || from == to) {
      return;
    }
    discarded.addHead(read, from, to);
    received += to - from;
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

  /** The line has been quiet for a while, and bytes arrive. */
  void pause() {
    judgeTail();
    if (window != null && window.isFull()) {
      endWindow();
    }
  }

  /** A SYN is about to be sent. */
  void endAttempt() {
    judgeTail();
    attempts++;
    endWindow();
    behindSyn = true;
  }

  private void endWindow() {
    Window over = window;
    if (over == null || over.length() == 0) {
      return;
    }
    int found = look(over);
    boolean full = over.isFull();
    fullWindows += full ? 1 : 0;
    noisyWindows += isNoise(over) ? 1 : 0;
    for (PeerSign sign : SIGNS) {
      if (sign.isAmong(found) && (behindSyn || !full)) {
        (full ? inFullWindows : inOthers)[sign.ordinal()]++;
      }
    }
    over.clear();
    current = 0;
    behindSyn = false;
  }

  /** Looks at the bytes so far. It may be called again. */
  void judge() {
    judgeTail();
    if (window != null) {
      current = look(window);
    }
  }

  private void judgeTail() {
    endsWithPrompt = false;
    if (tail == null) {
      return;
    }
    for (PeerSign sign : SIGNS) {
      if ((sign.isPrompt() || sign == PeerSign.LOGIN) && sign.isIn(tail)) {
        endsWithPrompt = sign.isPrompt();
        keep(tail, sign.bit());
        return;
      }
    }
  }

  /** The signs in a window. In noise the short signs do not count, since noise may spell them. */
  private int look(Window at) {
    int found = 0;
    boolean noise = isNoise(at);
    for (PeerSign sign : SIGNS) {
      if (!sign.isPrompt() && !(noise && sign.mayBeChance()) && sign.isIn(at)) {
        found |= sign.bit();
      }
    }
    keep(at, found);
    return found;
  }

  private static boolean isNoise(Window window) {
    return window.isFull() && !window.isMostlyText();
  }

  private void keep(Window from, int found) {
    if (found == 0) {
      return;
    }
    if (proofs == null) {
      proofs = new EnumMap<>(PeerSign.class);
    }
    for (PeerSign sign : SIGNS) {
      if (sign.isAmong(found) && !proofs.containsKey(sign) && sign.isIn(from)) {
        proofs.put(sign, from.proof());
      }
    }
  }

  /** Whether there is a stream of bytes that are no text. */
  private boolean isNoisy() {
    return 16 * noisyWindows > fullWindows;
  }

  private int windowsWith(PeerSign sign, boolean full) {
    boolean counts = window != null && window.isFull() == full && (behindSyn || !full);
    boolean now = counts && sign.isAmong(current);
    return (full ? inFullWindows : inOthers)[sign.ordinal()] + (now ? 1 : 0);
  }

  private boolean isSure(PeerSign sign, boolean quiet) {
    if (sign.isPrompt()) {
      return !isNoisy() || (quiet && endsWithPrompt);
    }
    int others = windowsWith(sign, false);
    int least = sign == PeerSign.QUOTED ? 2 : 1;
    return !sign.mayBeChance()
        || (others >= least && !isNoisy())
        || others + windowsWith(sign, true) >= Math.max(2, (attempts + 1) / 2);
  }

  /** Whether the SYNs received are mostly another client's. A few may have our nonce by chance. */
  boolean hearsAClient() {
    return windowsWith(PeerSign.FOREIGN_SYN, false) > windowsWith(PeerSign.ECHO, false);
  }

  /** A few of the first bytes that were discarded. */
  byte[] first() {
    byte[] all = discarded.toArray();
    return Arrays.copyOf(all, Math.min(all.length, FIRST));
  }

  /**
   * The bytes that make up a sign; null if it was not seen, or may be chance.
   *
   * @param quiet whether no more bytes arrive
   */
  byte @Nullable [] proof(PeerSign sign, boolean quiet) {
    byte[] proof = proofs == null ? null : proofs.get(sign);
    return proof != null && isSure(sign, quiet) ? proof : null;
  }

  /** The last bytes belong to the application. Of all others, so many are discarded. */
  void unread(long discardedBytes, int count) {
    if (this != NONE) {
      discarded.truncate(discardedBytes);
      received -= count;
    }
  }

  /**
   * A frame that was due was received. Of all other bytes, so many are discarded.
   *
   * @return how many of those arrived since the frame before it
   */
  long taken(Step step, int frame, long discardedBytes) {
    if (this == NONE) {
      return 0;
    }
    discarded.truncate(discardedBytes);
    if (step == Step.SYN_ACK) {
      answers++;
    } else if (step == Step.SYN) {
      countIfSyn(Frame.at(frame, 0), Frame.at(frame, 1));
    }
    long since = discardedBytes - discardedBefore;
    discardedBefore = discardedBytes;
    return since;
  }

  /** Another byte arrived where the final ACK was due. */
  void insteadOfFinalAck(byte first) {
    identForFinalAck |= this != NONE && first == 'S';
  }

  boolean hasIdentForFinalAck() {
    return identForFinalAck;
  }

  /** The ACK of a client in debug mode arrived where the ACK was due. */
  void debugAck() {
    debugAcks += this == NONE ? 0 : 1;
  }

  private void countIfSyn(int first, int second) {
    if (first == Wire.SYN) {
      syns++;
      strippedSyns += (second & 0x80) == 0 ? 1 : 0;
    }
  }
}
