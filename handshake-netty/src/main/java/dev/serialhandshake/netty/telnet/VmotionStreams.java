// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.blocking.BlockingLink;
import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetEvent;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.core.telnet.VmotionAnswer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A line that somebody else connects, as a pair of blocking streams of data. If it is the serial
 * port of a VMware virtual machine, the line follows the machine to other hosts: a vMotion begins
 * on the connection from one host, and ends on the connection from another one. Whoever reads and
 * writes the line notices nothing but a pause.
 *
 * <pre>
 *   BEGIN     at the old connection: writes wait. When the write that is under way has ended, the
 *             answer is GOAHEAD with a secret; after four seconds NOTNOW.
 *   PEER      at a new connection: with the right secret PEER-OK, else it is closed.
 *   COMPLETE  at the new connection: the line goes on there, and the old connection is closed.
 *   ABORT     at the old connection: the line goes on there, and the new connection is closed.
 * </pre>
 *
 * <p>When the other host has not finished after two minutes, the line goes on at the old
 * connection; if that has ended meanwhile, the line ends. A connection that comes while no machine
 * is about to move is closed at once.
 *
 * <p>On the connection in use the rules of {@link TelnetStreams} hold. One thread may read while
 * another writes and a third closes. A daemon thread waits for connections; while a machine moves,
 * there are a few more.
 */
public final class VmotionStreams implements BlockingLink.Line {

  /** A host shows its secret with its first commands. */
  private static final Duration LONGEST_DOUBT = Duration.ofSeconds(5);

  /** Connections that come while a machine moves; others wait in the queue of the system. */
  private static final int MOST_ARRIVALS = 4;

  /** Of data before COMPLETE; more is no virtual machine. */
  private static final int MOST_EARLY_BYTES = 64 * 1024;

  private static final int BUFFER_SIZE = 4096;

  /** After a connection could not be accepted: the process may have too many files open. */
  private static final long REST_MILLIS = 1_000;

  /** A connection that somebody has made to us. */
  public interface Connection extends BlockingLink.Line {

    /**
     * Closes it at once, when nothing is under way on it. Does not block.
     *
     * @throws IOException if that fails; it is of no use afterwards
     */
    void abort() throws IOException;
  }

  /** Where connections are waited for. Closing it ends the wait. */
  public interface Door extends Closeable {

    /**
     * Waits for a connection.
     *
     * @return the next one
     * @throws IOException if there is none, also since the door is closed
     */
    Connection accept() throws IOException;
  }

  /** Is told what becomes of the line, on any thread. It must return at once. */
  public interface Observer {

    /** Does nothing. */
    Observer NONE = new Observer() {};

    /**
     * The machine is about to move, or a move is over.
     *
     * @param event which of these
     */
    default void moved(VmotionEvent event) {}

    /**
     * A connection that came while the machine moves was closed: it was not from its other host.
     *
     * @param why what it did
     */
    default void refused(IOException why) {}
  }

  private final Door door;
  private final Observer observer;
  private final Alarms alarms;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();

  /** Guards all below, and is notified of their changes. Nothing blocks while it is held. */
  private final Object state = new Object();

  private final Set<Connection> arrivals = new HashSet<>();
  private Host current;
  private @Nullable Move move;
  private boolean writing;
  private boolean closed;

  /** A machine that is about to move. */
  private static final class Move {
    final Host from;
    final VmotionTicket ticket;

    /** Whether the host has been given the secret. */
    boolean wentAhead;

    /** The connection that has shown it. */
    @Nullable Host to;

    Runnable alarm = () -> {};

    Move(Host from, byte[] sequence) {
      this.from = from;
      ticket = new VmotionTicket(sequence);
    }
  }

  /** The connection from a host, and the telnet on it. */
  private final class Host {
    final Connection connection;
    final TelnetStreams telnet;

    /** Whether the machine is here, in the words of this host. */
    boolean hasMachine;

    /** What was read before the line was here. */
    InputStream early = InputStream.nullInputStream();

    Host(Connection connection) throws IOException {
      this.connection = connection;
      telnet =
          new TelnetStreams(
              connection.in(),
              connection.out(),
              TelnetCodec.forMovingListener(),
              (event, vmotion) -> told(this, event, vmotion));
    }
  }

  /**
   * Makes the line of a first connection; does not wait for its peer to agree on telnet.
   *
   * @param first the connection; the line closes it, also if this fails
   * @param door where other connections come; the line closes it, also if this fails
   * @param observer is told of moves
   * @throws IOException when the first commands cannot be written
   */
  public VmotionStreams(Connection first, Door door, Observer observer) throws IOException {
    this(first, door, observer, new Alarms.OnThread());
  }

  VmotionStreams(Connection first, Door door, Observer observer, Alarms alarms) throws IOException {
    this.door = Objects.requireNonNull(door, "door");
    this.observer = Objects.requireNonNull(observer, "observer");
    this.alarms = alarms;
    try {
      current = new Host(first);
    } catch (IOException e) {
      door.close();
      first.close();
      throw e;
    }
    start("vmotion-door", this::keepTheDoor);
  }

  @Override
  public InputStream in() {
    return input;
  }

  @Override
  public OutputStream out() {
    return output;
  }

  /**
   * The caller's time is over; may be called from any thread.
   *
   * @return what the peer has not done, or why the connection cannot be used; null if the peer had
   *     agreed on telnet
   */
  public @Nullable TelnetFailure giveUp() {
    return current().telnet.giveUp();
  }

  /** The door first: the next line may want its address. */
  @Override
  public void close() throws IOException {
    Host last;
    synchronized (state) {
      if (closed) {
        return;
      }
      closed = true;
      last = current;
      if (move != null) {
        end(move);
      }
      state.notifyAll();
    }
    alarms.close();
    try {
      door.close();
    } finally {
      last.connection.close();
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private Host current() {
    synchronized (state) {
      return current;
    }
  }

  private void told(Host host, TelnetEvent event, byte[] vmotion) throws IOException {
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

  private @Nullable Move moveFrom(Host host) {
    synchronized (state) {
      return move != null && move.from == host ? move : null;
    }
  }

  private boolean begin(Host host, byte[] sequence) throws IOException {
    synchronized (state) {
      if (host != current || closed) {
        host.telnet.answer(VmotionAnswer.NOT_NOW, sequence);
        return false;
      }
      Move begun = new Move(host, sequence);
      begun.alarm = alarms.after(VmotionTimes.LONGEST_HOLD, () -> putOff(begun));
      move = begun;
      if (!writing) {
        goAhead(begun);
      }
      return true;
    }
  }

  private void goAhead(Move begun) throws IOException {
    begun.alarm.run();
    begun.alarm =
        alarms.after(VmotionTimes.LONGEST_MOVE, () -> giveUp(VmotionEvent.OVERDUE, begun));
    begun.wentAhead = true;
    begun.from.telnet.answer(VmotionAnswer.GO_AHEAD, begun.ticket.bytes());
  }

  /** The host does not read what was written before. */
  private void putOff(Move begun) {
    synchronized (state) {
      if (move != begun || begun.wentAhead) {
        return;
      }
      end(begun);
    }
    try {
      begun.from.telnet.answer(VmotionAnswer.NOT_NOW, begun.ticket.sequence());
      begun.from.telnet.sendAnswers();
    } catch (IOException e) {
      // Whoever reads or writes the line is told.
    }
    observer.moved(VmotionEvent.ABORTED);
  }

  /** The machine stays where it is; nothing happens unless this move is under way. */
  private void giveUp(VmotionEvent why, @Nullable Move begun) {
    synchronized (state) {
      if (begun == null || move != begun) {
        return;
      }
      end(begun);
    }
    observer.moved(why);
  }

  /** Whoever has come since is no host of the machine any more. */
  private void end(Move over) {
    move = null;
    over.alarm.run();
    arrivals.forEach(VmotionStreams::abort);
    state.notifyAll();
  }

  private static void abort(Connection connection) {
    try {
      connection.abort();
    } catch (IOException e) {
      // It is of no use any more, whether it has closed or not.
    }
  }

  private void keepTheDoor() {
    while (hasRoom()) {
      try {
        Connection connection = door.accept();
        if (mayArrive(connection)) {
          start("vmotion-arrival", () -> await(connection));
        } else {
          abort(connection);
        }
      } catch (IOException e) {
        rest();
      }
    }
  }

  private boolean hasRoom() {
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

  private void rest() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REST_MILLIS);
    synchronized (state) {
      try {
        long left = REST_MILLIS;
        while (!closed && left > 0) {
          state.wait(left);
          left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean mayArrive(Connection connection) {
    synchronized (state) {
      return !closed && move != null && move.wentAhead && arrivals.add(connection);
    }
  }

  /** Reads a connection until the machine is there. */
  private void await(Connection connection) {
    Runnable doubt = alarms.after(LONGEST_DOUBT, () -> abortUnlessArrived(connection));
    try {
      Host host = new Host(connection);
      ByteArrayOutputStream early = new ByteArrayOutputStream();
      byte[] bytes = new byte[BUFFER_SIZE];
      int count = 0;
      while (count >= 0 && !host.hasMachine) {
        count = host.telnet.readSome(bytes, 0, bytes.length);
        early.write(bytes, 0, Math.max(count, 0));
        if (early.size() > MOST_EARLY_BYTES) {
          throw new IOException("a host sends data for a machine that has not arrived there");
        }
      }
      if (host.hasMachine) {
        host.early = new ByteArrayInputStream(early.toByteArray());
        takeOver(host);
      }
    } catch (IOException e) {
      tellUnlessOver(connection, e);
    } finally {
      doubt.run();
      leave(connection);
    }
  }

  private void abortUnlessArrived(Connection connection) {
    synchronized (state) {
      if (move == null || move.to == null || move.to.connection != connection) {
        abort(connection);
      }
    }
  }

  /** When a move is over its connections are closed, which is no news. */
  private void tellUnlessOver(Connection connection, IOException why) {
    boolean over;
    synchronized (state) {
      over = move == null || !arrivals.contains(connection);
    }
    if (!over) {
      observer.refused(why);
    }
  }

  private void leave(Connection connection) {
    synchronized (state) {
      arrivals.remove(connection);
      if (move != null && move.to != null && move.to.connection == connection) {
        move.to = null; // the host may come again
      }
      state.notifyAll();
      if (current.connection != connection) {
        abort(connection);
      }
    }
  }

  private void arrive(Host host, byte[] shown) throws IOException {
    synchronized (state) {
      Move under = move;
      if (under == null || !under.wentAhead || host == current || !under.ticket.is(shown)) {
        throw new IOException("a host asked for the line of a virtual machine without its secret");
      }
      if (under.to != null) { // the host lost that connection, and does not know it yet
        arrivals.remove(under.to.connection);
        abort(under.to.connection);
      }
      under.to = host;
      host.telnet.answer(VmotionAnswer.PEER_OK, under.ticket.sequence());
    }
  }

  /** Not yet: the data that was read with it comes first. */
  private void complete(Host host) {
    synchronized (state) {
      host.hasMachine = move != null && move.to == host;
    }
  }

  private void takeOver(Host host) {
    Host left;
    synchronized (state) {
      Move over = move;
      if (over == null || over.to != host) {
        return;
      }
      arrivals.remove(host.connection);
      left = over.from;
      current = host;
      end(over);
      abort(left.connection); // ends its read
    }
    observer.moved(VmotionEvent.COMPLETED);
  }

  private final class Input extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length == 0) {
        return 0;
      }
      while (true) {
        Host host = current();
        int count = host.early.read(bytes, offset, length);
        IOException failure = null;
        try {
          count = count > 0 ? count : host.telnet.input().read(bytes, offset, length);
        } catch (IOException e) {
          failure = e;
        }
        if (count > 0) {
          return count;
        }
        if (!goesOnAfter(host, failure)) {
          if (failure != null) {
            throw failure;
          }
          return -1;
        }
      }
    }

    /** The connection has ended; waits until the machine is elsewhere, or is not. */
    private boolean goesOnAfter(Host host, @Nullable IOException failure) throws IOException {
      Move leaving = moveFrom(host);
      if (leaving == null || !leaving.wentAhead) {
        giveUp(VmotionEvent.ABORTED, leaving);
        return current() != host && !isClosed();
      }
      synchronized (state) {
        try {
          while (move == leaving) {
            state.wait(); // two minutes at most
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while the virtual machine moves");
        }
        if (current == host && !closed) {
          throw new IOException(
              "the virtual machine was about to move, and no other host has connected its port",
              failure);
        }
        return !closed;
      }
    }
  }

  private boolean isClosed() {
    synchronized (state) {
      return closed;
    }
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
      Objects.checkFromIndexSize(offset, count, bytes.length);
      for (int done = 0; done < count; done += BUFFER_SIZE) {
        int part = Math.min(BUFFER_SIZE, count - done);
        Host host = awaitHost();
        try {
          host.telnet.output().write(bytes, offset + done, part);
          host.telnet.output().flush();
        } finally {
          written();
        }
        host.telnet.sendAnswers();
      }
    }

    private Host awaitHost() throws IOException {
      synchronized (state) {
        try {
          while (move != null && !closed) {
            state.wait(); // two minutes at most
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted while the virtual machine moves");
        }
        if (closed) {
          throw new IOException("the line is closed");
        }
        writing = true;
        return current;
      }
    }

    /** A host may wait for the end of this write. */
    private void written() throws IOException {
      synchronized (state) {
        writing = false;
        if (move != null && !move.wentAhead) {
          goAhead(move);
        }
      }
    }
  }
}
