// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.internal.Wire;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Measures how fast and how reliably a peer answers. It sends one SYN after the other and never
 * completes a handshake. Then it sends some SYNs after a block of fillers. How much longer the
 * answer takes after a longer block tells the rate of the line.
 *
 * <p>A peer that drops a SYN which follows too soon gets one SYN for each answer time, about half a
 * second. A peer that sends a NAK for such a SYN gets it again at once. SYNs before the first
 * answer do not count. When the test {@link #isDone}, the peer listens again, and a handshake may
 * begin at once.
 */
public final class LinePing extends PacedProbe {

  private enum Phase {
    NEW,
    /** A SYN waits for an answer, and no peer is known yet. */
    GREETING,
    /** A SYN that counts waits for an answer. */
    PINGING,
    /** A SYN after many fillers waits for an answer. */
    METERING,
    /** Waits before the next SYN. */
    PACING,
    /** Makes a peer that sends NAKs forget the last SYN. Otherwise it would send one more NAK. */
    RESETTING,
    /** The same, at the end of the test. */
    LEAVING
  }

  private static final long NEVER = Long.MAX_VALUE;

  /** No line changes these nonces, unless it strips bit 7. See the nonces of the handshake. */
  private static final int FIRST_NONCE = 0xa0;

  private static final int NONCES = 94;
  private static final int MOST_NAKS = 4;

  /** After so many failures in a row, there is no peer. */
  private static final int MOST_FAILURES = 8;

  /** How long a peer with default settings waits for quiet after a block of fillers. */
  private static final Duration SETTLE = Duration.ofMillis(500);

  /** How many times the patience to wait after a block of fillers. */
  private static final int LONGER = 4;

  private final int count;
  private final RateMeter meter = new RateMeter();

  /** When each nonce was sent, while that SYN is given up; else {@link #NEVER}. */
  private final long[] givenUp = new long[NONCES];

  /** Which of those were counted as lost. */
  private final BitSet countedAsLost = new BitSet(NONCES);

  private Phase phase = Phase.NEW;
  private int step;
  private boolean met;
  private boolean lineFellSilent;
  private int naks;
  private int failures;
  private int sent;
  private int ackOfLastAnswer = -1;
  private int late;
  private int lost;
  private int corrupted;

  private LinePing(int count, SweepSettings settings) {
    super(settings);
    this.count = count;
    Arrays.fill(givenUp, NEVER);
  }

  /**
   * A test of so many SYNs.
   *
   * @param count how many, at least one
   * @param settings its waits
   * @return a test that is not started
   */
  public static LinePing of(int count, SweepSettings settings) {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1, was " + count);
    }
    return new LinePing(count, settings);
  }

  @Override
  void begin() {
    goOn();
  }

  @Override
  void received() {
    switch (phase) {
      case GREETING, PINGING, METERING -> onReply();
      case RESETTING -> send(Phase.METERING, meter.nextLength());
      case LEAVING -> end();
      default -> {}
    }
  }

  @Override
  void due() {
    switch (phase) {
      case GREETING, PINGING, METERING -> failed();
      case PACING -> goOn();
      case RESETTING -> send(Phase.METERING, meter.nextLength());
      case LEAVING -> end();
      default -> {}
    }
  }

  @Override
  void cutOff() {
    lineFellSilent = met;
  }

  /**
   * How many SYNs that count were sent, for a progress bar.
   *
   * @return from 0 to the count asked for
   */
  public int sent() {
    return sent;
  }

  /**
   * How long the test takes on a line without faults. With a peer that sends NAKs it takes much
   * less.
   *
   * @return an estimate
   */
  public Duration expected() {
    return expected(count + RateMeter.USUAL_SYNS + 1)
        .plus(SETTLE.multipliedBy(RateMeter.USUAL_SYNS));
  }

  /**
   * What was found so far.
   *
   * @return a report that does not change any more
   */
  public PingReport report() {
    return new PingReport(
        met,
        sent,
        late,
        lost,
        corrupted,
        lineFellSilent,
        roundTrips.copy(),
        meter.bytesPerSecond(),
        elapsed());
  }

  private void goOn() {
    naks = 0;
    boolean again = failures > 0;
    if (failures == MOST_FAILURES) {
      lineFellSilent = met;
      end();
    } else if (!met) {
      send(Phase.GREETING, failures % 2);
    } else if (sent < count) {
      sent++;
      send(Phase.PINGING, again ? 1 : 0); // a filler, for a peer that reads pairs out of step
    } else if (meter.nextLength() > 0 && peerSendsNaks) {
      reset(Phase.RESETTING);
    } else if (meter.nextLength() > 0) {
      send(Phase.METERING, meter.nextLength());
    } else if (peerSendsNaks) {
      reset(Phase.LEAVING);
    } else {
      end(); // one period has passed: the peer takes the next SYN for a new attempt
    }
  }

  private void send(Phase next, int fillers) {
    step = (step + 1) % NONCES;
    if (nonce() == ackOfLastAnswer) { // a server takes 16 and that for an ACK, and is silent
      step = (step + 1) % NONCES;
    }
    givenUp[step] = NEVER;
    countedAsLost.clear(step);
    phase = next;
    transmitSyn(fillers);
  }

  private void transmitSyn(int fillers) {
    byte[] head = new byte[fillers];
    Arrays.fill(head, Wire.FILLER);
    sendSyn(head, nonce(), phase == Phase.METERING ? LONGER : 1);
  }

  private int nonce() {
    return FIRST_NONCE + step;
  }

  private void onReply() {
    if (reply.endsWithAnswerTo(nonce())) {
      answered(sinceSent());
    } else if (reply.isNak() && naks < MOST_NAKS && phase != Phase.METERING) {
      naks++;
      peerSendsNaks |= met;
      transmitSyn(naks % 2 == 0 ? 1 : 0);
    } else if (phase != Phase.METERING) { // there NAKs for the fillers come first
      awaitMore();
    }
  }

  private void answered(long took) {
    failures = 0;
    ackOfLastAnswer = reply.ack();
    if (phase == Phase.PINGING) {
      roundTrips.add(took);
    } else if (phase == Phase.METERING) {
      long spread = roundTrips.quantile(0.75).minus(roundTrips.quantile(0.25)).toNanos();
      meter.answered(took, spread);
    }
    met = true;
    pace();
    learnPace(took);
  }

  private void failed() {
    failures++;
    boolean nothing = reply.isEmpty();
    if (phase == Phase.METERING) {
      meter.failed();
    } else if (phase == Phase.PINGING && nothing) {
      lost++;
      countedAsLost.set(step);
    } else if (phase == Phase.PINGING) {
      corrupted++;
    }
    if (nothing) {
      givenUp[step] = sentAt();
    }
    pace();
  }

  /** The answer took longer than the patience. */
  @Override
  boolean takeLateAnswer() {
    int index = reply.answeredNonce() - FIRST_NONCE;
    if (index < 0 || index >= NONCES || givenUp[index] == NEVER) {
      return false;
    }
    if (countedAsLost.get(index)) {
      lost--;
      late++;
      roundTrips.add(since(givenUp[index]));
    }
    met = true;
    failures = 0;
    ackOfLastAnswer = reply.ack();
    givenUp[index] = NEVER;
    reply.clear();
    return true;
  }

  private void pace() {
    phase = Phase.PACING;
    awaitPace();
  }

  private void reset(Phase next) {
    sendReset();
    phase = next;
  }
}
