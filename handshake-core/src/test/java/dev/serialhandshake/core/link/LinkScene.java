// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import dev.serialhandshake.core.link.LinkMove.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Two links and the frames between them: one state of the walk. No time passes in it. */
final class LinkScene {

  private static final int MOST_ON_THE_LINE = 2;
  private static final byte[][] EMPTY = {};
  private static final List<LinkTimers.Kind> REPEATING =
      List.of(LinkTimers.Kind.RETRANSMIT, LinkTimers.Kind.OPEN_RETRY);
  private static final ByteBuffer NO_ROOM = ByteBuffer.allocate(0);
  private static final ByteBuffer BUFFER = ByteBuffer.allocate(16);

  /** Numbers that go up: fresh ones, and the same in each walk. */
  private static final class Draws implements RandomGenerator {
    private int draws;

    Draws(int draws) {
      this.draws = draws;
    }

    @Override
    public int nextInt() {
      return ++draws;
    }

    @Override
    public long nextLong() {
      return ++draws;
    }
  }

  private final LinkBounds bounds;
  private final Link[] links = new Link[2];
  private final Draws[] draws = new Draws[2];
  private final byte[][][] line = {EMPTY, EMPTY};

  /** A frame that was on the line when it was lost. */
  private final byte[][] stale = new byte[2][];

  private final int[] sent = new int[2];
  private final int[] taken = new int[2];

  /** Tells the bytes of one life of an application from those of another. */
  private final int[] life = new int[2];

  private final int[] lifeSeen = {-1, -1};

  /** Whether the end of a link was looked at. */
  private final boolean[] told = new boolean[2];

  private boolean up;
  private int faults;
  private int timers;
  private int cuts;
  private int restarts;
  private String violation = "";

  LinkScene(LinkBounds bounds) {
    this.bounds = bounds;
    faults = bounds.faults();
    timers = bounds.timers();
    cuts = bounds.cuts();
    restarts = bounds.restarts();
    for (int side = 0; side < 2; side++) {
      draws[side] = new Draws(side * 0x40);
      links[side] = made(side);
    }
    back();
  }

  private LinkScene(LinkScene other) {
    bounds = other.bounds;
    for (int side = 0; side < 2; side++) {
      draws[side] = new Draws(other.draws[side].draws);
      links[side] = other.links[side].copy(draws[side]);
      line[side] = other.line[side];
      stale[side] = other.stale[side];
      sent[side] = other.sent[side];
      taken[side] = other.taken[side];
      life[side] = other.life[side];
      lifeSeen[side] = other.lifeSeen[side];
      told[side] = other.told[side];
    }
    up = other.up;
    faults = other.faults;
    timers = other.timers;
    cuts = other.cuts;
    restarts = other.restarts;
  }

  private Link made(int side) {
    LinkSettings settings = LinkSettings.builder().sequenceBits(2).window(2).tinyPayload(1).build();
    return side == 0 ? Link.client(settings, draws[0]) : Link.server(settings, draws[1]);
  }

  /** What is wrong; empty when nothing is. */
  String violation() {
    return violation;
  }

  LinkScene after(LinkMove move) {
    LinkScene next = new LinkScene(this);
    next.apply(move);
    return next;
  }

  private void apply(LinkMove move) {
    int side = move.side();
    switch (move.kind()) {
      case SEND -> send(side, 0);
      case SEND_LOST, SEND_DOUBLED, SEND_DAMAGED, SEND_AFTER_NOISE, SEND_AFTER_ESCAPE ->
          sendFaulty(move.kind(), side);
      case RECEIVE -> {
        byte[][] frames = line[1 - side];
        line[1 - side] = Arrays.copyOfRange(frames, 1, frames.length);
        links[side].receive(ByteBuffer.wrap(frames[0]), 0);
      }
      case TAKE -> take(side);
      case TIMER -> {
        timers -= isFree(move.timer()) ? 0 : 1;
        restarts -= move.timer() == LinkTimers.Kind.GRACE ? 1 : 0;
        links[side].expire(move.timer());
      }
      case CLOSE -> links[side].close(0);
      case LOSE -> {
        cuts -= up && !isGone(1 - side) ? 1 : 0;
        cut();
        links[side].lineLost(0);
      }
      case RESTART -> {
        restarts--;
        cut();
        links[side] = made(side);
        begin(side);
      }
      case BACK -> back();
      case BACK_STALE -> {
        back();
        for (int from = 0; from < 2; from++) {
          line[from] = stale[from] == null ? EMPTY : new byte[][] {stale[from]};
          stale[from] = null;
        }
      }
    }
    work(side);
    work(1 - side);
  }

  private void begin(int side) {
    sent[side] = 0;
    taken[side] = 0;
    life[side]++;
    lifeSeen[side] = -1;
    told[side] = false;
  }

  private void cut() {
    for (int side = 0; side < 2; side++) {
      if (line[side].length > 0) {
        stale[side] = line[side][0];
      }
      line[side] = EMPTY;
    }
    up = false;
  }

  private void back() {
    up = true;
    if (links[1].state().isFinal()) {
      links[1] = made(1);
      begin(1);
    }
    for (Link link : links) {
      if (link.state() == LinkState.NEW) {
        link.start(0);
      } else {
        link.lineBack(0);
      }
    }
  }

  private void send(int side, int noise) {
    byte[] frame = links[side].transmitFrame();
    if (noise != 0) {
      byte[] longer = new byte[frame.length + 1];
      longer[0] = (byte) noise;
      System.arraycopy(frame, 0, longer, 1, frame.length);
      frame = longer;
    }
    if (up) {
      add(side, frame);
    }
  }

  private void add(int side, byte[] frame) {
    byte[][] longer = Arrays.copyOf(line[side], line[side].length + 1);
    longer[longer.length - 1] = frame;
    line[side] = longer;
  }

  private void sendFaulty(Kind kind, int side) {
    faults--;
    switch (kind) {
      case SEND_LOST -> links[side].transmitFrame();
      case SEND_AFTER_NOISE -> send(side, 'x');
      case SEND_AFTER_ESCAPE -> send(side, LinkFrame.ESCAPE);
      case SEND_DOUBLED -> {
        send(side, 0);
        add(side, line[side][line[side].length - 1]);
      }
      default -> {
        byte[] frame = links[side].transmitFrame();
        frame[2] ^= 1;
        add(side, frame);
      }
    }
  }

  /** What an end does at once. */
  private void work(int side) {
    if (links[side].end() == LinkEnd.REPLACED) {
      links[side] = links[side].successor(0);
      begin(side);
    }
    if (!(bounds.slow() && side == 0)) {
      take(side);
    }
    while (sent[side] < bounds.frames() && links[side].room() > 0) {
      BUFFER.clear();
      BUFFER.put((byte) (life[side] << 4 | sent[side]));
      sent[side] += links[side].offer(BUFFER.flip());
    }
    links[side].transmit(NO_ROOM, 0);
    if (told[side] || !links[side].state().isFinal()) {
      return;
    }
    told[side] = true;
    if (links[side].end() == LinkEnd.CLOSED && taken(1 - side) < sent[side]) {
      violation = "an end was told that all was received, and it was not";
    }
    if (links[side].end() == LinkEnd.PEER_CLOSED && taken(side) < sent[1 - side]) {
      violation = "an end was told that all was sent, and it has not received it";
    }
  }

  private int taken(int side) {
    return taken[side] + links[side].readable();
  }

  private void take(int side) {
    BUFFER.clear();
    int count = links[side].take(BUFFER);
    for (int i = 0; i < count; i++) {
      int value = BUFFER.get(i);
      lifeSeen[side] = lifeSeen[side] < 0 ? value >> 4 : lifeSeen[side];
      if ((value & 0xf) != taken[side] || value >> 4 != lifeSeen[side]) {
        violation = "byte " + taken[side] + " is " + value;
      }
      taken[side]++;
    }
  }

  /** Whether an end has no use for the line as it is. */
  private boolean isDown(int side) {
    return links[side].state() == LinkState.WAITING || links[side].state() == LinkState.NEW;
  }

  private boolean isGone(int side) {
    return isDown(side) || links[side].state().isFinal();
  }

  /** A server whose link has ended waits for the next client. */
  private boolean mayShakeHands() {
    return !up && isDown(0) && isGone(1);
  }

  private boolean isFrameDue(int side) {
    return links[side].isFrameDue();
  }

  private boolean isStill() {
    return line[0].length + line[1].length == 0 && !isFrameDue(0) && !isFrameDue(1);
  }

  /** A timer that fires when nothing else happens any more costs nothing. */
  private boolean isFree(LinkTimers.Kind timer) {
    return timer == LinkTimers.Kind.GRACE || (isStill() && REPEATING.contains(timer));
  }

  /** Takes each thing that can happen next. */
  interface Moves {
    void each(LinkMove move);
  }

  void moves(Moves moves) {
    for (int side = 0; side < 2; side++) {
      sends(side, moves);
      if (line[1 - side].length > 0) {
        moves.each(LinkMove.of(Kind.RECEIVE, side));
      }
      if (bounds.slow() && side == 0 && links[side].readable() > 0) {
        moves.each(LinkMove.of(Kind.TAKE, side));
      }
      timers(side, moves);
      boolean open = links[side].state() == LinkState.OPEN;
      if (bounds.closes() && open && sent[side] == bounds.frames()) {
        moves.each(LinkMove.of(Kind.CLOSE, side));
      }
      boolean knows = !isGone(side) && (!up || isGone(1 - side));
      if (knows || (up && cuts > 0 && !isGone(side))) {
        moves.each(LinkMove.of(Kind.LOSE, side));
      }
      if (restarts > 0 && links[side].state() != LinkState.NEW) {
        moves.each(LinkMove.of(Kind.RESTART, side));
      }
    }
    if (mayShakeHands()) {
      moves.each(LinkMove.of(Kind.BACK, 0));
      if (stale[0] != null || stale[1] != null) {
        moves.each(LinkMove.of(Kind.BACK_STALE, 0));
      }
    }
  }

  private void sends(int side, Moves moves) {
    if (!isFrameDue(side) || line[side].length == MOST_ON_THE_LINE) {
      return;
    }
    moves.each(LinkMove.of(Kind.SEND, side));
    if (up && faults > 0) {
      moves.each(LinkMove.of(Kind.SEND_LOST, side));
      moves.each(LinkMove.of(Kind.SEND_DOUBLED, side));
      moves.each(LinkMove.of(Kind.SEND_DAMAGED, side));
      moves.each(LinkMove.of(Kind.SEND_AFTER_NOISE, side));
      moves.each(LinkMove.of(Kind.SEND_AFTER_ESCAPE, side));
    }
  }

  private void timers(int side, Moves moves) {
    for (LinkTimers.Kind timer :
        List.of(
            LinkTimers.Kind.RETRANSMIT,
            LinkTimers.Kind.OPEN_RETRY,
            LinkTimers.Kind.PING,
            LinkTimers.Kind.CLOSE_TIMEOUT,
            LinkTimers.Kind.GRACE)) {
      boolean allowed = timer == LinkTimers.Kind.GRACE ? restarts > 0 : timers > 0 || isFree(timer);
      if (allowed && links[side].isTimerRunning(timer)) {
        moves.each(LinkMove.timer(timer, side));
      }
    }
  }

  /** Whether nothing is left to do: all is delivered, or both ends have ended. */
  boolean isDone() {
    LinkState server = links[1].state();
    boolean ended = links[0].state().isFinal() && (server.isFinal() || server == LinkState.NEW);
    boolean open = links[0].state() == LinkState.OPEN && links[1].state() == LinkState.OPEN;
    boolean delivered = taken[0] == bounds.frames() && taken[1] == bounds.frames();
    return ended || (open && delivered && isStill() && isIdle(0) && isIdle(1));
  }

  private boolean isIdle(int side) {
    return !links[side].isTimerRunning(LinkTimers.Kind.RETRANSMIT);
  }

  /**
   * What happens next on a line that behaves: frames are sent and received, one after the other,
   * and timers fire only when nothing else happens.
   *
   * @param first whose turn it is, where both could
   * @param idle how many timers have fired since something else happened
   */
  LinkMove next(int first, int idle) {
    for (int i = 0; i < 2; i++) {
      int side = (first + i) % 2;
      if (line[1 - side].length > 0) {
        return LinkMove.of(Kind.RECEIVE, side);
      }
      if (links[side].readable() > 0) {
        return LinkMove.of(Kind.TAKE, side);
      }
    }
    for (int i = 0; i < 2; i++) {
      int side = (first + i) % 2;
      if (isFrameDue(side)) {
        return LinkMove.of(Kind.SEND, side);
      }
      if (!isGone(side) && (!up || isDown(1 - side))) {
        return LinkMove.of(Kind.LOSE, side);
      }
    }
    if (mayShakeHands()) {
      return LinkMove.of(Kind.BACK, 0);
    }
    return timer(first, idle);
  }

  private LinkMove timer(int first, int idle) {
    for (int side = 0; side < 2; side++) {
      boolean answers = links[1 - side].end() == LinkEnd.PEER_CLOSED;
      boolean silent = links[1 - side].state().isFinal() && !answers;
      for (LinkTimers.Kind timer : List.of(LinkTimers.Kind.OPEN_TIMEOUT, LinkTimers.Kind.SILENCE)) {
        if (silent && links[side].isTimerRunning(timer)) {
          return LinkMove.timer(timer, side);
        }
      }
    }
    for (LinkTimers.Kind timer : LinkTimers.Kind.values()) {
      boolean repeats = REPEATING.contains(timer);
      for (int i = 0; i < 2; i++) {
        int side = (first + i) % 2;
        boolean due = repeats ? idle < 6 : timer != LinkTimers.Kind.PING || idle < 2;
        if (due && links[side].isTimerRunning(timer) && (repeats || isOver(side))) {
          return LinkMove.timer(timer, side);
        }
      }
    }
    return null;
  }

  /** Whether the other end will never answer. */
  private boolean isOver(int side) {
    return links[1 - side].state().isFinal() || links[side].state() == LinkState.CLOSING;
  }

  /** The state as bytes. */
  void encode(ByteBuffer out) {
    for (int side = 0; side < 2; side++) {
      out.put((byte) draws[side].draws);
      links[side].encode(out);
      out.put((byte) line[side].length);
      for (byte[] frame : line[side]) {
        out.put((byte) frame.length).put(frame);
      }
      out.put((byte) (stale[side] == null ? 0 : stale[side].length));
      if (stale[side] != null) {
        out.put(stale[side]);
      }
      out.put((byte) (sent[side] << 4 | taken[side]));
      out.put((byte) (life[side] << 4 | (lifeSeen[side] + 1)));
    }
    out.put((byte) (up ? 1 : 0));
  }

  /** What may still go wrong, which a run on a line that behaves does not depend on. */
  void encodeBounds(ByteBuffer out) {
    out.put((byte) faults).put((byte) timers).put((byte) cuts).put((byte) restarts);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int side = 0; side < 2; side++) {
      text.append(side == 0 ? "client " : "  server ").append(links[side].state());
      text.append(" sent ").append(sent[side]).append(" taken ").append(taken[side]).append(" [");
      for (byte[] frame : line[side]) {
        text.append(new String(frame, 1, 1, StandardCharsets.ISO_8859_1)).append(frame[2]);
      }
      text.append(']');
    }
    return text.append(up ? "" : " down").toString();
  }
}
