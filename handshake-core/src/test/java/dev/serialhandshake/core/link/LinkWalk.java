// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import dev.serialhandshake.core.explorer.Visited;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks every state of two links within some bounds, breadth first. Each state is checked for
 * safety, and a line that behaves from there on must bring it to an end.
 */
final class LinkWalk {

  private static final int MOST_STEPS = 100;

  /** How a state came about; the state itself while it waits for its moves. */
  private static final class Node {
    LinkScene scene;
    final Node before;
    final LinkMove move;

    Node(LinkScene scene, Node before, LinkMove move) {
      this.scene = scene;
      this.before = before;
      this.move = move;
    }
  }

  private final LinkBounds bounds;
  private final Visited visited = new Visited();
  private final Visited[] good = {new Visited(), new Visited()};
  private final ArrayDeque<Node> frontier = new ArrayDeque<>();
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 12);
  private long high;
  private long low;
  private int longest;
  private String trace = "";

  LinkWalk(LinkBounds bounds) {
    this.bounds = bounds;
  }

  /** Walks until everything was seen or something is wrong; tells what is, or nothing. */
  String run() {
    meet(new Node(new LinkScene(bounds), null, null));
    while (!frontier.isEmpty() && trace.isEmpty()) {
      Node node = frontier.remove();
      LinkScene scene = node.scene;
      node.scene = null;
      scene.moves(
          move -> {
            if (trace.isEmpty()) {
              meet(new Node(scene.after(move), node, move));
            }
          });
    }
    return trace;
  }

  long states() {
    return visited.size();
  }

  /** How many steps a state needed at the most until one that was known to come to an end. */
  int longest() {
    return longest;
  }

  private void meet(Node node) {
    if (!add(visited, node.scene, true)) {
      return;
    }
    if (!node.scene.violation().isEmpty()) {
      trace = node.scene.violation() + describe(node, List.of());
      return;
    }
    for (int first = 0; first < 2 && trace.isEmpty(); first++) {
      converge(node, first);
    }
    frontier.add(node);
  }

  private boolean add(Visited to, LinkScene scene, boolean withBounds) {
    encode(scene, withBounds);
    return to.add(high, low);
  }

  /** Makes two hashes of a state. */
  private void encode(LinkScene scene, boolean withBounds) {
    bytes.clear();
    scene.encode(bytes);
    if (withBounds) {
      scene.encodeBounds(bytes);
    }
    while (bytes.position() % Long.BYTES != 0) {
      bytes.put((byte) 0);
    }
    high = 0;
    low = 0;
    for (int at = 0; at < bytes.position(); at += Long.BYTES) {
      long part = bytes.getLong(at);
      high = (high ^ part) * 0x9E3779B97F4A7C15L;
      high ^= high >>> 32;
      low = (low + part) * 0xD6E8FEB86659FD93L;
      low ^= low >>> 29;
    }
  }

  private void converge(Node node, int begins) {
    int first = begins;
    LinkScene scene = node.scene;
    List<LinkMove> moves = new ArrayList<>();
    // No state of the run but with the others: a circle would pass for an end.
    List<Long> hashes = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>();
    int idle = 0;
    while (!scene.isDone()) {
      if (idle == 0) {
        encode(scene, false);
        if (good[first].contains(high, low)) {
          break;
        }
        hashes.add(high);
        hashes.add(low);
        firsts.add(first);
      }
      LinkMove move = scene.next(first, idle);
      if (move == null || moves.size() == MOST_STEPS) {
        trace = "does not come to an end" + describe(node, moves);
        return;
      }
      moves.add(move);
      scene = scene.after(move);
      if (!scene.violation().isEmpty()) {
        trace = scene.violation() + describe(node, moves);
        return;
      }
      idle = move.timer() == null ? 0 : idle + 1;
      first = move.timer() == null ? first : 1 - first; // both ends' timers fire in the end
    }
    for (int i = 0; i < firsts.size(); i++) {
      good[firsts.get(i)].add(hashes.get(2 * i), hashes.get(2 * i + 1));
    }
    longest = Math.max(longest, moves.size());
  }

  private String describe(Node end, List<LinkMove> more) {
    ArrayDeque<LinkMove> moves = new ArrayDeque<>();
    Node node = end;
    for (; node.before != null; node = node.before) {
      moves.addFirst(node.move);
    }
    StringBuilder text = new StringBuilder(":\n");
    LinkScene scene = new LinkScene(bounds);
    for (LinkMove move : moves) {
      scene = scene.after(move);
      text.append("  ").append(move).append(": ").append(scene).append('\n');
    }
    text.append("  and then, on a line that behaves:\n");
    for (LinkMove move : more) {
      scene = scene.after(move);
      text.append("  ").append(move).append(": ").append(scene).append('\n');
    }
    return text.toString();
  }
}
