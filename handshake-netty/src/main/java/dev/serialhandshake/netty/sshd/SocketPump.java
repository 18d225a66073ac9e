// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.netty.session.LastBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a forwarded connection. It copies both ways, each at the pace of its reader.
 *
 * <pre>
 *   socket ──read──► [waiting] ──one write at a time──► tunnel      its end: SSH_MSG_CHANNEL_EOF
 *   socket ◄──write, then the window opens again─────── tunnel      its end: the socket's output
 *                                                                   is shut down
 * </pre>
 *
 * <p>When both directions have ended, the socket closes. When the socket closes, so does the
 * tunnel, after the bytes that wait. When the tunnel closes, so does the socket, after the bytes
 * that it was given.
 */
final class SocketPump extends ChannelInboundHandlerAdapter {

  private final Tunnel tunnel;

  /** An event loop may read once more than it was asked to: when the peer ends its output. */
  private final Queue<ByteBuf> waiting = new ArrayDeque<>();

  private @Nullable Channel added;
  private boolean sending;
  private boolean started;
  private boolean inputEnded;
  private boolean inputEndPassed;
  private boolean outputEnded;
  private boolean closed;

  SocketPump(Tunnel tunnel) {
    this.tunnel = tunnel;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    added = context.channel();
  }

  private Channel socket() {
    return Objects.requireNonNull(added, "in no pipeline");
  }

  /** From here, the socket closes when the tunnel does. */
  void closeWithTunnel() {
    tunnel.addCloseFutureListener(end -> LastBytes.thenClose(socket()));
  }

  /** The tunnel is open: the socket may be read. On any thread. */
  void start() {
    socket()
        .eventLoop()
        .execute(
            () -> {
              started = true;
              next();
            });
  }

  /** Bytes from the tunnel. On any thread. */
  void write(byte[] data, int offset, int length) {
    LocalWindow window = tunnel.getLocalWindow();
    socket()
        .writeAndFlush(Unpooled.copiedBuffer(data, offset, length))
        .addListener(
            written -> { // or failed: then the bytes are discarded, as OpenSSH does
              if (window.isOpen()) {
                try {
                  window.release(length);
                } catch (IOException e) {
                  tunnel.close(true);
                }
              }
            });
  }

  /** No more bytes come from the tunnel. On any thread. */
  void endOutput() {
    socket().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> shutOutput());
  }

  private void shutOutput() {
    ChannelFuture shut =
        socket() instanceof DuplexChannel duplex
            ? duplex.shutdownOutput()
            : socket().newSucceededFuture();
    shut.addListener(
        done -> {
          outputEnded = true;
          closeIfOver();
        });
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    waiting.add((ByteBuf) message);
    next();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      next();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    inputEnded = true;
    outputEnded = true;
    closed = true;
    next();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    closeSocket(); // the connection was reset: neither direction goes on
  }

  /** Sends what waits; then passes the end on, or asks for more. */
  private void next() {
    if (sending || !started) {
      return;
    }
    ByteBuf bytes = waiting.poll();
    if (bytes != null) {
      sending = true;
      send(bytes);
    } else if (closed) {
      tunnel.close(false);
    } else if (inputEnded) {
      passInputEnd();
    } else {
      socket().read();
    }
  }

  private void send(ByteBuf bytes) {
    try {
      tunnel
          .toPeer()
          .writeBuffer(new ByteArrayBuffer(ByteBufUtil.getBytes(bytes)))
          .addListener(done -> socket().eventLoop().execute(() -> sent(done.isWritten())));
    } catch (IOException e) {
      sent(false);
    } finally {
      bytes.release();
    }
  }

  private void sent(boolean written) {
    sending = false;
    if (written) {
      next();
    } else {
      release();
      closeSocket();
      tunnel.close(false);
    }
  }

  private void passInputEnd() {
    if (inputEndPassed) {
      return;
    }
    inputEndPassed = true;
    try {
      tunnel.endOutput();
    } catch (IOException e) {
      tunnel.close(true);
    }
    closeIfOver();
  }

  private void closeSocket() {
    socket().close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
  }

  private void closeIfOver() {
    if (inputEndPassed && outputEnded) {
      closeSocket();
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (!sending) {
      release();
    }
  }

  private void release() {
    ByteBuf bytes;
    while ((bytes = waiting.poll()) != null) {
      bytes.release();
    }
  }
}
