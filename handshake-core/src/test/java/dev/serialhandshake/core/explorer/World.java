// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import dev.serialhandshake.core.explorer.Peer.Phase;
import java.util.Locale;

/**
 * Two peers and the bytes between them: a value, and packed into 128 bits, {@link #high} and {@link
 * #low}.
 */
final class World {

  private static final Fault[] FAULTS = Fault.values();

  private final Model model;

  /** The states of the ends, by the numbers of their automata. */
  private final int client;

  private final int server;

  /** What is on the line, by the numbers of its strings. */
  private final int toClient;

  private final int toServer;

  final Fault fault;
  private final int faultsLeft;
  private final int restartsLeft;

  /** How many attempts a client made that restarted since. */
  private final int attemptsBefore;

  /** Which of the last three bytes that a peer read were noise, the newest lowest. */
  private final int clientReadNoise;

  private final int serverReadNoise;

  /** What noise may still come, as {@link Source} has it. */
  private final int source;

  /** Whether any client has sent an ACK. */
  private final boolean acknowledged;

  /** Whether the client gave up its wait for step 4 because of what it read, not of the time. */
  private final boolean refused;

  /** Whether a frame was accepted whose nonce was spelled by noise, or a SYN that was noise. */
  final boolean coincidence;

  /** What was sent by the last move; not a part of the state. */
  private final int frame;

  private World(
      Model model,
      int client,
      int server,
      int toClient,
      int toServer,
      Fault fault,
      int faultsLeft,
      int restartsLeft,
      int attemptsBefore,
      int clientReadNoise,
      int serverReadNoise,
      int source,
      boolean acknowledged,
      boolean refused,
      boolean coincidence,
      int frame) {
    this.model = model;
    this.client = client;
    this.server = server;
    this.toClient = toClient;
    this.toServer = toServer;
    this.fault = fault;
    this.faultsLeft = faultsLeft;
    this.restartsLeft = restartsLeft;
    this.attemptsBefore = attemptsBefore;
    this.clientReadNoise = clientReadNoise;
    this.serverReadNoise = serverReadNoise;
    this.source = source;
    this.acknowledged = acknowledged;
    this.refused = refused;
    this.coincidence = coincidence;
    this.frame = frame;
  }

  /** Before the beginning of the client: an empty line, and a server that has begun. */
  World(Model model) {
    this(
        model,
        0,
        Automaton.to(model.begin(false)),
        Strings.EMPTY,
        Strings.EMPTY,
        Fault.UNNAMED,
        model.bounds.faults(),
        model.bounds.restarts(),
        0,
        0,
        0,
        Source.of(model.bounds.noiseToClient(), model.bounds.noiseToServer()),
        false,
        false,
        false,
        Strings.EMPTY);
  }

  /** Unpacks a state. */
  World(Model model, long high, long low) {
    this(
        model,
        (int) (high >>> 42),
        (int) (high >>> 20) & 0x3fffff,
        (int) (low >>> (Strings.BITS + Source.BITS)),
        (int) (low >>> Source.BITS) & ((1 << Strings.BITS) - 1),
        FAULTS[(int) high & 7],
        (int) (high >>> 3) & 3,
        (int) (high >>> 5) & 3,
        (int) (high >>> 7) & 0xf,
        (int) (high >>> 11) & 7,
        (int) (high >>> 14) & 7,
        (int) low & ((1 << Source.BITS) - 1),
        (high & (1 << 17)) != 0,
        (high & (1 << 18)) != 0,
        (high & (1 << 19)) != 0,
        Strings.EMPTY);
  }

  /** One half of the state: the ends, and what may still go wrong. */
  long high() {
    return future() | ((long) faultsLeft << 3) | (restartsLeft << 5) | (attemptsBefore << 7);
  }

  /** The other half: what is on the line, or may come. */
  long low() {
    return ((((long) toClient << Strings.BITS) | toServer) << Source.BITS) | source;
  }

  /** {@link #high} without what makes no difference on a line that behaves; bits 3 to 10 are 0. */
  @SuppressWarnings("EnumOrdinal") // compared within one run only
  long future() {
    long flags =
        (acknowledged ? 1 << 17 : 0) | (refused ? 1 << 18 : 0) | (coincidence ? 1 << 19 : 0);
    int clientNoise = clientReadNoise & ((1 << end(true).remembered()) - 1);
    int serverNoise = serverReadNoise & ((1 << end(false).remembered()) - 1);
    return ((long) client << 42)
        | ((long) server << 20)
        | fault.ordinal()
        | (clientNoise << 11)
        | (serverNoise << 14)
        | flags;
  }

  Automaton.Node end(boolean isClient) {
    return model.ends(isClient).state(isClient ? client : server);
  }

  int readable(boolean byClient) {
    boolean done = end(byClient).phase() == Phase.ESTABLISHED;
    return done ? 0 : model.strings.length(incoming(byClient));
  }

  private int incoming(boolean byClient) {
    return byClient ? toClient : toServer;
  }

  /** Whether the last move sent something. */
  boolean sent() {
    return frame != Strings.EMPTY;
  }

  int attempts() {
    return attemptsBefore + end(true).attempts();
  }

  /** All that can happen next; one world for each way in which the line can carry what is sent. */
  void successors(MoveConsumer consumer) {
    for (int side = 0; side < 2; side++) {
      boolean byClient = side == 0;
      int readable = readable(byClient);
      for (int bytes = 1; bytes <= readable; bytes++) {
        each(Move.read(byClient, bytes), consumer);
      }
      if (mayHearNoise(byClient)) {
        for (int bytes = 0; bytes <= readable; bytes++) {
          noise(byClient, bytes, consumer);
        }
      }
      if (mayFireTimer(byClient)) {
        each(Move.of(Move.Kind.TIMER, byClient, 0), consumer);
      }
      if (end(byClient).minds() && mayPause(byClient)) {
        each(Move.of(Move.Kind.PAUSE, byClient, 0), consumer);
      }
      if (mayRestart(byClient)) {
        each(Move.of(Move.Kind.RESTART, byClient, 0), consumer);
      }
    }
  }

  private boolean mayHearNoise(boolean isClient) {
    return Source.left(source, isClient) > 0 && end(isClient).phase() != Phase.ESTABLISHED;
  }

  /** Without a pause no more time passes than a moment: a timer fires only if it is due. */
  private boolean mayFireTimer(boolean isClient) {
    long timer = end(isClient).timer();
    return mayPause(isClient) ? timer >= 0 : timer == 0;
  }

  /** There is no pause within a burst, nor within what the client's application writes first. */
  private boolean mayPause(boolean atClient) {
    return !Source.isInBurst(source, atClient) && (atClient || !isAmidFirstBytes());
  }

  /** Whether a confirming server has read some of the client's first bytes, but not all. */
  private boolean isAmidFirstBytes() {
    int bytes = model.strings.length(toServer);
    return end(true).phase() == Phase.ESTABLISHED
        && end(false).phase() == Phase.CONFIRMING
        && bytes > 0
        && bytes < model.strings.length(model.application(true));
  }

  /** Reads of some bytes of the line, with each byte of noise at each place among them. */
  private void noise(boolean byClient, int bytes, MoveConsumer consumer) {
    boolean mayGoOn = Source.left(source, byClient) > 1 && model.knowsNoise(byClient);
    for (int value : model.noise(byClient)) {
      for (int place = 0; place <= bytes; place++) {
        each(new Move(Move.Kind.READ, byClient, bytes + 1, value, place, false, 0), consumer);
        if (mayGoOn) {
          each(new Move(Move.Kind.READ, byClient, bytes + 1, value, place, true, 0), consumer);
        }
      }
    }
  }

  /** Takes one world. */
  interface MoveConsumer {
    void accept(Move move, World after);
  }

  /**
   * A peer that has sent its last frame and dies then is no matter of the handshake any more, nor
   * is one whose other end has the application on the line.
   */
  private boolean mayRestart(boolean isClient) {
    Phase own = end(isClient).phase();
    Phase others = end(!isClient).phase();
    return restartsLeft > 0
        && others != Phase.ESTABLISHED
        && own != Phase.ESTABLISHED
        && own != Phase.CONFIRMING;
  }

  private void each(Move move, MoveConsumer consumer) {
    World plain = apply(move);
    if (plain.attempts() > model.bounds.attempts()) {
      return;
    }
    consumer.accept(move, plain);
    int variants = faultsLeft == 0 ? 0 : 2 * model.strings.length(plain.frame);
    for (int variant = 1; variant <= variants; variant++) {
      Move faulty = move.with(variant);
      consumer.accept(faulty, apply(faulty));
    }
  }

  /** The world after a move. */
  World apply(Move move) {
    boolean byClient = move.byClient();
    boolean begins = move.kind() == Move.Kind.BEGIN;
    boolean restart = move.kind() == Move.Kind.RESTART;
    Automaton ends = model.ends(byClient);
    int state = byClient ? client : server;
    int incoming = incoming(byClient);
    if (move.noise() != 0) {
      incoming = model.strings.insert(incoming, move.place(), move.noise());
    }
    long made =
        switch (move.kind()) {
          case BEGIN -> model.begin(byClient);
          case RESTART -> model.restart(byClient);
          case TIMER -> ends.fireTimer(state);
          case PAUSE -> ends.pause(state);
          case READ -> ends.read(state, model.strings.head(incoming, move.bytes()));
        };
    int consumed = Automaton.consumed(made);
    int read = byClient ? clientReadNoise : serverReadNoise;
    for (int i = Math.max(0, consumed - 3); i < consumed; i++) {
      read = ((read << 1) | (model.strings.isMarked(incoming, i) ? 1 : 0)) & 7;
    }
    incoming = model.strings.tail(incoming, consumed);
    int to = Automaton.to(made);
    int sent = Automaton.sent(made);
    int carried = model.carried(sent, move.variant());
    if (!byClient && isAnswerToNoise(sent, read)) {
      carried = model.strings.marked(carried);
    }
    int outgoing = model.strings.join(incoming(!byClient), carried);
    Phase before = begins ? Phase.TRYING : end(byClient).phase();
    Phase after = ends.state(to).phase();
    if (after == Phase.ESTABLISHED && before != Phase.ESTABLISHED) {
      outgoing = model.strings.join(outgoing, model.application(byClient));
    }
    // Step 2 is accepted by its first two bytes of three, step 3 by both of its two.
    int nonceBytes = byClient ? 6 : 3;
    boolean accepted = before == Phase.TRYING && after != Phase.TRYING;
    boolean waited = before == Phase.AWAITING_FINAL_ACK;
    boolean refuses =
        waited && move.kind() == Move.Kind.READ && move.noise() == 0 && after == Phase.TRYING;
    boolean chance =
        (accepted && (read & nonceBytes) == nonceBytes)
            || (waited && after == Phase.ESTABLISHED && move.noise() == 0 && (read & 1) == 1);
    return new World(
        model,
        byClient ? to : client,
        byClient ? server : to,
        byClient ? incoming : outgoing,
        byClient ? outgoing : incoming,
        move.variant() == 0 ? fault : Fault.of(byClient, model.strings.bytes(sent), move.variant()),
        faultsLeft - (move.variant() == 0 ? 0 : 1),
        restartsLeft - (restart ? 1 : 0),
        restart && byClient ? attempts() : attemptsBefore,
        byClient ? read : clientReadNoise,
        byClient ? serverReadNoise : read,
        sourceAfter(move, read, sent, before, after),
        acknowledged || (byClient && accepted),
        byClient ? refuses || (refused && after == Phase.TRYING) : refused,
        coincidence || chance,
        sent);
  }

  /**
   * Whether a SYN-ACK answers a SYN whose {@code 16} is noise, and so is a byte beside it. A server
   * that has restarted cannot know of an ACK that is due; so there the {@code 16} is enough.
   */
  private boolean isAnswerToNoise(int sent, int read) {
    return model.strings.length(sent) == 3
        && ((read & 3) == 3
            || (read & 6) == 6
            || ((read & 2) != 0 && model.isFirstAnswerOfRestarted(sent)));
  }

  private int sourceAfter(Move move, int read, int sent, Phase before, Phase after) {
    boolean isClient = move.byClient();
    boolean reads = move.kind() == Move.Kind.READ;
    int next = reads ? Source.after(source, isClient, move) : source;
    if (!isClient && model.strings.length(sent) == 3) {
      next = Source.taken(next, false);
    }
    return Source.late(next, isClient, isLateAfter(move, next, read, before, after));
  }

  private boolean isLateAfter(Move move, int next, int read, Phase before, Phase after) {
    boolean late = Source.isLate(source, move.byClient());
    if (before != Phase.TRYING && after != Phase.TRYING) {
      return late || move.noise() != 0;
    }
    if (before == Phase.TRYING && after == Phase.TRYING) {
      return late;
    }
    if (before == Phase.TRYING) {
      int frame = move.byClient() ? 3 : 2;
      int began = Source.began(next, move.byClient());
      return Source.isInBurst(next, move.byClient())
          ? (began > 0 && began <= frame) || Source.isTaken(next, move.byClient())
          : (read & ((1 << frame) - 1)) != 0;
    }
    // What a confirming server took for a SYN may all be noise.
    return before == Phase.CONFIRMING && (read & 3) == 3;
  }

  /** The same, but no noise comes any more. */
  World inSilence() {
    return source == Source.silent(source) ? this : new World(model, high(), silentLow());
  }

  private long silentLow() {
    return low() - source + Source.silent(source);
  }

  /** Whether noise began at an end after the last quiet time of its handshake. */
  boolean isNoiseLate(boolean atClient) {
    return Source.isLate(source, atClient);
  }

  /** Whether noise that began before is still on its way to an end. */
  boolean isNoiseOnItsWay(boolean toClient) {
    return Source.isInBurst(source, toClient);
  }

  /**
   * Whether a shipped client let go of a server that was done, and step 4 was neither lost nor
   * late.
   */
  boolean clientRefused() {
    return refused && fault != Fault.FINAL_ACK_LOST && model.pairing.hasShippedClient();
  }

  /** Whether a client has vouched for the server's being done. */
  boolean clientAcknowledged() {
    return acknowledged;
  }

  /**
   * Whether what is on its way to an application is what the other one wrote, behind some bytes.
   */
  boolean isAligned(boolean atClient, int behind) {
    int bytes = incoming(atClient);
    return model.strings.length(bytes) >= behind
        && model.strings.tail(bytes, behind) == model.application(!atClient);
  }

  String describe(Move move) {
    return String.format(
        Locale.ROOT,
        "%-62s client %-22s <- [%s]   [%s] -> server %s",
        move.describe(model.strings.bytes(frame)),
        end(true).describe(),
        model.strings.hex(toClient),
        model.strings.hex(toServer),
        end(false).describe());
  }
}
