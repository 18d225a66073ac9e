// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Walks every state of a pairing, breadth first, so that what it finds has the shortest trace. */
public final class Explorer {

  /** What a walk found. */
  public record Result(
      Pairing pairing,
      Bounds bounds,
      int states,
      Map<Judgement, Integer> ends,
      int mostAttempts,
      int stuck,
      String trace) {

    /** The share of the states under way from which some schedule does not lead to convergence. */
    double stuckShare() {
      int open = states - ends.values().stream().mapToInt(Integer::intValue).sum();
      return (double) stuck / open;
    }

    int count(Judgement judgement) {
      return ends.getOrDefault(judgement, 0);
    }

    boolean failed() {
      return !trace.isEmpty();
    }
  }

  private record Open(World world, int number) {}

  private final Pairing pairing;
  private final Bounds bounds;
  private final List<World> beginnings = new ArrayList<>();
  private final Visited visited = new Visited();
  private final ArrayDeque<Open> queue = new ArrayDeque<>();
  private final ByteBuffer encoded = ByteBuffer.allocate(512);
  private final Map<Judgement, Integer> ends = new EnumMap<>(Judgement.class);
  private final int attemptsAllowed;
  private int mostAttempts;
  private int stuck;
  private String trace = "";

  /** Prepares a walk. */
  public Explorer(Pairing pairing, Bounds bounds) {
    this.pairing = pairing;
    this.bounds = bounds;
    attemptsAllowed = bounds.attemptsAllowed(pairing);
  }

  /** Walks until everything was seen or something is wrong. */
  public Result run() {
    begin();
    while (!queue.isEmpty() && trace.isEmpty()) {
      Open open = queue.poll();
      open.world.successors((move, after) -> meet(open.number, move, after));
    }
    return new Result(pairing, bounds, visited.size(), ends, mostAttempts, stuck, trace);
  }

  private void begin() {
    World.garbage(
        bounds.garbageToServer(),
        toServer ->
            World.garbage(
                bounds.garbageToClient(),
                toClient -> {
                  World world = new World(pairing, bounds, toServer, toClient);
                  Move server = new Move(Move.Kind.BEGIN, false, 0, false, 0);
                  beginnings.add(world.apply(server));
                  int variants = bounds.faults() == 0 ? 0 : 4;
                  for (int variant = 0; variant <= variants; variant++) {
                    Move client =
                        new Move(Move.Kind.BEGIN, true, beginnings.size() - 1, false, variant);
                    meet(-1, client, beginning(client));
                  }
                }));
  }

  private World beginning(Move move) {
    return beginnings.get(move.bytes()).apply(move);
  }

  private void meet(int from, Move move, World world) {
    if (!trace.isEmpty()) {
      return;
    }
    encoded.clear();
    world.encode(encoded);
    encoded.flip();
    int number = visited.add(encoded, from, move);
    if (number < 0) {
      return;
    }
    Judgement judgement = Judgement.of(world);
    if (judgement.isEnd()) {
      ends.merge(judgement, 1, Integer::sum);
      if (judgement == Judgement.VIOLATION) {
        trace = "safety is broken:\n" + traceTo(number);
      } else if (judgement == Judgement.HALF_OPEN && bounds.confirm()) {
        trace = "half-open in spite of the confirm option:\n" + traceTo(number);
      }
      return;
    }
    int attemptsBefore = mostAttempts;
    mostAttempts = 0;
    Schedule.all(world, (schedule, attempts) -> run(world, number, schedule, attempts));
    stuck += mostAttempts >= Schedule.TOO_MANY ? 1 : 0;
    mostAttempts = Math.max(mostAttempts, attemptsBefore);
    queue.add(new Open(world, number));
  }

  private void run(World world, int number, Schedule schedule, int attempts) {
    mostAttempts = Math.max(mostAttempts, attempts);
    if (attempts > attemptsAllowed && trace.isEmpty()) {
      boolean never = attempts >= Schedule.TOO_MANY;
      String what = never ? "does not converge" : attempts + " more attempts";
      trace = what + " under " + schedule + ":\n" + traceTo(number) + schedule.trace(world);
    }
  }

  private String traceTo(int number) {
    List<Move> moves = new ArrayList<>();
    for (int state = number; state >= 0; state = visited.parent(state)) {
      moves.add(visited.move(state));
    }
    Collections.reverse(moves);
    StringBuilder text = new StringBuilder();
    World world = null;
    for (Move move : moves) {
      world = world == null ? beginning(move) : world.apply(move);
      text.append("  ").append(world.describe(move)).append('\n');
    }
    return text.toString();
  }
}
