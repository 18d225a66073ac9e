// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.State;
import dev.serialhandshake.netty.HandshakeCompletionEvent;
import dev.serialhandshake.netty.HandshakeHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves a line for as long as it is open: a handshake, then a session, then a handshake again. Add
 * it last to the pipeline of a line; it puts the handlers for the handshake in front of itself.
 *
 * <pre>{@code
 * handshake  [ ... ][ HandshakeHandler ][ SessionLoopHandler ]
 * session    [ ... ][ SessionLoopHandler ] <-> SessionChannel [ handlers of the session ]
 * handshake  [ ... ][ HandshakeHandler ][ SessionLoopHandler ]      the session ended
 * }</pre>
 *
 * <pre>{@code
 * line.pipeline().addLast(new SessionLoopHandler(
 *     () -> HandshakeHandler.server(HandshakeHandlerSettings.forServedLine()),
 *     new ChannelInitializer<SessionChannel>() {
 *       protected void initChannel(SessionChannel session) {
 *         session.pipeline().addLast(new EchoHandler());
 *       }
 *     }));
 * }</pre>
 *
 * <p><b>What happens when.</b> A successful {@link HandshakeCompletionEvent} starts a {@link
 * SessionChannel}. When that has closed and its handlers have seen {@code channelInactive}, a new
 * handshake begins on the same open line. A new handshake also begins after a failed one, if the
 * handshake handler left the line open. A {@link LineResetEvent} ends the session at once. When the
 * line closes, the session closes too.
 *
 * <p>A line whose input is shut (the peer closed its side of a socket with {@code
 * ALLOW_HALF_CLOSURE}) can have no handshake any more. It is closed when its session ends, or at
 * once if it has none. If the handler is paused then, the line is closed when it is resumed.
 *
 * <p><b>What passes.</b> During a session, bytes, exceptions and user events of the line go to the
 * session. Events and exceptions also go to the handlers after this one, always. If an event is
 * reference-counted, each of the two gets a reference of its own. Bytes that arrive between a
 * session and the next handshake are released, and so are bytes that an ended session has not read.
 * Messages that are not bytes go on along the line.
 *
 * <p><b>Reading.</b> During a session the line's auto-read is off, because the session's demand
 * counts. It is set back at the end of the session.
 *
 * <p><b>Pausing.</b> While the handler is {@linkplain #pause() paused}, no handshake runs: the
 * bytes that the line reads are released, and no SYN is answered. With auto-read off the line reads
 * nothing meanwhile, and what waits in it is read after {@link #resume()}.
 *
 * <p>Everything runs on the line's event loop. An instance serves one line.
 */
public final class SessionLoopHandler extends ChannelInboundHandlerAdapter {
  private final Supplier<? extends ChannelHandler> handshakes;
  private final ChannelHandler sessionHandler;

  private @Nullable ChannelHandler handshake;
  private @Nullable SessionChannel session;
  private @Nullable volatile ChannelHandlerContext added;
  private volatile boolean paused;
  private volatile @Nullable Supplier<ByteBuf> goodbye;
  private boolean lineAutoRead;
  private boolean inputShut;
  private boolean removed;

  /**
   * Creates the handler for one line.
   *
   * @param handshakes makes a handler for each handshake, of either role; it announces its end by a
   *     {@link HandshakeCompletionEvent} and leaves the pipeline by itself if it succeeded
   * @param sessionHandler is added to the pipeline of each session, so it must be sharable: usually
   *     a {@code ChannelInitializer}
   */
  public SessionLoopHandler(
      Supplier<? extends ChannelHandler> handshakes, ChannelHandler sessionHandler) {
    this.handshakes = Objects.requireNonNull(handshakes, "handshakes");
    this.sessionHandler = Objects.requireNonNull(sessionHandler, "sessionHandler");
  }

  /**
   * Stops handshakes until {@link #resume}. A handshake that is under way is abandoned, and no new
   * one begins. A session goes on to its end. May be called on any thread, also before the handler
   * is added. Does nothing if the handler is paused already.
   *
   * <p>A client may be in sync already, while the server waits for its first byte ({@code
   * HandshakeSettings} can ask for that). Such a client is not told; {@link #pause(Supplier)} tells
   * it.
   */
  public void pause() {
    pause(null);
  }

  /**
   * Stops handshakes, as {@link #pause()} does, and sends a goodbye to a client that is in sync
   * already. The server has sent the final ACK to this client and waits for its first byte, so for
   * the client the line is established. Nothing on a line marks the end of a connection: without a
   * goodbye, the client would wait for a session that never begins.
   *
   * @param goodbye makes the bytes for such a client, in the protocol of the session. It is called
   *     on the line's event loop, and only if there is such a client. Null to send nothing
   */
  public void pause(@Nullable Supplier<ByteBuf> goodbye) {
    if (!paused) {
      this.goodbye = goodbye;
      paused = true;
    }
    settle();
  }

  /**
   * Begins handshakes again. May be called on any thread; does nothing if the handler is not
   * paused.
   */
  public void resume() {
    paused = false;
    settle();
  }

  /** Brings the line to what was asked for last. */
  private void settle() {
    ChannelHandlerContext line = added;
    if (line == null) {
      return; // the loop begins when this handler is added
    }
    Runnable step =
        () -> {
          if (paused && line.channel().isOpen()) {
            abandonHandshake(line);
          } else if (handshake == null) {
            startHandshake(line);
          }
        };
    if (line.executor().inEventLoop()) {
      step.run();
      return;
    }
    try {
      line.executor().execute(step);
    } catch (RejectedExecutionException e) {
      // The event loop has ended, and the line with it.
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext line) {
    added = line;
    startHandshake(line);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    removed = true;
    if (session != null) {
      session.abort();
    }
    if (line.channel().isOpen()) {
      removeHandshake(line);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      line.fireChannelRead(message);
    } else if (session != null) {
      session.receive(bytes);
    } else {
      bytes.release();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext line) {
    if (session != null) {
      session.receiveComplete();
    }
    line.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext line) {
    if (session != null) {
      session.lineWritabilityChanged();
    }
    line.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext line) {
    if (session != null) {
      session.lineClosed();
    }
    line.fireChannelInactive();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext line, Object event) {
    if (event == ChannelInputShutdownEvent.INSTANCE
        || event == ChannelInputShutdownReadComplete.INSTANCE) {
      inputShut = true;
    }
    if (event instanceof HandshakeCompletionEvent completion) {
      if (completion.isSuccess()) {
        startSession(line);
      } else if (handshake != null) { // null if this handler has removed it
        startAnother(line, handshake);
      }
    } else if (session != null) {
      session.pipeline().fireUserEventTriggered(ReferenceCountUtil.retain(event));
      if (event instanceof LineResetEvent) {
        session.abort();
      }
    }
    line.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
    if (session != null) {
      session.pipeline().fireExceptionCaught(cause);
    }
    line.fireExceptionCaught(cause);
  }

  /** Not within the event of the failure: those who are told of it next may still read it. */
  private void startAnother(ChannelHandlerContext line, ChannelHandler failed) {
    line.channel()
        .eventLoop()
        .execute(
            () -> {
              if (handshake == failed) {
                startHandshake(line);
              }
            });
  }

  private void startHandshake(ChannelHandlerContext line) {
    if (removed || session != null || !line.channel().isOpen()) {
      return;
    }
    if (inputIsShut(line.channel())) {
      // After the bytes that the last session has written.
      line.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    if (paused) {
      removeHandshake(line);
      return;
    }
    try {
      removeHandshake(line);
      handshake = handshakes.get();
      line.pipeline().addBefore(line.name(), null, handshake);
    } catch (RuntimeException e) {
      line.fireExceptionCaught(e);
      line.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }

  /** No client can be heard on such a line, and none can be waited for. */
  private boolean inputIsShut(Channel line) {
    // A socket that is not connected yet says that its input is shut.
    return inputShut
        || (line instanceof DuplexChannel duplex && line.isActive() && duplex.isInputShutdown());
  }

  private void abandonHandshake(ChannelHandlerContext line) {
    Supplier<ByteBuf> word = clientIsInSync() ? goodbye : null;
    removeHandshake(line);
    if (word != null) {
      line.writeAndFlush(word.get()).addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
    }
  }

  /** Whether the server waits for the first byte of a client that it has sent the final ACK to. */
  private boolean clientIsInSync() {
    HandshakeReport report = handshake instanceof HandshakeHandler h ? h.progress() : null;
    return report != null
        && (report.state() == State.CONFIRMING || report.state() == State.MAYBE_SYN);
  }

  /** A handshake that succeeded is gone by itself; one that failed may still be there. */
  private void removeHandshake(ChannelHandlerContext line) {
    ChannelHandler over = handshake;
    handshake = null;
    if (over != null && line.pipeline().context(over) != null) {
      line.pipeline().remove(over);
    }
  }

  private void startSession(ChannelHandlerContext line) {
    if (session != null) {
      return;
    }
    handshake = null;
    lineAutoRead = line.channel().config().isAutoRead();
    line.channel().config().setAutoRead(false);
    SessionChannel started = new SessionChannel(line, () -> endSession(line));
    session = started;
    started.pipeline().addLast(sessionHandler);
    line.channel()
        .eventLoop()
        .register(started)
        .addListener(
            registered -> {
              if (registered.isSuccess()) {
                started.lineWritabilityChanged();
              } else {
                line.fireExceptionCaught(registered.cause());
                endSession(line);
              }
            });
  }

  private void endSession(ChannelHandlerContext line) {
    session = null;
    if (line.channel().isOpen()) {
      line.channel().config().setAutoRead(lineAutoRead);
      startHandshake(line);
    }
  }
}
