// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.line.ReceivedText;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.State;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Logs what a line receives during handshakes, and nothing of a session. In the pipeline it comes
 * before the handler of the handshake, and looks after each read what became of the handshake:
 *
 * <ul>
 *   <li>Until a client's ACK all bytes are noise or frames. They are logged.
 *   <li>Bytes after the ACK may be the first of a session. They are kept until that is known. If
 *       the handshake goes back to its beginning, they are logged. If the session begins, they are
 *       not.
 *   <li>From the beginning of a session to its end nothing is logged.
 * </ul>
 *
 * <p>A line of text without an end, for instance a prompt, is logged when nothing has followed it
 * for two seconds.
 */
final class BootLogHandler extends ChannelInboundHandlerAdapter {

  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How many bytes are kept while a session may begin. Further bytes are not logged. */
  private static final int MOST_KEPT = 64 * 1024;

  private final ReceivedText text;
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

  private @Nullable ChannelHandlerContext added;

  /** The state of the handshake; null during a session. */
  private @Nullable State state;

  /** Whether a session has begun during the current read. It may already be over. */
  private boolean began;

  private long lastAt;
  private boolean timerRuns;

  BootLogHandler(ReceivedText text) {
    this.text = text;
  }

  /**
   * The observer by which this handler knows a handshake from a session. Each handshake of the line
   * must have it.
   */
  HandshakeObserver observer() {
    return new HandshakeObserver() {
      @Override
      public void stateChanged(State from, State to) {
        state = to == State.ESTABLISHED ? null : to;
        began |= state == null;
        if (to.isFinal()) {
          kept.reset();
          text.end();
        } else if (!mayBeASession()) {
          log(kept.toByteArray());
          kept.reset();
        }
      }
    };
  }

  @Override
  public void handlerAdded(ChannelHandlerContext line) {
    added = line;
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    if (state == null || !(message instanceof ByteBuf bytes)) {
      line.fireChannelRead(message);
      return;
    }
    byte[] read = ByteBufUtil.getBytes(bytes);
    began = false;
    line.fireChannelRead(message);
    if (began) {
      return;
    }
    if (mayBeASession()) {
      kept.write(read, 0, Math.min(read.length, MOST_KEPT - kept.size()));
    } else if (state != null) {
      log(read);
    }
  }

  private boolean mayBeASession() {
    return state == State.CONFIRMING || state == State.MAYBE_SYN;
  }

  private void log(byte[] bytes) {
    ChannelHandlerContext line = added;
    if (line == null) {
      return;
    }
    for (byte octet : bytes) {
      text.add(octet);
    }
    lastAt = line.executor().ticker().nanoTime();
    awaitEnd(line, QUIET_NANOS);
  }

  private void awaitEnd(ChannelHandlerContext line, long nanos) {
    if (!timerRuns && text.isWithinLine()) {
      timerRuns = true;
      var unused = line.executor().schedule(() -> lookForEnd(line), nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void lookForEnd(ChannelHandlerContext line) {
    timerRuns = false;
    long quiet = line.executor().ticker().nanoTime() - lastAt;
    if (quiet >= QUIET_NANOS) {
      text.end();
    } else {
      awaitEnd(line, QUIET_NANOS - quiet);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    text.end();
  }
}
