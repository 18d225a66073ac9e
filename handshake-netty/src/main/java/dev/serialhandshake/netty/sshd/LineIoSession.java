// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.netty.internal.LineAddresses;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.session.SessionChannel;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.io.EOFException;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.io.IoAcceptor;
import org.apache.sshd.common.io.IoConnectFuture;
import org.apache.sshd.common.io.IoConnector;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoServiceEventListener;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.netty.NettyIoService;
import org.apache.sshd.netty.NettyIoSession;
import org.jspecify.annotations.Nullable;

/**
 * A MINA session on a channel that becomes active when its line is in sync. Nothing of SSH exists
 * before that, so whatever goes wrong until then is told to the future of the connection.
 */
final class LineIoSession extends NettyIoSession implements Counted {
  /** A login with all its algorithms takes less than 10 kB. */
  private static final int MAX_UNWRITTEN = 64 * 1024;

  private final Handler lineHandler = new Handler();
  private final @Nullable IoConnectFuture connected;
  private volatile @Nullable Channel channel;
  private volatile @Nullable SocketAddress local;
  private volatile @Nullable SocketAddress remote;
  private final LastWords lastWords = new LastWords();
  private final ReadGate reads = new ReadGate(() -> context);
  private final AtomicLong unwritten = new AtomicLong();
  private final AtomicLong sent = new AtomicLong();
  private final LineTraffic traffic = new LineTraffic(System::nanoTime, sent::get);
  private volatile @Nullable IoWriteFuture lastWrite;
  private boolean started;

  /**
   * Creates a session.
   *
   * @param connected completes when a client's session starts; {@code null} for a server's
   */
  LineIoSession(NettyIoService service, IoHandler ssh, @Nullable IoConnectFuture connected) {
    super(service, ssh, null);
    this.connected = connected;
  }

  /** Returns the handler for the channel's pipeline. */
  Handler handler() {
    return lineHandler;
  }

  /** Returns how many bytes MINA has given to the line so far, written or not. */
  long sentBytes() {
    return sent.get();
  }

  /** Returns the channel of a session that has begun. */
  Channel channel() {
    return Objects.requireNonNull(channel, "not begun");
  }

  /** Whether the session of a link waits for its line: then nobody can answer. */
  static boolean isAway(@Nullable IoSession session) {
    return session instanceof LineIoSession line
        && line.channel instanceof LinkChannel link
        && link.isWaiting();
  }

  /**
   * How much longer the silence of a client may last than without a link. A link finds out by
   * itself that its line is lost, and then the session waits. Nobody else may be sooner.
   *
   * @return nanoseconds; zero without a link
   */
  static long silenceOfLink(@Nullable IoSession session) {
    return session instanceof LineIoSession line && line.channel instanceof LinkChannel link
        ? link.silence().toNanos()
        : 0;
  }

  @Override
  public LineTraffic traffic() {
    return traffic;
  }

  @Override
  public @Nullable SocketAddress getLocalAddress() {
    return local;
  }

  @Override
  public @Nullable SocketAddress getRemoteAddress() {
    return remote;
  }

  /** What a server was reached at: the line itself. A client was reached at nothing. */
  @Override
  public @Nullable SocketAddress getAcceptanceAddress() {
    return connected == null ? local : null;
  }

  @Override
  public void suspendRead() {
    reads.hold(ReadGate.Owner.USER);
  }

  @Override
  public void resumeRead() {
    reads.letGo(ReadGate.Owner.USER);
  }

  /**
   * MINA queues what it writes without an end. Who has logged in is held back by the windows of
   * SSH; before, a client that sends and does not read is not read either.
   */
  @Override
  public IoWriteFuture writeBuffer(Buffer buffer) {
    int length = buffer.available();
    sent.addAndGet(length);
    if (unwritten.addAndGet(length) > MAX_UNWRITTEN && connected == null && !isLoggedIn()) {
      reads.hold(ReadGate.Owner.FLOOD);
    }
    IoWriteFuture written = super.writeBuffer(buffer);
    lastWrite = written;
    written.addListener(
        done -> {
          if (unwritten.addAndGet(-length) <= MAX_UNWRITTEN / 2) {
            reads.letGo(ReadGate.Owner.FLOOD);
          }
        });
    return written;
  }

  private boolean isLoggedIn() {
    AbstractSession session = AbstractSession.getSession(this, true);
    return session != null && session.isAuthenticated();
  }

  @Override
  protected void channelActive(ChannelHandlerContext ctx) throws Exception {
    if (started) {
      return;
    }
    Channel line = ctx.channel();
    channel = line;
    local = LineAddresses.inet(line, line.localAddress());
    remote = LineAddresses.inet(line, line.remoteAddress());
    if (!isWelcome(ctx)) {
      return;
    }
    started = true;
    super.channelActive(ctx);
    AbstractSession session = AbstractSession.getSession(this, true);
    if (session != null) {
      session.addSessionListener(lastWords);
      if (connected != null) {
        SshKeepAlive.installDefault(session);
      }
    }
  }

  /** Asks the listener of the service, as sshd-netty does. An exception of it refuses the line. */
  private boolean isWelcome(ChannelHandlerContext ctx) {
    IoServiceEventListener listener = service.getIoServiceEventListener();
    if (listener == null) {
      return true;
    }
    try {
      if (service instanceof IoAcceptor acceptor) {
        listener.connectionAccepted(acceptor, local, remote, local);
      } else if (service instanceof IoConnector connector) {
        listener.connectionEstablished(connector, local, context(), remote);
      }
      return true;
    } catch (Exception e) {
      refuse(ctx, listener, e);
      return false;
    }
  }

  private @Nullable AttributeRepository context() {
    return (AttributeRepository) getAttribute(AttributeRepository.class);
  }

  private void refuse(ChannelHandlerContext ctx, IoServiceEventListener listener, Exception why) {
    try {
      if (service instanceof IoAcceptor acceptor) {
        listener.abortAcceptedConnection(acceptor, local, remote, local, why);
      } else if (service instanceof IoConnector connector) {
        listener.abortEstablishedConnection(connector, local, context(), remote, why);
      }
    } catch (Exception e) {
      log.debug("the listener fails once more: {}", e.toString());
    }
    if (connected == null) {
      ctx.fireExceptionCaught(why);
    } else {
      connected.setException(why);
    }
    lastWords.say(ctx, null);
    LastWrite.thenClose(ctx, null);
  }

  @Override
  protected void channelRead(ChannelHandlerContext ctx, Readable bytes) throws Exception {
    traffic.received(bytes.available());
    super.channelRead(ctx, bytes);
  }

  @Override
  protected void channelInactive(ChannelHandlerContext ctx) throws Exception {
    if (started) {
      super.channelInactive(ctx);
    } else if (connected != null) {
      connected.setException(new EOFException("the line closed before it was in sync"));
    }
  }

  @Override
  protected void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
    if (started) {
      super.exceptionCaught(ctx, cause);
    } else if (connected != null) {
      connected.setException(rootOf(cause));
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** Of a line that was never open, what the open failed with; the handshake has nothing to say. */
  private static Throwable rootOf(Throwable failure) {
    boolean neverOpen = failure instanceof HandshakeException e && e.report() == null;
    Throwable cause = failure.getCause();
    return neverOpen && cause != null ? cause : failure;
  }

  private void sayLastWords() {
    ChannelHandlerContext ctx = context;
    if (ctx == null || !ctx.channel().isActive()) {
      return;
    }
    boolean identSent = sent.get() > 0;
    lastWords.say(ctx, identSent ? AbstractSession.getSession(this, true) : null);
  }

  /** Whether the calling thread is the one that this session needs to write and to close. */
  boolean isOnItsEventLoop() {
    ChannelHandlerContext ctx = context;
    return ctx != null && ctx.executor().inEventLoop();
  }

  /**
   * As in the superclass, but all that MINA has written leaves first, not only what the channel has
   * already, and the future is not done before the channel is closed.
   */
  @Override
  protected CloseFuture doCloseGracefully() {
    ChannelHandlerContext ctx = context;
    CloseFuture written = new DefaultCloseFuture(toString(), futureLock);
    if (ctx == null) {
      written.setClosed();
      return written;
    }
    sayLastWords();
    LastWrite.then(ctx, lastWrite, written::setClosed); // Then MINA closes at once.
    return written;
  }

  /** MINA's future is done when the line is free: who opens it again then must get it. */
  @Override
  protected void doCloseImmediately() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      super.doCloseImmediately();
      return;
    }
    sayLastWords();
    ChannelFuture closed = ctx.channel().closeFuture();
    LastWrite.thenClose(ctx, lastWrite);
    if (closed.isDone()) {
      super.doCloseImmediately(); // Also where the event loop has ended, and tells nobody.
    } else {
      closed.addListener(done -> super.doCloseImmediately());
    }
  }

  /** The adapter of sshd-netty. */
  final class Handler extends Adapter {
    /** A session channel is in sync from its beginning, so its channelActive may be over. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
      if (connected != null) {
        ctx.channel().attr(NettyIoService.CONNECT_FUTURE_KEY).set(connected);
        boolean inSync =
            ctx.channel() instanceof SessionChannel || ctx.channel() instanceof LinkChannel;
        if (inSync && ctx.channel().isActive()) {
          channelActive(ctx);
          reads.open(); // unless the user has suspended them meanwhile
        }
      }
    }

    /** The adapter reads a buffer from its index 0 on, wherever its reader index is. */
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
      ByteBuf bytes = (ByteBuf) message;
      super.channelRead(ctx, bytes.readerIndex() == 0 ? bytes : bytes.slice());
    }
  }
}
