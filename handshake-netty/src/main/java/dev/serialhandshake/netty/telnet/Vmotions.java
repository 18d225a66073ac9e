// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.netty.session.LineCarrier;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The moves of virtual machines among the connections of one listening channel. A vMotion of
 * VMware's begins on the connection from one host and ends on the connection from another one. The
 * line of the machine, with the handshake or session on it, goes along.
 *
 * <pre>{@code
 * connection   host A   [ TelnetHandler ][ VmotionHandler ][ LineCarrier ] <-> line [ ... ]
 * }</pre>
 *
 * <p>When a move is over in the eyes of its host, or its other host has not come within two
 * minutes, the line goes on at host A. All connections are on one event loop, and so is all of
 * this.
 */
public final class Vmotions {

  /** One machine that is about to move. */
  static final class Move {
    final VmotionHandler from;
    final VmotionTicket ticket;

    private final ChannelFuture lineClosed;
    private final ChannelFutureListener whenLineCloses;

    @Nullable VmotionHandler to;
    @Nullable Future<?> alarm;

    /** Whether the host has been given the secret. */
    boolean wentAhead;

    private Move(VmotionHandler from, byte[] sequence, ChannelFuture lineClosed) {
      this.from = from;
      this.lineClosed = lineClosed;
      ticket = new VmotionTicket(sequence);
      whenLineCloses = closed -> from.over(this);
    }
  }

  private final Set<Move> moves = new LinkedHashSet<>();

  /** Creates an object for the connections of one listening channel. */
  public Vmotions() {}

  /**
   * Adds three handlers to a connection: for telnet, for the moves, and for the line. Call it on
   * the event loop.
   *
   * @param connection a connection that was accepted
   * @param telnet the handler for telnet, with a codec that reports moves
   * @param line is added to the pipeline of the line: usually a {@code ChannelInitializer}
   */
  public void addTo(Channel connection, TelnetHandler telnet, ChannelHandler line) {
    LineCarrier carrier = new LineCarrier(line);
    VmotionHandler moving = new VmotionHandler(this, telnet, carrier);
    connection.pipeline().addLast(telnet, moving, carrier);
    if (underWay() > 0) {
      moving.mayArrive();
    }
  }

  /**
   * How many machines are about to move. As many connections may arrive that are not new lines.
   * Call it on the event loop.
   *
   * @return their number
   */
  public int underWay() {
    return moves.size();
  }

  /** A move begins, which is over when the line closes. */
  Move begin(VmotionHandler from, byte[] sequence, ChannelFuture lineClosed) {
    Move move = new Move(from, sequence, lineClosed);
    moves.add(move);
    lineClosed.addListener(move.whenLineCloses);
    return move;
  }

  /** The move that somebody has the ticket of; null if there is none. */
  @Nullable Move find(byte[] ticket) {
    for (Move move : moves) {
      if (move.wentAhead && move.ticket.is(ticket)) {
        return move;
      }
    }
    return null;
  }

  void end(Move move) {
    moves.remove(move);
    var unused = move.lineClosed.removeListener(move.whenLineCloses); // a line may move often
    if (move.alarm != null) {
      move.alarm.cancel(false);
    }
  }
}
