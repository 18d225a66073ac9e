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

  /** Which of the last three bytes that a peer read were garbage, the newest lowest. */
  private final int clientReadGarbage;

  private final int serverReadGarbage;

  /** Whether any client has sent an ACK. */
  private final boolean acknowledged;

  /** Whether the client gave up its wait for step 4 because of what it read, not of the time. */
  private final boolean refused;

  /** Whether a frame was accepted whose nonce was spelled by garbage. */
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
      int clientReadGarbage,
      int serverReadGarbage,
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
    this.clientReadGarbage = clientReadGarbage;
    this.serverReadGarbage = serverReadGarbage;
    this.acknowledged = acknowledged;
    this.refused = refused;
    this.coincidence = coincidence;
    this.frame = frame;
  }

  /** Before the beginning of the client: garbage on the line, and a server that has begun. */
  World(Model model, int garbageToServer, int garbageToClient) {
    this(
        model,
        0,
        Automaton.to(model.begin(false)),
        garbageToClient,
        garbageToServer,
        Fault.UNNAMED,
        model.bounds.faults(),
        model.bounds.restarts(),
        0,
        0,
        0,
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
        (int) (low >>> 32),
        (int) low,
        FAULTS[(int) high & 7],
        (int) (high >>> 3) & 3,
        (int) (high >>> 5) & 3,
        (int) (high >>> 7) & 0xf,
        (int) (high >>> 11) & 7,
        (int) (high >>> 14) & 7,
        (high & (1 << 17)) != 0,
        (high & (1 << 18)) != 0,
        (high & (1 << 19)) != 0,
        Strings.EMPTY);
  }

  /** One half of the state: the ends, and what may still go wrong. */
  long high() {
    return future() | ((long) faultsLeft << 3) | (restartsLeft << 5) | (attemptsBefore << 7);
  }

  /** The other half: what is on the line. */
  long low() {
    return ((long) toClient << 32) | toServer;
  }

  /** {@link #high} without what makes no difference on a line that behaves; bits 3 to 10 are 0. */
  @SuppressWarnings("EnumOrdinal") // compared within one run only
  long future() {
    long flags =
        (acknowledged ? 1 << 17 : 0) | (refused ? 1 << 18 : 0) | (coincidence ? 1 << 19 : 0);
    int clientGarbage = clientReadGarbage & ((1 << end(true).remembered()) - 1);
    int serverGarbage = serverReadGarbage & ((1 << end(false).remembered()) - 1);
    return ((long) client << 42)
        | ((long) server << 20)
        | fault.ordinal()
        | (clientGarbage << 11)
        | (serverGarbage << 14)
        | flags;
  }

  Automaton.State end(boolean isClient) {
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
      Automaton.State end = end(byClient);
      int readable = readable(byClient);
      for (int bytes = 1; bytes <= readable; bytes++) {
        each(new Move(Move.Kind.READ, byClient, bytes, false, 0), consumer);
        if (end.minds()) {
          each(new Move(Move.Kind.READ, byClient, bytes, true, 0), consumer);
        }
      }
      if (end.timer() >= 0) {
        each(new Move(Move.Kind.TIMER, byClient, 0, false, 0), consumer);
      }
      if (mayRestart(byClient)) {
        each(new Move(Move.Kind.RESTART, byClient, 0, false, 0), consumer);
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
      Move faulty = new Move(move.kind(), move.byClient(), move.bytes(), move.late(), variant);
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
    long made =
        switch (move.kind()) {
          case BEGIN -> model.begin(byClient);
          case RESTART -> model.restart(byClient);
          case TIMER -> ends.fireTimer(state);
          case READ -> {
            int head = model.strings.head(incoming, move.bytes());
            yield ends.read(state, head, move.late());
          }
        };
    int consumed = Automaton.consumed(made);
    int read = byClient ? clientReadGarbage : serverReadGarbage;
    int garbage = model.strings.garbage(incoming);
    for (int i = Math.max(0, consumed - 3); i < consumed; i++) {
      read = ((read << 1) | (i < garbage ? 1 : 0)) & 7;
    }
    incoming = model.strings.tail(incoming, consumed);
    int to = Automaton.to(made);
    int sent = Automaton.sent(made);
    int outgoing = model.strings.join(incoming(!byClient), model.carried(sent, move.variant()));
    Phase before = begins ? Phase.TRYING : end(byClient).phase();
    Phase after = ends.state(to).phase();
    if (after == Phase.ESTABLISHED && before != Phase.ESTABLISHED) {
      outgoing = model.strings.join(outgoing, model.application(byClient));
    }
    // Step 2 is accepted by its first two bytes of three, step 3 by both of its two.
    int nonceBytes = byClient ? 6 : 3;
    boolean accepted = before == Phase.TRYING && after != Phase.TRYING;
    boolean waited = before == Phase.AWAITING_FINAL_ACK;
    boolean refuses = waited && move.kind() == Move.Kind.READ && after == Phase.TRYING;
    boolean chance = accepted && (read & nonceBytes) == nonceBytes;
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
        byClient ? read : clientReadGarbage,
        byClient ? serverReadGarbage : read,
        acknowledged || (byClient && accepted),
        byClient ? refuses || (refused && after == Phase.TRYING) : refused,
        coincidence || chance,
        sent);
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
