// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.telnet.TelnetEvent;
import dev.serialhandshake.core.telnet.VmotionAnswer;
import dev.serialhandshake.netty.session.LineCarrier;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection's part in the moves of virtual machines. It may be the one that a machine leaves,
 * or the one at which a machine arrives.
 *
 * <pre>
 *   BEGIN     at the old connection: what the line writes is held back. When all of it is out that
 *             was written before, the answer is GOAHEAD with a secret; after four seconds NOTNOW.
 *             It is NOTNOW at once while what was written before an earlier BEGIN is not out.
 *   PEER      at the new connection: with the right secret PEER-OK, else it is closed.
 *   COMPLETE  at the new connection: the line goes on here, and the old connection is closed.
 *   ABORT     at the old connection: the line goes on there, and the new connection is closed.
 * </pre>
 */
final class VmotionHandler extends ChannelInboundHandlerAdapter {

  private final Vmotions vmotions;
  private final TelnetHandler telnet;
  private final LineCarrier carrier;

  /** Whether it is not known yet if this connection is a new line, or where a machine arrives. */
  private boolean undecided;

  private Vmotions.@Nullable Move leaving;
  private Vmotions.@Nullable Move arriving;

  /** Is done when all is out that was written before the last BEGIN. */
  private @Nullable ChannelFuture drain;

  private @Nullable ChannelHandlerContext added;

  VmotionHandler(Vmotions vmotions, TelnetHandler telnet, LineCarrier carrier) {
    this.vmotions = vmotions;
    this.telnet = telnet;
    this.carrier = carrier;
  }

  /**
   * A machine is on its way, and this may be where it arrives. A new line that speaks first, as the
   * prompt of a login does, would put bytes between those of the machine's line: it waits.
   */
  void mayArrive() {
    undecided = true;
    var unused = carrier.hold();
    var alarm =
        after(VmotionTimes.LONGEST_UNDECIDED, Objects.requireNonNull(added), this::isNewLine);
    Objects.requireNonNull(added)
        .channel()
        .closeFuture()
        .addListener(closed -> alarm.cancel(false));
  }

  private void isNewLine() {
    if (undecided) {
      undecided = false;
      carrier.resume();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext connection) {
    added = connection;
  }

  /** Data: somebody is there who wants an answer. */
  @Override
  public void channelRead(ChannelHandlerContext connection, Object message) {
    isNewLine();
    connection.fireChannelRead(message);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext connection, Object event) {
    if (event == TelnetEvent.VMOTION_BEGIN) {
      begin(connection, telnet.vmotionParameters());
    } else if (event == TelnetEvent.VMOTION_PEER) {
      arrive(connection, telnet.vmotionParameters());
    } else if (event == TelnetEvent.VMOTION_COMPLETE) {
      complete();
    } else if (event == TelnetEvent.VMOTION_ABORT) {
      giveUp(VmotionEvent.ABORTED);
    } else {
      connection.fireUserEventTriggered(event);
    }
  }

  private void begin(ChannelHandlerContext connection, byte[] sequence) {
    giveUp(VmotionEvent.ABORTED); // a host begins again only when it has given up the first move
    isNewLine();
    boolean drains = drain != null && !drain.isDone();
    if (drains || !carrier.hasLine() || !isListening(connection.channel())) {
      telnet.answerVmotion(VmotionAnswer.NOT_NOW, sequence);
      return;
    }
    Vmotions.Move move = vmotions.begin(this, sequence, carrier.lineCloseFuture());
    leaving = move;
    move.alarm = after(VmotionTimes.LONGEST_HOLD, connection, () -> putOff(move));
    carrier.tellLine(VmotionEvent.BEGUN);
    drain = carrier.hold();
    drain.addListener(
        written -> {
          if (written.isSuccess() && leaving == move && !move.wentAhead) {
            goAhead(connection, move);
          }
        });
  }

  /** A line that nobody listens on any more gets no other connection. */
  private static boolean isListening(Channel connection) {
    return connection.parent() == null || connection.parent().isOpen();
  }

  private void goAhead(ChannelHandlerContext connection, Vmotions.Move move) {
    if (move.alarm != null) {
      move.alarm.cancel(false);
    }
    move.alarm = after(VmotionTimes.LONGEST_MOVE, connection, () -> giveUp(VmotionEvent.OVERDUE));
    move.wentAhead = true;
    telnet.answerVmotion(VmotionAnswer.GO_AHEAD, move.ticket.bytes());
  }

  /** The host does not read what the line has written before. */
  private void putOff(Vmotions.Move move) {
    telnet.answerVmotion(VmotionAnswer.NOT_NOW, move.ticket.sequence());
    giveUp(VmotionEvent.ABORTED);
  }

  private static Future<?> after(Duration time, ChannelHandlerContext connection, Runnable task) {
    return connection.executor().schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The machine stays where it is. */
  private void giveUp(VmotionEvent why) {
    Vmotions.Move move = leaving;
    if (move != null) {
      over(move);
      carrier.tellLine(why);
      carrier.resume();
    }
  }

  /** The line is no longer about to move. */
  void over(Vmotions.Move move) {
    if (leaving != move) {
      return;
    }
    leaving = null;
    vmotions.end(move);
    VmotionHandler other = move.to;
    if (other != null) {
      other.arriving = null;
      other.carrier.closeConnection();
    }
  }

  private void arrive(ChannelHandlerContext connection, byte[] ticket) {
    Vmotions.Move move = vmotions.find(ticket);
    if (move == null || leaving != null || arriving != null) {
      connection.fireExceptionCaught(VmotionTicket.notShown());
      connection.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
      return;
    }
    if (move.to != null) { // the host lost that connection, and does not know it yet
      move.to.arriving = null;
      move.to.carrier.closeConnection();
    }
    undecided = false;
    move.to = this;
    arriving = move;
    carrier.awaitLine();
    telnet.answerVmotion(VmotionAnswer.PEER_OK, move.ticket.sequence());
  }

  private void complete() {
    Vmotions.Move move = arriving;
    if (move == null) {
      return; // from a host whose machine was here before
    }
    arriving = null;
    move.from.leaving = null;
    vmotions.end(move);
    carrier.takeOver(move.from.carrier);
    carrier.tellLine(VmotionEvent.COMPLETED);
  }

  @Override
  public void channelInactive(ChannelHandlerContext connection) {
    isNewLine();
    if (leaving != null && !leaving.wentAhead) {
      giveUp(VmotionEvent.ABORTED);
    }
    if (arriving != null && arriving.to == this) {
      arriving.to = null; // the host may come again
      arriving = null;
    }
    connection.fireChannelInactive();
  }
}
