// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Walks every state of a pairing, breadth first, so that what it finds has the shortest trace. */
public final class Explorer {

  /** What a walk found. */
  public record Result(
      Pairing pairing,
      Bounds bounds,
      long states,
      Map<Judgement, Long> ends,
      int mostAttempts,
      long stuck,
      String trace) {

    /** The share of the states under way from which some schedule does not lead to convergence. */
    double stuckShare() {
      long open = states - ends.values().stream().mapToLong(Long::longValue).sum();
      return (double) stuck / open;
    }

    boolean failed() {
      return !trace.isEmpty();
    }
  }

  private final Model model;
  private final Bounds bounds;
  private final @Nullable Trail trail;
  private final Visited visited = new Visited();
  private final Frontier frontier = new Frontier();
  private final Runs runs = new Runs();
  private final Map<Judgement, Long> ends = new EnumMap<>(Judgement.class);
  private final int attemptsAllowed;
  private int from = -1;
  private int worst;
  private int mostAttempts;
  private long stuck;
  private String failure = "";
  private String trace = "";

  /** Prepares a walk. */
  public Explorer(Pairing pairing, Bounds bounds) {
    this(pairing, bounds, null);
  }

  private Explorer(Pairing pairing, Bounds bounds, @Nullable Trail trail) {
    this.bounds = bounds;
    this.trail = trail;
    model = new Model(pairing, bounds);
    attemptsAllowed = bounds.attemptsAllowed(pairing);
  }

  /** Walks until everything was seen or something is wrong. */
  public Result run() {
    begin();
    for (; !frontier.isEmpty() && failure.isEmpty(); from++) {
      World world = new World(model, frontier.high(), frontier.low());
      frontier.remove();
      world.successors(this::meet);
    }
    if (!failure.isEmpty() && trail == null) {
      // The trail would double the memory of a walk; so it is kept the second time only.
      return new Explorer(model.pairing, bounds, new Trail()).run();
    }
    return new Result(
        model.pairing, bounds, visited.size(), ends, mostAttempts, stuck, failure + trace);
  }

  private void begin() {
    int variants = bounds.faults() == 0 ? 0 : 4;
    for (int variant = 0; variant <= variants; variant++) {
      Move move = Move.of(Move.Kind.BEGIN, true, variant);
      meet(move, new World(model).apply(move));
    }
    from = 0;
  }

  private void meet(Move move, World world) {
    long high = world.high();
    long low = world.low();
    if (!failure.isEmpty() || !visited.add(high, low)) {
      return;
    }
    Judgement judgement = Judgement.of(world);
    if (judgement.isEnd()) {
      ends.merge(judgement, 1L, Long::sum);
      if (judgement == Judgement.VIOLATION) {
        fail("safety is broken:\n", move);
      } else if (judgement == Judgement.HALF_OPEN && bounds.confirm()) {
        fail("half-open in spite of the confirm option:\n", move);
      }
      return;
    }
    worst = 0;
    Schedule.all(world, runs, (schedule, attempts) -> judge(world, move, schedule, attempts));
    mostAttempts = Math.max(mostAttempts, worst);
    stuck += worst == Remainder.TOO_MANY ? 1 : 0;
    frontier.add(high, low);
    if (trail != null) {
      trail.add(from, move);
    }
  }

  private void judge(World world, Move move, Schedule schedule, int attempts) {
    worst = Math.max(worst, attempts);
    if (attempts > attemptsAllowed && failure.isEmpty()) {
      boolean never = attempts == Remainder.TOO_MANY;
      String what = never ? "does not converge" : attempts + " more attempts";
      fail(what + " under " + schedule + ":\n", move);
      trace += schedule.trace(world);
    }
  }

  private void fail(String what, Move last) {
    failure = what;
    if (trail == null) {
      return;
    }
    StringBuilder text = new StringBuilder();
    World world = new World(model);
    for (Move move : trail.to(from, last)) {
      world = world.apply(move);
      text.append("  ").append(world.describe(move)).append('\n');
    }
    trace = text.toString();
  }
}
