// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Consumer;

/** Two peers and the bytes between them. A value: a move makes a new one and copies who moved. */
final class World {

  /** Marks a byte that no peer sent. */
  private static final short GARBAGE = 0x100;

  /** Text first; then what would be a frame, were it not the application's. */
  private static final byte[] CLIENT_APPLICATION = {'C', 0x16, 'c'};

  private static final byte[] SERVER_APPLICATION = {'S', 0x06};

  private final Pairing pairing;
  private final Bounds bounds;

  final Peer client;
  final Peer server;
  private final short[] toClient;
  private final short[] toServer;

  final Fault fault;
  private final int faultsLeft;
  private final int restartsLeft;

  /** How many attempts a client made that restarted since. */
  private final int attemptsBefore;

  /** Which of the last three bytes that a peer read were garbage, the newest lowest. */
  private final int clientReadGarbage;

  private final int serverReadGarbage;

  /** Whether the client gave up its wait for step 4 because of what it read, not of the time. */
  private final boolean refused;

  /** Whether a frame was accepted whose nonce was spelled by garbage. */
  final boolean coincidence;

  /** What was sent by the last move; not a part of the state. */
  private final byte[] frame;

  private World(
      World before,
      Peer client,
      Peer server,
      short[] toClient,
      short[] toServer,
      Fault fault,
      int faultsLeft,
      int restartsLeft,
      int attemptsBefore,
      int clientReadGarbage,
      int serverReadGarbage,
      boolean refused,
      boolean coincidence,
      byte[] frame) {
    this.pairing = before.pairing;
    this.bounds = before.bounds;
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
    this.refused = refused;
    this.coincidence = coincidence;
    this.frame = frame;
  }

  /** Before the beginning: garbage on the line, nobody started. */
  World(Pairing pairing, Bounds bounds, byte[] garbageToServer, byte[] garbageToClient) {
    this.pairing = pairing;
    this.bounds = bounds;
    client = pairing.client(false);
    server = pairing.server(false, bounds.confirm());
    toClient = garbage(garbageToClient);
    toServer = garbage(garbageToServer);
    fault = Fault.NONE;
    faultsLeft = bounds.faults();
    restartsLeft = bounds.restarts();
    attemptsBefore = 0;
    clientReadGarbage = 0;
    serverReadGarbage = 0;
    refused = false;
    coincidence = false;
    frame = null;
  }

  private static short[] garbage(byte[] bytes) {
    short[] marked = new short[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      marked[i] = (short) ((bytes[i] & 0xff) | GARBAGE);
    }
    return marked;
  }

  Peer peer(boolean isClient) {
    return isClient ? client : server;
  }

  int readable(boolean byClient) {
    return peer(byClient).phase() == Peer.Phase.ESTABLISHED ? 0 : incoming(byClient).length;
  }

  private short[] incoming(boolean byClient) {
    return byClient ? toClient : toServer;
  }

  /** Whether the last move sent something. */
  boolean sent() {
    return frame != null;
  }

  int attempts() {
    return attemptsBefore + client.attempts();
  }

  /** All that can happen next; one world for each way in which the line can carry what is sent. */
  void successors(MoveConsumer consumer) {
    for (int side = 0; side < 2; side++) {
      boolean byClient = side == 0;
      Peer peer = peer(byClient);
      int readable = readable(byClient);
      for (int bytes = 1; bytes <= readable; bytes++) {
        each(new Move(Move.Kind.READ, byClient, bytes, false, 0), consumer);
        if (peer.minds()) {
          each(new Move(Move.Kind.READ, byClient, bytes, true, 0), consumer);
        }
      }
      if (peer.timer() >= 0) {
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
  private boolean mayRestart(boolean client) {
    Peer.Phase own = peer(client).phase();
    Peer.Phase others = peer(!client).phase();
    return restartsLeft > 0
        && others != Peer.Phase.ESTABLISHED
        && own != Peer.Phase.ESTABLISHED
        && own != Peer.Phase.CONFIRMING;
  }

  private void each(Move move, MoveConsumer consumer) {
    World plain = apply(move);
    if (plain.attempts() > bounds.attempts()) {
      return;
    }
    consumer.accept(move, plain);
    int variants = plain.frame == null || faultsLeft == 0 ? 0 : 2 * plain.frame.length;
    for (int variant = 1; variant <= variants; variant++) {
      Move faulty = new Move(move.kind(), move.byClient(), move.bytes(), move.late(), variant);
      consumer.accept(faulty, apply(faulty));
    }
  }

  /** The world after a move. */
  World apply(Move move) {
    boolean byClient = move.byClient();
    boolean restart = move.kind() == Move.Kind.RESTART;
    Peer.Phase before = peer(byClient).phase();
    Peer peer = restart ? restarted(byClient) : peer(byClient).copy();
    short[] incoming = incoming(byClient);
    int read = byClient ? clientReadGarbage : serverReadGarbage;
    switch (move.kind()) {
      case BEGIN, RESTART -> peer.start();
      case TIMER -> peer.fireTimer();
      case READ -> {
        byte[] bytes = new byte[move.bytes()];
        for (int i = 0; i < bytes.length; i++) {
          bytes[i] = (byte) incoming[i];
        }
        int consumed = peer.read(bytes, move.late());
        for (int i = 0; i < consumed; i++) {
          read = ((read << 1) | (incoming[i] >>> 8)) & 7;
        }
        incoming = Arrays.copyOfRange(incoming, consumed, incoming.length);
      }
    }
    byte[] sent = peer.pollTransmit();
    Fault newFault = fault;
    short[] outgoing = incoming(!byClient);
    if (sent != null) {
      newFault = move.variant() == 0 ? fault : faultOf(move, sent);
      outgoing = append(outgoing, carry(sent, move.variant()));
    }
    Peer.Phase after = peer.phase();
    if (after == Peer.Phase.ESTABLISHED && before != Peer.Phase.ESTABLISHED) {
      outgoing = append(outgoing, byClient ? CLIENT_APPLICATION : SERVER_APPLICATION);
    }
    // Step 2 is accepted by its first two bytes of three, step 3 by both of its two.
    int nonceBytes = byClient ? 6 : 3;
    boolean accepted = before == Peer.Phase.TRYING && after != Peer.Phase.TRYING;
    boolean waited = before == Peer.Phase.AWAITING_FINAL_ACK;
    boolean refuses = waited && move.kind() == Move.Kind.READ && after == Peer.Phase.TRYING;
    boolean chance = accepted && (read & nonceBytes) == nonceBytes;
    return new World(
        this,
        byClient ? peer : client,
        byClient ? server : peer,
        byClient ? incoming : outgoing,
        byClient ? outgoing : incoming,
        newFault,
        faultsLeft - (move.variant() == 0 ? 0 : 1),
        restartsLeft - (restart ? 1 : 0),
        restart && byClient ? attempts() : attemptsBefore,
        byClient ? read : clientReadGarbage,
        byClient ? serverReadGarbage : read,
        byClient ? refuses || (refused && after == Peer.Phase.TRYING) : refused,
        coincidence || chance,
        sent);
  }

  private Peer restarted(boolean isClient) {
    return isClient ? pairing.client(true) : pairing.server(true, bounds.confirm());
  }

  private static Fault faultOf(Move move, byte[] sent) {
    boolean lost = move.variant() <= sent.length;
    return lost
        ? Fault.lost(move.byClient(), sent)
        : Fault.doubled(move.byClient(), sent, move.variant() - sent.length - 1);
  }

  private static byte[] carry(byte[] sent, int variant) {
    if (variant == 0) {
      return sent;
    }
    boolean lost = variant <= sent.length;
    int index = lost ? variant - 1 : variant - sent.length - 1;
    byte[] head = Arrays.copyOf(sent, lost ? index : index + 1);
    return SeedServer.join(head, Arrays.copyOfRange(sent, lost ? index + 1 : index, sent.length));
  }

  private static short[] append(short[] queue, byte[] bytes) {
    short[] longer = Arrays.copyOf(queue, queue.length + bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      longer[queue.length + i] = (short) (bytes[i] & 0xff);
    }
    return longer;
  }

  /**
   * Whether a shipped client let go of a server that was done, and step 4 was neither lost nor
   * late.
   */
  boolean clientRefused() {
    return refused && fault != Fault.FINAL_ACK_LOST && pairing.hasShippedClient();
  }

  /** Whether nothing but the client's application is on its way to the server's. */
  boolean serverIsAligned() {
    return holds(toServer, CLIENT_APPLICATION);
  }

  /** Whether nothing but the server's application is on its way to the client's. */
  boolean clientIsAligned() {
    return holds(toClient, SERVER_APPLICATION);
  }

  private static boolean holds(short[] queue, byte[] bytes) {
    if (queue.length != bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((byte) queue[i] != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  @SuppressWarnings("EnumOrdinal") // compared within one run only
  void encode(ByteBuffer out) {
    client.encode(out);
    out.put((byte) 0x5a);
    server.encode(out);
    out.put((byte) toClient.length);
    for (short b : toClient) {
      out.putShort(b);
    }
    for (short b : toServer) {
      out.putShort(b);
    }
    out.put((byte) fault.ordinal()).put((byte) (faultsLeft | (restartsLeft << 2)));
    out.put((byte) attemptsBefore);
    int clientGarbage = clientReadGarbage & ((1 << client.remembered()) - 1);
    int serverGarbage = serverReadGarbage & ((1 << server.remembered()) - 1);
    out.put((byte) (clientGarbage | (serverGarbage << 3) | (coincidence ? 0x40 : 0)));
    out.put((byte) (refused ? 1 : 0));
  }

  String describe(Move move) {
    return "%-62s client %-22s <- [%s]   [%s] -> server %s"
        .formatted(
            move.describe(frame),
            client.describe(),
            hex(toClient),
            hex(toServer),
            server.describe());
  }

  private static String hex(short[] queue) {
    byte[] bytes = new byte[queue.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) queue[i];
    }
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }

  /** Every string of garbage up to a length. */
  static void garbage(int longest, Consumer<byte[]> consumer) {
    byte[] alphabet = {
      0x16, 0x06, 0x15, 'x', (byte) (Pairing.CLIENT_NONCE + 1), (byte) (Pairing.SERVER_NONCE + 1)
    };
    for (int length = 0; length <= longest; length++) {
      byte[] string = new byte[length];
      for (int number = 0; number < Math.pow(alphabet.length, length); number++) {
        for (int i = 0, rest = number; i < length; i++, rest /= alphabet.length) {
          string[i] = alphabet[rest % alphabet.length];
        }
        consumer.accept(string.clone());
      }
    }
  }
}
