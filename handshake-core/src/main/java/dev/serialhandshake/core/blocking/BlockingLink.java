// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkCounters;
import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.LinkException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Link} over blocking streams, for programs without an event loop: a session that goes on
 * when its line was lost and is back.
 *
 * <pre>{@code
 * BlockingLink.Line line = open(); // opens a line and shakes hands, with BlockingHandshake
 * Link client = Link.client(LinkSettings.defaults(), new SecureRandom());
 * try (BlockingLink link =
 *     BlockingLink.open(client, line, most -> open(), BlockingLink.Observer.NONE)) {
 *   link.output().write("SSH-2.0-example\r\n".getBytes(US_ASCII));
 *   ...
 * }
 * }</pre>
 *
 * <p>Both streams wait while the line is lost, until the grace time is over. A write waits while
 * the peer takes nothing, so memory is bounded. One thread may read while another writes and a
 * third closes.
 *
 * <p>Three daemon threads belong to it: one reads the line, one writes to it, and one works the
 * link. They end with the session, or with the call that they are in.
 */
public final class BlockingLink implements Closeable {

  /** A line on which both ends have shaken hands. */
  public interface Line extends Closeable {

    /**
     * What comes from the peer. A read returns as soon as there is a byte.
     *
     * @return always the same stream
     */
    InputStream in();

    /**
     * What goes to the peer.
     *
     * @return always the same stream
     */
    OutputStream out();

    /** Closes the line. Reads and writes that are under way in other threads end. */
    @Override
    void close() throws IOException;
  }

  /** Where a line comes from after the one before it was lost. */
  @FunctionalInterface
  public interface LineSource {

    /**
     * Opens the line and shakes hands on it. It is called again after a pause if it fails, until
     * the grace time is over. Its thread is interrupted when the session is closed meanwhile.
     *
     * @param most what is left of the grace time; it must not take longer
     * @return a line that the link closes
     * @throws IOException when there is no line at the moment
     * @throws InterruptedException when the thread was interrupted
     */
    Line open(Duration most) throws IOException, InterruptedException;
  }

  /** Is told when the line is lost and back, on the link's thread. It must return at once. */
  public interface Observer {

    /** Does nothing. */
    Observer NONE = new Observer() {};

    /**
     * The line is lost. The session waits.
     *
     * @param cause what the line threw; null if it ended, or if the peer was silent
     */
    default void interrupted(@Nullable IOException cause) {}

    /** The session goes on where it was. */
    default void resumed() {}
  }

  private final SharedLink shared;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();

  private BlockingLink(SharedLink shared) {
    this.shared = shared;
  }

  /**
   * Opens a link, and waits until both ends know each other.
   *
   * @param link one that is not started, of either role; nobody else may use it from now on
   * @param line is closed by the link, also when this fails
   * @param again opens the line again when it was lost
   * @param observer is told of that
   * @return a session that goes on until it is closed
   * @throws LinkException when there is none: the peer knows no links, for instance
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException as one of these two
   */
  public static BlockingLink open(Link link, Line line, LineSource again, Observer observer)
      throws IOException {
    SharedLink shared = new SharedLink(Objects.requireNonNull(link, "link"));
    new LinkPump(
            shared,
            Objects.requireNonNull(line, "line"),
            Objects.requireNonNull(again, "again"),
            Objects.requireNonNull(observer, "observer"))
        .start();
    boolean open = false;
    try {
      shared.awaitOpen();
      open = true;
    } finally {
      if (!open) {
        shared.close();
      }
    }
    return new BlockingLink(shared);
  }

  /**
   * What the peer's application sends. A read waits while the line is lost. It throws a {@link
   * LinkException} when the session has ended otherwise than by the peer's close, which is the end
   * of the stream.
   *
   * @return always the same stream; closing it closes the session
   */
  public InputStream input() {
    return input;
  }

  /**
   * What goes to the peer's application. A write waits for room, also while the line is lost. It
   * returns when the link has taken the bytes; {@link #close} waits until they are delivered.
   *
   * @return always the same stream; closing it closes the session
   */
  public OutputStream output() {
    return output;
  }

  /**
   * What was sent and received so far.
   *
   * @return numbers that do not change any more
   */
  public LinkCounters counters() {
    return shared.counters();
  }

  /**
   * Why the session has ended.
   *
   * @return the reason; null as long as it has not
   */
  public @Nullable LinkEnd end() {
    return shared.end();
  }

  /**
   * Ends the session, and closes the line. All that was written before is delivered first, if the
   * line is there and the peer takes it; this waits for that. An interruption ends the wait, and
   * what is not delivered yet is lost. A second call does nothing.
   */
  @Override
  public void close() {
    shared.close();
  }

  private final class Input extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, target.length);
      return length == 0 ? 0 : shared.take(ByteBuffer.wrap(target, offset, length));
    }

    @Override
    public int available() {
      return shared.readable();
    }

    @Override
    public void close() {
      shared.close();
    }
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, source.length);
      shared.offer(ByteBuffer.wrap(source, offset, length));
    }

    @Override
    public void close() {
      shared.close();
    }
  }
}
