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
 * A {@link Link} over blocking streams, for programs without an event loop. Its session goes on
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
 * <p>Both streams block while the line is lost, until the grace time is over. A write blocks while
 * the peer takes nothing, so memory is bounded. One thread may read while another one writes and a
 * third one closes.
 *
 * <p>A link has three daemon threads: one reads the line, one writes to it, and one drives the
 * {@link Link}. They end with the session, or when the call that they are in returns.
 */
public final class BlockingLink implements Closeable {

  /** A line on which both ends have shaken hands. */
  public interface Line extends Closeable {

    /**
     * The bytes from the peer. A read returns as soon as there is a byte.
     *
     * @return always the same stream
     */
    InputStream in();

    /**
     * The bytes to the peer.
     *
     * @return always the same stream
     */
    OutputStream out();

    /** Closes the line. Reads and writes that are blocked in other threads end. */
    @Override
    void close() throws IOException;
  }

  /** Opens the line again after it was lost. */
  @FunctionalInterface
  public interface LineSource {

    /**
     * Opens the line and shakes hands on it. If it fails, it is called again after a pause, until
     * the grace time is over. If the session is closed meanwhile, its thread is interrupted.
     *
     * @param most what is left of the grace time; the call must not take longer
     * @return a line that the link closes
     * @throws IOException when there is no line at the moment
     * @throws InterruptedException when the thread was interrupted
     */
    Line open(Duration most) throws IOException, InterruptedException;
  }

  /**
   * Is told when the line is lost and back, on the link's thread. Its methods must return at once.
   */
  public interface Observer {

    /** Does nothing. */
    Observer NONE = new Observer() {};

    /**
     * The line is lost. The session waits.
     *
     * @param cause what the line threw; null if the line ended or the peer was silent
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
   * @param link a link that is not started, of either role; no other code may use it from now on
   * @param line a line on which both ends have shaken hands; the link closes it, also on failure
   * @param again opens the line again after it was lost
   * @param observer is told when the line is lost and back
   * @return a session that goes on until it is closed
   * @throws LinkException when no session begins, for instance because the peer knows no links
   * @throws InterruptedIOException when the calling thread was interrupted
   * @throws IOException only as one of the two above
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
   * The bytes that the peer's application sends. A read blocks while the line is lost. The peer's
   * close is the end of the stream. If the session has ended in another way, a read throws a {@link
   * LinkException}.
   *
   * @return always the same stream; closing it closes the session
   */
  public InputStream input() {
    return input;
  }

  /**
   * The bytes to the peer's application. A write blocks until there is room, also while the line is
   * lost. It returns when the link has taken the bytes. {@link #close} waits until they are
   * delivered.
   *
   * @return always the same stream; closing it closes the session
   */
  public OutputStream output() {
    return output;
  }

  /**
   * What was sent and received so far. May be called on any thread.
   *
   * @return numbers that do not change any more
   */
  public LinkCounters counters() {
    return shared.counters();
  }

  /**
   * Why the session has ended. May be called on any thread.
   *
   * @return the reason; null while the session goes on
   */
  public @Nullable LinkEnd end() {
    return shared.end();
  }

  /**
   * Ends the session and closes the line. Bytes that were written before are delivered first, if
   * the line is there and the peer takes them. This method waits for that. An interruption ends the
   * wait, and bytes that are not delivered yet are lost. A second call does nothing more.
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
