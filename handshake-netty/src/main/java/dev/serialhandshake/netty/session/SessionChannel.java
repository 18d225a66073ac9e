// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import dev.serialhandshake.netty.internal.LineAddresses;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.EmptyByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * One session on a line: a channel that begins when the line is in sync, and ends when the session
 * ends. The line, its {@link #parent()}, stays open for the next session. {@link
 * SessionLoopHandler} makes it.
 *
 * <pre>
 *   line    [ ... ][ SessionLoopHandler ]        one open serial port, TCP or Unix socket
 *                        |  ^
 *   writes, read demand  v  |  bytes, writability, end of the line
 *   session        [ the handlers of this session ]
 * </pre>
 *
 * <p><b>Threads.</b> It is registered on the event loop of its line; all its handlers run there.
 *
 * <p><b>Reading.</b> The line is read when the session asks for bytes, by auto-read or by {@link
 * #read()}. No more than one read of the line waits in memory. Buffers belong to the handler that
 * gets them. When the line closes, the bytes that wait are delivered, asked for or not, and then
 * {@code channelInactive}.
 *
 * <p><b>Writing.</b> Flushed messages go to the line's pipeline in order while the line is
 * writable; the line releases them. A promise completes when the write of the line completes. Until
 * then its bytes count towards {@link #isWritable()}, which is also false while the line is not
 * writable.
 *
 * <p><b>The end.</b> {@code close()} and {@code disconnect()} end the session and never the line.
 * They hand flushed messages to the line, fail messages that were written and not flushed, and
 * return. A write that the line has not finished by then fails with {@code ClosedChannelException},
 * although its bytes may still go out. A line cannot be half-closed, so this is no {@code
 * DuplexChannel}.
 *
 * <p><b>Addresses.</b> Those of the line if they are Internet addresses. Otherwise they are an
 * unresolved host with the name of the line, and port 0. The reason: SSH libraries cast addresses
 * to {@link InetSocketAddress}, and match them against rules for IP addresses, which a line must
 * not pass.
 */
public final class SessionChannel extends AbstractChannel {
  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private volatile ChannelHandlerContext line;
  private Runnable ended;
  private final SessionReads reads;
  private final SessionWrites writes;
  private final ChannelConfig config;
  private volatile boolean open = true;
  private boolean suspended;

  /**
   * Creates a session; register it on the line's event loop to start it.
   *
   * @param line the context through which the line is read and written
   * @param ended runs on the event loop after the session's {@code channelInactive} and {@code
   *     channelUnregistered}
   */
  SessionChannel(ChannelHandlerContext line, Runnable ended) {
    super(line.channel());
    this.line = line;
    this.ended = ended;
    reads = new SessionReads(pipeline(), line);
    writes = new SessionWrites(line, () -> unsafe().outboundBuffer());
    config = new Config();
    config.setAllocator(line.alloc());
  }

  /**
   * The line goes on over another connection on the same event loop. Nothing of this session is on
   * its way over the former one: it was {@linkplain #suspend() suspended}, and all was written.
   *
   * @param next the context through which the line is read and written from now on
   * @param nowEnded runs at the end in place of what was given before
   */
  @SuppressWarnings("deprecation") // only the address changes: Netty has no other event for it
  void moveTo(ChannelHandlerContext next, Runnable nowEnded) {
    line = next;
    ended = nowEnded;
    invalidateLocalAddress();
    invalidateRemoteAddress();
    writes.moveTo(next);
    reads.moveTo(next);
  }

  /** The line, or the connection that carries it now. */
  @Override
  public Channel parent() {
    return line.channel();
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public InetSocketAddress localAddress() {
    return (InetSocketAddress) super.localAddress();
  }

  @Override
  public InetSocketAddress remoteAddress() {
    return (InetSocketAddress) super.remoteAddress();
  }

  @Override
  public String toString() {
    return "[session 0x" + id().asShortText() + (open ? " on " : " ended on ") + parent() + ']';
  }

  /** The line has no more than one message of this session at a time to write. */
  void writeOneByOne() {
    writes.oneByOne();
  }

  /** The line gets nothing of what this session writes, until it is resumed. */
  void suspend() {
    writes.suspend(true);
    suspended = true;
    lineWritabilityChanged();
  }

  /** The line gets what was held back, and what is written from now on. */
  void resume() {
    writes.suspend(false);
    suspended = false;
    lineWritabilityChanged();
  }

  /** How many bytes from the line this session has not asked for yet. */
  int unreadBytes() {
    return reads.waitingBytes();
  }

  /** Bytes from the line; takes ownership of them. */
  void receive(ByteBuf bytes) {
    if (open) {
      reads.receive(bytes);
    } else {
      bytes.release();
    }
  }

  /** One read of the line is over. */
  void receiveComplete() {
    reads.receiveComplete();
  }

  /** The line's writability may have changed. */
  void lineWritabilityChanged() {
    if (open) {
      ((SessionUnsafe) unsafe()).lineWritabilityChanged();
    }
  }

  /** The line is gone: delivers what it left behind, then ends the session. */
  void lineClosed() {
    reads.drain();
    abort();
  }

  /** Ends the session without handing over what it still has to write. */
  void abort() {
    writes.close();
    unsafe().close(unsafe().voidPromise());
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new SessionUnsafe();
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return loop == line.channel().eventLoop();
  }

  @Override
  protected SocketAddress localAddress0() {
    return LineAddresses.inet(parent(), parent().localAddress());
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return LineAddresses.inet(parent(), parent().remoteAddress());
  }

  @Override
  protected void doBind(SocketAddress localAddress) {
    throw new UnsupportedOperationException("a session is bound to its line");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doBeginRead() {
    reads.request();
  }

  /** A cancelled write leaves {@code EMPTY_BUFFER} behind; nobody else's message may look so. */
  @Override
  protected Object filterOutboundMessage(Object message) {
    return message == Unpooled.EMPTY_BUFFER ? new EmptyByteBuf(alloc()) : message;
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) {
    writes.handOver(buffer, false);
  }

  @Override
  protected void doClose() {
    open = false;
    reads.close();
    writes.close();
  }

  /** Runs once the session is closed, right before its handlers learn of it. */
  @Override
  protected void doDeregister() {
    if (open) {
      unsafe().close(unsafe().voidPromise());
    } else {
      eventLoop().execute(ended);
    }
  }

  private final class SessionUnsafe extends AbstractUnsafe {
    @Override
    public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      safeSetFailure(promise, new UnsupportedOperationException("a session has its line already"));
    }

    @Override
    public void close(ChannelPromise promise) {
      if (!promise.setUncancellable()) {
        return;
      }
      ChannelOutboundBuffer buffer = outboundBuffer();
      if (buffer != null) {
        writes.handOver(buffer, true);
      }
      super.close(promise);
    }

    void lineWritabilityChanged() {
      ChannelOutboundBuffer buffer = outboundBuffer();
      if (buffer != null) {
        boolean writable = line.channel().isWritable() && !suspended;
        buffer.setUserDefinedWritability(1, writable);
        if (writable) {
          flush0();
        }
      }
    }
  }

  /** As in Netty's own transports, switching auto-read off takes back a read asked for before. */
  private final class Config extends DefaultChannelConfig {
    Config() {
      super(SessionChannel.this);
    }

    @Override
    protected void autoReadCleared() {
      if (!isRegistered()) {
        return;
      }
      if (eventLoop().inEventLoop()) {
        reads.cancelRequest();
      } else {
        eventLoop().execute(reads::cancelRequest);
      }
    }
  }
}
