// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.internal.Wire;
import dev.serialhandshake.core.probing.SynResult.Kind;
import java.time.Duration;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which byte values pass over a line. It sends SYNs with chosen nonces to a peer that
 * waits for a handshake, and never completes one. There is no I/O.
 *
 * <p><b>Pace.</b> A peer that drops a SYN which follows too soon gets one SYN for each answer time,
 * about half a second for each nonce. A peer that answers such a SYN with a NAK gets it once more
 * at once. A nonce that fails is tried again. Between two tries, SYNs with harmless nonces make
 * sure that the peer is there and listens. XOFF is not tried in a direction that loses XON, because
 * it would stop the line.
 *
 * <p>When the sweep {@link #isDone}, the peer listens again, and a handshake may begin at once.
 */
public final class TransparencySweep extends PacedProbe {

  private enum Phase {
    NEW,
    /** A SYN with a harmless nonce waits for an answer. */
    SYNCING,
    /** A SYN with the nonce under test waits for an answer. */
    TESTING,
    /** Waits before the next SYN. */
    PACING,
    /** Makes a peer that sends NAKs forget the last SYN. */
    LEAVING
  }

  private static final byte[] NOTHING = {};
  private static final byte[] FILLER = {Wire.FILLER};
  private static final byte XON = 0x11;
  private static final int XOFF = 0x13;

  /** Digits and the characters after them. No line changes them. */
  private static final int FIRST_HARMLESS = 0x30;

  private static final int HARMLESS = 14;
  private static final int MOST_SYNCS = 8;
  private static final int MOST_TRIES = 4;
  private static final int MOST_NAKS = 4;

  private final BitSet values;
  private final int[] plan;
  private final @Nullable SynResult[] results = new @Nullable SynResult[SweepPlan.VALUES];

  private Phase phase = Phase.NEW;
  private int next;
  private boolean synced;
  private boolean everSynced;
  private int syncs;
  private int step;
  private int naks;
  private boolean saidOnceMore;
  private int tries;
  private @Nullable SynResult before;
  private boolean lineFellSilent;

  private TransparencySweep(BitSet values, SweepSettings settings) {
    super(settings);
    this.values = values;
    plan = SweepPlan.noncesFor(values);
  }

  /**
   * A sweep over the 24 values that terminals, flow control, telnet and the handshake treat
   * specially.
   *
   * @param settings its waits
   * @return a sweep that is not started
   */
  public static TransparencySweep dangerousValues(SweepSettings settings) {
    return new TransparencySweep(SweepPlan.dangerous(), settings);
  }

  /**
   * A sweep over all 256 values.
   *
   * @param settings its waits
   * @return a sweep that is not started
   */
  public static TransparencySweep allValues(SweepSettings settings) {
    return new TransparencySweep(SweepPlan.all(), settings);
  }

  /**
   * A sweep over chosen values.
   *
   * @param values from 0 to 255, at least one; copied
   * @param settings its waits
   * @return a sweep that is not started
   * @throws IllegalArgumentException if there are none, or others
   */
  public static TransparencySweep of(BitSet values, SweepSettings settings) {
    if (values.isEmpty() || values.length() > SweepPlan.VALUES) {
      throw new IllegalArgumentException("values must be from 0 to 255, at least one: " + values);
    }
    return new TransparencySweep((BitSet) values.clone(), settings);
  }

  @Override
  void begin() {
    sendSync();
  }

  @Override
  void received() {
    switch (phase) {
      case SYNCING -> onReplyToSync();
      case TESTING -> onReplyToTest();
      case LEAVING -> end();
      default -> {}
    }
  }

  @Override
  void due() {
    switch (phase) {
      case SYNCING -> sendSync();
      case TESTING -> conclude();
      case PACING -> goOn();
      case LEAVING -> end();
      default -> {}
    }
  }

  @Override
  void cutOff() {
    lineFellSilent = everSynced;
  }

  /**
   * How many nonces were tried, for a progress bar.
   *
   * @return from 0 to {@link #total}
   */
  public int tried() {
    return next;
  }

  /**
   * How many nonces there are to try.
   *
   * @return a few more than there are values, since each direction tests a value with another nonce
   */
  public int total() {
    return plan.length;
  }

  /**
   * How long the sweep takes on a line without faults. With a peer that sends NAKs it takes much
   * less.
   *
   * @return an estimate
   */
  public Duration expected() {
    return expected(plan.length + 1);
  }

  /**
   * What was found so far.
   *
   * @return a report that does not change any more
   */
  public SweepReport report() {
    return new SweepReport(
        values,
        FateTable.of(results.clone()),
        everSynced,
        lineFellSilent,
        roundTrips.copy(),
        elapsed());
  }

  private void sendSync() {
    if (syncs == MOST_SYNCS) {
      lineFellSilent = everSynced;
      end();
      return;
    }
    boolean revive = everSynced && syncs == 0;
    step = (step + 1) % HARMLESS;
    byte[] head = revive ? new byte[] {XON} : FILLER;
    sendSyn(revive || syncs % 2 == 1 ? head : NOTHING, harmless(), 1);
    syncs++;
    phase = Phase.SYNCING;
  }

  private int harmless() {
    return FIRST_HARMLESS + step;
  }

  private void onReplyToSync() {
    if (reply.endsWithAnswerTo(harmless())) {
      synced = true;
      everSynced = true;
      syncs = 0;
      pacedBy(sinceSent());
    } else if (reply.isNak()) {
      peerSendsNaks |= everSynced;
      awaitMore();
    }
  }

  private void onReplyToTest() {
    int nonce = plan[next];
    if (reply.endsWithAnswerTo(nonce) && !reply.endsWithARepetition()) {
      conclude();
    } else if (reply.isNak() && naks < MOST_NAKS) {
      naks++;
      peerSendsNaks = true;
      sendSyn(NOTHING, nonce, 1);
    } else {
      awaitMore();
    }
  }

  /** A late answer shows that its nonce passes. */
  @Override
  boolean takeLateAnswer() {
    int nonce = reply.answeredNonce();
    if (nonce < 0) {
      return false;
    }
    boolean asked =
        (phase == Phase.TESTING && nonce == plan[next])
            || (phase == Phase.SYNCING && nonce == harmless());
    if (asked || !is(nonce, Kind.NO_REPLY)) {
      return false;
    }
    results[nonce] = SynResult.of(Kind.LATE);
    reply.clear();
    return true;
  }

  /** There is a result. A bad result counts when it comes twice in a row. */
  private void conclude() {
    int nonce = plan[next];
    boolean passed = reply.endsWithAnswerTo(nonce);
    SynResult result = SynResult.of(nonce, reply.toArray());
    if (passed && result.kind() != Kind.ANSWER_GREW) {
      result = SynResult.of(Kind.PASSED); // with noise before it
    }
    if (result.kind() == Kind.PASSED) {
      roundTrips.add(sinceSent());
      settle(result);
      pacedBy(sinceSent());
      return;
    }
    if (mayBeTakenForAnAck(nonce) && reply.isEmpty() && !saidOnceMore) {
      // The line may have swallowed the filler. A server answers what is said once more.
      saidOnceMore = true;
      sendSyn(NOTHING, nonce, 1);
      return;
    }
    tries++;
    boolean again = before == null || !before.isSameAs(result);
    before = result;
    synced = false;
    boolean late = result.kind() == Kind.NO_REPLY && is(nonce, Kind.LATE);
    if (!again || tries == MOST_TRIES) {
      settle(late ? SynResult.of(Kind.LATE) : result);
    } else {
      results[nonce] = result; // in case its answer arrives later
    }
    pace();
  }

  private void settle(SynResult result) {
    results[plan[next]] = result;
    next++;
    before = null;
    tries = 0;
  }

  private void pacedBy(long roundTrip) {
    pace();
    learnPace(roundTrip);
  }

  private void pace() {
    phase = Phase.PACING;
    naks = 0;
    saidOnceMore = false;
    awaitPace();
  }

  private void goOn() {
    while (next < plan.length && isXoffToSpare(plan[next])) {
      boolean toPeer = plan[next] == XOFF;
      settle(SynResult.of(toPeer ? Kind.PRESUMED_TO_PEER : Kind.PRESUMED_FROM_PEER));
    }
    if (!synced) {
      sendSync();
    } else if (next == plan.length) {
      leave();
    } else {
      sendSyn(mayBeTakenForAnAck(plan[next]) ? FILLER : NOTHING, plan[next], 1);
      phase = Phase.TESTING;
    }
  }

  /**
   * A server that has answered before takes {@code 16 06} for a stray {@code 16} and an ACK, unless
   * a filler comes before it. A line may also change {@code 16 86} to that.
   */
  private boolean mayBeTakenForAnAck(int nonce) {
    return (nonce & 0x7f) == Wire.ACK && !peerSendsNaks;
  }

  private boolean isXoffToSpare(int nonce) {
    return (nonce == XOFF && is(XON, Kind.NO_REPLY))
        || (nonce == XOFF - 1 && is(XON - 1, Kind.ANSWER_LOST));
  }

  private boolean is(int nonce, Kind kind) {
    SynResult result = results[nonce];
    return result != null && result.kind() == kind;
  }

  private void leave() {
    if (!peerSendsNaks) {
      end(); // one period has passed: the peer takes the next SYN for a new attempt
      return;
    }
    sendReset();
    phase = Phase.LEAVING;
  }
}
