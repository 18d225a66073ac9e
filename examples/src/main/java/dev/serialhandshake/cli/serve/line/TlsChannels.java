// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineException;
import dev.serialhandshake.cli.line.TlsFailures;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Channels within TLS. The handlers of the line are added when TLS is established. For them the
 * channel becomes active then.
 */
final class TlsChannels {

  /** The same time as Netty's limit for a TCP connection. */
  private static final Duration LONGEST_HANDSHAKE = Duration.ofSeconds(30);

  private TlsChannels() {}

  /**
   * Begins to open a channel.
   *
   * @param engine TLS, which also checks the certificate of the peer
   * @param next is added when TLS is established
   * @return succeeds when TLS is established
   */
  static ChannelFuture open(
      Bootstrap client,
      InetSocketAddress address,
      LineAddress.Tcp line,
      SSLEngine engine,
      ChannelHandler next) {
    return open(client, address, line, engine, next, LONGEST_HANDSHAKE);
  }

  static ChannelFuture open(
      Bootstrap client,
      InetSocketAddress address,
      LineAddress.Tcp line,
      SSLEngine engine,
      ChannelHandler next,
      Duration limit) {
    // To check a certificate takes a while. So another thread does it, and not the event loop.
    SslHandler tls = new SslHandler(engine, Threads.BLOCKING);
    tls.setHandshakeTimeoutMillis(limit.toMillis());
    ChannelFuture connecting =
        client.channel(Transport.tcp()).handler(initializer(tls, next)).connect(address);
    ChannelPromise established = connecting.channel().newPromise();
    connecting.addListener(
        connected -> {
          if (!connected.isSuccess()) {
            established.setFailure(connected.cause());
            return;
          }
          tls.handshakeFuture()
              .addListener(
                  done -> {
                    if (done.isSuccess()) {
                      // Established adds the handlers of the line only after this listener. So the
                      // promise is fulfilled in a later task.
                      connecting.channel().eventLoop().execute(established::trySuccess);
                    } else {
                      established.setFailure(failure(line, limit, done.cause()));
                    }
                  });
        });
    return established;
  }

  private static ChannelInitializer<Channel> initializer(SslHandler tls, ChannelHandler next) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(tls, new Established(next));
      }
    };
  }

  private static LineException failure(LineAddress.Tcp line, Duration limit, Throwable cause) {
    if (cause instanceof SslHandshakeTimeoutException) {
      return TlsFailures.overdue(line, limit);
    }
    if (cause instanceof NotSslRecordException) {
      return TlsFailures.noTls(line);
    }
    return cause instanceof ClosedChannelException || isOfConnection(cause.getCause())
        ? TlsFailures.closed(line)
        : TlsFailures.refused(cause);
  }

  /** Whether the connection failed, and not TLS: for example a write of TLS. */
  private static boolean isOfConnection(@Nullable Throwable cause) {
    return cause instanceof IOException
        && !(cause instanceof SSLException)
        && !(cause instanceof LineException);
  }

  /**
   * Comes after the handler of TLS. It adds the handlers of the line when TLS is established, and
   * closes the channel when the peer ends TLS.
   */
  private static final class Established extends ChannelInboundHandlerAdapter {

    private final ChannelHandler next;
    private boolean established;

    Established(ChannelHandler next) {
      this.next = next;
    }

    /** Not passed on, because TLS is not established yet. */
    @Override
    public void channelActive(ChannelHandlerContext channel) {}

    @Override
    public void channelInactive(ChannelHandlerContext channel) {
      if (established) {
        channel.fireChannelInactive();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext channel, Object event) {
      if (event instanceof SslHandshakeCompletionEvent completion) {
        if (completion.isSuccess() && !established) {
          established = true;
          channel.pipeline().addLast(next);
          channel.fireChannelActive();
        }
      } else if (event instanceof SslCloseCompletionEvent) {
        LineChannels.close(channel.channel()); // after the end of TLS nothing is protected
      } else {
        channel.fireUserEventTriggered(event);
      }
    }

    /** Before TLS is established, the future of {@link #open} tells what is wrong. */
    @Override
    public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
      if (!established) {
        return;
      }
      boolean ofTls = cause instanceof DecoderException;
      channel.fireExceptionCaught(
          ofTls ? new IOException(TlsFailures.broken(cause), cause) : cause);
      if (ofTls) {
        LineChannels.close(channel.channel());
      }
    }
  }
}
