// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.telnet.TelnetEvent;
import dev.serialhandshake.core.telnet.VmotionAnswer;
import dev.serialhandshake.netty.telnet.VmotionStreams.Connection;
import dev.serialhandshake.netty.telnet.VmotionStreams.Observer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the line is: which connection it uses, and whether its machine is about to move. Follows
 * the messages of a move. The threads that read, write, wait at the door or hear an arrival share
 * this state.
 */
final class VmotionLine implements VmotionHost.Listener {

  /** Connections that come while a machine moves; others wait in the queue of the system. */
  private static final int MOST_ARRIVALS = 4;

  private final Observer observer;
  private final Alarms alarms;

  /** Guards all below, and is notified of their changes. Nothing blocks while it is held. */
  private final Object state = new Object();

  private final Set<Connection> arrivals = new HashSet<>();
  private VmotionHost current;
  private @Nullable VmotionMove move;
  private boolean writing;
  private boolean closed;

  /**
   * Begins at a first connection.
   *
   * @throws IOException when the first commands cannot be written
   */
  VmotionLine(Connection first, Observer observer, Alarms alarms) throws IOException {
    this.observer = observer;
    this.alarms = alarms;
    current = new VmotionHost(first, this);
  }

  VmotionHost current() {
    synchronized (state) {
      return current;
    }
  }

  /**
   * Ends all waits, and the move if there is one.
   *
   * @return the connection in use, which the caller closes; null if the line was closed before
   */
  @Nullable Connection close() {
    synchronized (state) {
      if (closed) {
        return null;
      }
      closed = true;
      if (move != null) {
        end(move);
      }
      state.notifyAll();
      return current.connection;
    }
  }

  /**
   * The connection has ended; waits until the machine is elsewhere, or is not.
   *
   * @param failure how it ended, if not in the usual way
   * @return whether the line goes on at another connection
   * @throws IOException if another host was to connect, and did not
   */
  boolean goesOnAfter(VmotionHost host, @Nullable IOException failure) throws IOException {
    VmotionMove leaving = moveFrom(host);
    synchronized (state) {
      if (leaving != null && leaving.wentAhead()) {
        awaitWhile(() -> move == leaving);
        if (current == host && !closed) {
          throw new IOException(
              "the virtual machine was about to move, and no other host has connected its port",
              failure);
        }
        return !closed;
      }
    }
    giveUp(VmotionEvent.ABORTED, leaving);
    synchronized (state) {
      return current != host && !closed;
    }
  }

  /**
   * Waits while the machine moves. {@link #endWrite} must follow.
   *
   * @return where to write
   */
  VmotionHost beginWrite() throws IOException {
    synchronized (state) {
      awaitWhile(() -> move != null && !closed);
      if (closed) {
        throw new IOException("the line is closed");
      }
      writing = true;
      return current;
    }
  }

  /** A host may wait for the end of this write. */
  void endWrite() throws IOException {
    synchronized (state) {
      writing = false;
      if (move != null && !move.wentAhead()) {
        goAhead(move);
      }
    }
  }

  /** For two minutes at most, which is how long a move may take. */
  private void awaitWhile(BooleanSupplier condition) throws IOException {
    synchronized (state) {
      try {
        while (condition.getAsBoolean()) {
          state.wait();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the virtual machine moves");
      }
    }
  }

  @Override
  public void told(VmotionHost host, TelnetEvent event, byte[] vmotion) throws IOException {
    switch (event) {
      case VMOTION_BEGIN -> {
        giveUp(VmotionEvent.ABORTED, moveFrom(host)); // a host begins anew if it has given up
        if (begin(host, vmotion)) {
          observer.moved(VmotionEvent.BEGUN);
        }
      }
      case VMOTION_PEER -> arrive(host, vmotion);
      case VMOTION_COMPLETE -> complete(host);
      case VMOTION_ABORT -> giveUp(VmotionEvent.ABORTED, moveFrom(host));
      default -> {} // the streams know it
    }
  }

  private @Nullable VmotionMove moveFrom(VmotionHost host) {
    synchronized (state) {
      return move != null && move.from == host ? move : null;
    }
  }

  private boolean begin(VmotionHost host, byte[] sequence) throws IOException {
    synchronized (state) {
      if (host != current || closed) {
        host.telnet.answer(VmotionAnswer.NOT_NOW, sequence);
        return false;
      }
      VmotionMove begun = new VmotionMove(host, sequence);
      begun.setAlarm(alarms.after(VmotionTimes.LONGEST_HOLD, () -> putOff(begun)));
      move = begun;
      if (!writing) {
        goAhead(begun);
      }
      return true;
    }
  }

  private void goAhead(VmotionMove begun) throws IOException {
    begun.setAlarm(
        alarms.after(VmotionTimes.LONGEST_MOVE, () -> giveUp(VmotionEvent.OVERDUE, begun)));
    begun.goAhead();
  }

  /** The host does not read what was written before. */
  private void putOff(VmotionMove begun) {
    synchronized (state) {
      if (move != begun || begun.wentAhead()) {
        return;
      }
      end(begun);
    }
    try {
      begun.notNow();
    } catch (IOException e) {
      // Whoever reads or writes the line is told.
    }
    observer.moved(VmotionEvent.ABORTED);
  }

  /** The machine stays where it is; nothing happens unless this move is under way. */
  private void giveUp(VmotionEvent why, @Nullable VmotionMove begun) {
    synchronized (state) {
      if (begun == null || move != begun) {
        return;
      }
      end(begun);
    }
    observer.moved(why);
  }

  /** Whoever has come since is no host of the machine any more. */
  private void end(VmotionMove over) {
    move = null;
    over.cancelAlarm();
    arrivals.forEach(VmotionLine::abort);
    state.notifyAll();
  }

  private static void abort(Connection connection) {
    try {
      connection.abort();
    } catch (IOException e) {
      // It is of no use any more, whether it has closed or not.
    }
  }

  private void arrive(VmotionHost host, byte[] shown) throws IOException {
    synchronized (state) {
      VmotionMove under = move;
      if (under == null || !under.isOtherHost(host, shown)) {
        throw VmotionTicket.notShown();
      }
      if (under.to != null) { // the host lost that connection, and does not know it yet
        arrivals.remove(under.to.connection);
        abort(under.to.connection);
      }
      under.peerOk(host);
    }
  }

  /** Not yet: the data that was read with it comes first. */
  private void complete(VmotionHost host) {
    synchronized (state) {
      host.hasMachine = move != null && move.goesTo(host.connection);
    }
  }

  /** The line goes on at a host that has the machine, if the move is not over. */
  void takeOver(VmotionHost host) {
    synchronized (state) {
      VmotionMove over = move;
      if (over == null || !over.goesTo(host.connection)) {
        return;
      }
      arrivals.remove(host.connection);
      current = host;
      end(over);
      abort(over.from.connection); // ends its read
    }
    observer.moved(VmotionEvent.COMPLETED);
  }

  /**
   * Waits until another connection may arrive.
   *
   * @return false if the line is closed
   */
  boolean awaitRoom() {
    synchronized (state) {
      try {
        while (!closed && arrivals.size() == MOST_ARRIVALS) {
          state.wait();
        }
        return !closed;
      } catch (InterruptedException e) {
        return false; // nobody has this thread to interrupt it
      }
    }
  }

  /**
   * A connection has come. It is closed at once while no machine is about to move.
   *
   * @return whether it is to be heard; {@link #leave} must follow then
   */
  boolean admit(Connection connection) {
    boolean admitted;
    synchronized (state) {
      admitted = !closed && move != null && move.wentAhead() && arrivals.add(connection);
    }
    if (!admitted) {
      abort(connection);
    }
    return admitted;
  }

  /** Whether a machine is about to move, and may come to this connection. */
  boolean mayGoTo(Connection connection) {
    synchronized (state) {
      return move != null && arrivals.contains(connection);
    }
  }

  void abortUnlessSecretShown(Connection connection) {
    synchronized (state) {
      boolean shown = move != null && move.goesTo(connection);
      if (!shown && connection != current.connection) { // the line may be there by now
        abort(connection);
      }
    }
  }

  /** A connection is heard no more. It is closed unless the line is there now. */
  void leave(Connection connection) {
    synchronized (state) {
      arrivals.remove(connection);
      if (move != null && move.goesTo(connection)) {
        move.to = null; // the host may come again
      }
      state.notifyAll();
      if (current.connection != connection) {
        abort(connection);
      }
    }
  }
}
