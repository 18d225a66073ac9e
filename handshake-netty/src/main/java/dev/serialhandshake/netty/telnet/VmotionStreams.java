// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.blocking.BlockingLink;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.netty.internal.ArrayInput;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
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

  private final Alarms alarms;
  private final VmotionLine line;
  private final VmotionArrivals arrivals;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();

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
    this.alarms = alarms;
    Objects.requireNonNull(door, "door");
    Objects.requireNonNull(observer, "observer");
    try {
      line = new VmotionLine(first, observer, alarms);
    } catch (IOException e) {
      door.close();
      first.close();
      throw e;
    }
    arrivals = new VmotionArrivals(line, door, observer, alarms);
    arrivals.start();
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
    return line.current().telnet.giveUp();
  }

  /** The door first: the next line may want its address. */
  @Override
  public void close() throws IOException {
    Connection last = line.close();
    if (last == null) {
      return;
    }
    alarms.close();
    try {
      arrivals.close();
    } finally {
      last.close();
    }
  }

  private final class Input extends ArrayInput {

    @Override
    protected int fill(byte[] bytes, int offset, int length) throws IOException {
      while (true) {
        VmotionHost host = line.current();
        int count = -1;
        IOException failure = null;
        try {
          count = host.read(bytes, offset, length);
        } catch (IOException e) {
          failure = e;
        }
        if (count > 0) {
          return count;
        }
        if (!line.goesOnAfter(host, failure)) {
          if (failure != null) {
            throw failure;
          }
          return -1;
        }
      }
    }
  }

  private final class Output extends ArrayOutput {

    @Override
    void writePart(byte[] bytes, int offset, int count) throws IOException {
      VmotionHost host = line.beginWrite();
      try {
        host.write(bytes, offset, count);
      } finally {
        line.endWrite();
      }
      host.telnet.sendAnswers();
    }
  }
}
