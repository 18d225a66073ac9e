// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.util.Random;

/**
 * One client on a line: it comes, works, and goes or dies. What must not happen is told apart here
 * from what a fault explains.
 */
abstract class Visit {
  final SoakLine line;
  final VisitPlan plan;
  final byte[] data;

  private volatile boolean died;
  private volatile boolean established;
  private volatile boolean changed;
  private volatile boolean linked;
  private volatile long lastChange;

  Visit(SoakLine line, VisitPlan plan) {
    this.line = line;
    this.plan = plan;
    data = new byte[plan.size()];
    new Random(plan.dataSeed()).nextBytes(data);
  }

  static Visit of(SoakLine line, VisitPlan plan) {
    return switch (plan.client()) {
      case MINA -> new MinaVisit(line, plan);
      case OPENSSH -> new OpenSshVisit(line, plan);
    };
  }

  /** Waits until there is room for this client in the machine; ends with {@link #leave}. */
  void prepare() throws InterruptedException {}

  /** Makes room. */
  void leave() {}

  /**
   * Logs in, transfers, logs out.
   *
   * @return the hash of what came back
   * @throws Exception if that did not work
   */
  abstract byte[] work() throws Exception;

  /** Kills the client, from another thread. */
  abstract void kill();

  /** When the last SYN was sent; faults ahead of it do not explain anything. */
  abstract long lastSynNanos();

  /** A fault happened. */
  final void struck(Fault fault) {
    line.ledger().count("fault " + fault.kind());
    if (fault.kind().changesBytes()) {
      changed = true;
      lastChange = System.nanoTime();
    }
    if (fault.kind() == FaultKind.DEATH) {
      died = true;
      line.kill(this);
    }
  }

  /** The client's handshake succeeded. */
  final void established() {
    established = true;
    line.backInService();
  }

  final boolean isEstablished() {
    return established;
  }

  /** The client's link is open: from now on no fault of the line may end its session. */
  final void linked() {
    linked = true;
    line.ledger().count("link opened");
  }

  final boolean isDead() {
    return died;
  }

  /** Whether bytes were changed that this session may fail of. A link repairs them. */
  final boolean isExcused() {
    return isHit() && !linked;
  }

  /** Whether bytes were changed that the end of the handshake, or what follows it, depend on. */
  final boolean isHit() {
    return changed && lastChange >= lastSynNanos();
  }
}
