// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import dev.serialhandshake.core.link.Link;
import dev.serialhandshake.core.link.LinkCounters;
import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.LinkState;
import dev.serialhandshake.netty.internal.LineAddresses;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.internal.StringUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The session of a link. It is active from the opening of the link to its end, whatever happens to
 * the line that carries it. {@link LinkSessions} makes it.
 *
 * <pre>
 *   line       [ ... ][ LinkHandler ]        open, lost, open again
 *                        |  ^
 *   frames               v  |
 *   session    [ the handlers of this session ]
 * </pre>
 *
 * <p><b>Threads.</b> It is registered on the event loop of its lines; all its handlers run there.
 *
 * <p><b>Reading.</b> The line is always read, because acknowledgements arrive that way. Bytes that
 * the session has not asked for wait in the link. Its window bounds them: the peer is told to wait.
 * Buffers belong to the handler that gets them.
 *
 * <p><b>Writing.</b> A promise completes when the link has taken the bytes, as with a socket. They
 * are sent until the peer has them. While the window is full, or the line is lost, further writes
 * wait in this channel's buffer, and {@link #isWritable()} tells.
 *
 * <p><b>The end.</b> {@code close()} returns at once. What the link has taken by then is delivered,
 * if the line is there; writes that it has not taken fail. {@link #linkFuture} is done when the
 * peer has everything. When the peer closes, the bytes that it sent before are delivered first,
 * asked for or not. A link cannot be half-closed, so this is no {@code DuplexChannel}.
 *
 * <p><b>Addresses.</b> Those of the line on which the session began.
 */
public final class LinkChannel extends AbstractChannel implements LinkDriver.Session {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final LinkSessions owner;
  private final Link link;
  private final LinkDriver driver;
  private final EventLoop loop;
  private final ChannelHandler sessionHandler;
  private final String number;
  private final ChannelConfig config;
  private final Promise<LinkEnd> ended;
  private volatile Channel lastLine;
  private volatile boolean open = true;
  private volatile boolean opened;
  private volatile boolean interrupted;
  private boolean readPending;
  private boolean loggedIn;
  private @Nullable Throwable lineFailure;
  private @Nullable LinkEnd reason;

  LinkChannel(
      LinkSessions owner,
      Link link,
      ChannelHandlerContext line,
      ChannelHandler sessionHandler,
      String number) {
    super(null);
    this.owner = owner;
    this.link = link;
    this.sessionHandler = sessionHandler;
    this.number = number;
    lastLine = line.channel();
    loop = line.channel().eventLoop();
    driver = new LinkDriver(link, loop, this);
    config = new Config();
    config.setAllocator(line.alloc());
    ended = loop.newPromise();
  }

  /**
   * Whether the session waits for its line to come back. Call it on the event loop.
   *
   * @return true from an interruption until the session goes on or ends
   */
  public boolean isWaiting() {
    return interrupted;
  }

  /**
   * After how long without a good frame the link takes its line for lost. Any thread.
   *
   * @return the time
   */
  public Duration silence() {
    return Duration.ofNanos(link.silenceNanos());
  }

  /**
   * How long the session still waits for its line to come back. Call it on the event loop.
   *
   * @return null while it does not wait
   */
  public @Nullable Duration graceLeft() {
    return interrupted ? Duration.ofNanos(driver.nanosToGraceOver()) : null;
  }

  /**
   * What the link has done. Call it on the event loop.
   *
   * @return its counters at this moment
   */
  public LinkCounters counters() {
    return link.counters();
  }

  /**
   * The end of the link. It may come some time after the end of the channel. Call it on any thread;
   * its listeners run on the event loop.
   *
   * @return a future that always succeeds, with the reason
   */
  public Future<LinkEnd> linkFuture() {
    return ended;
  }

  /** The channel that carries the session, or the one that did so last. */
  @Override
  public Channel parent() {
    return lastLine;
  }

  void loggedIn() {
    loggedIn = true;
  }

  boolean isLoggedIn() {
    return loggedIn;
  }

  String number() {
    return number;
  }

  @Nullable ChannelHandlerContext line() {
    return driver.line();
  }

  LinkState state() {
    return link.state();
  }

  // The line.

  /** The session goes on over this line, or begins on it. */
  void attach(ChannelHandlerContext line) {
    if (line.channel().eventLoop() != loop) {
      throw new IllegalStateException(
          "the line is on another event loop than its session; open it with the session's");
    }
    ChannelHandlerContext former = driver.line();
    if (former != null) {
      lineLost(former, null); // the loss was not noticed yet
      var unused = former.close();
    }
    lastLine = line.channel();
    driver.attach(line);
  }

  /** Takes bytes of the line; releases them. */
  void receive(ChannelHandlerContext line, ByteBuf read) {
    if (line.equals(driver.line())) {
      driver.receive(read);
    } else {
      read.release();
    }
  }

  /** The line may take more. */
  void lineWritabilityChanged(ChannelHandlerContext line) {
    if (line.equals(driver.line())) {
      driver.work();
    }
  }

  void lineLost(ChannelHandlerContext line, @Nullable Throwable cause) {
    if (line.equals(driver.line())) {
      lineFailure = cause;
      driver.detach();
    }
  }

  /** Ends the link now, without waiting for a line: another client has it, or null for nobody. */
  void endNow(@Nullable LinkEnd why) {
    reason = why;
    if (isActive()) {
      if (why != null) {
        tell(LinkStatusEvent.ended(why));
      }
      unsafe().close(unsafe().voidPromise());
    } else {
      driver.close();
    }
  }

  // The link.

  @Override
  public void exchange(Link ours) {
    deliver();
    offer();
  }

  private void deliver() {
    while (readPending && isActive() && link.readable() > 0) {
      readPending = false;
      deliverAll();
    }
    if (!open) {
      Piece unwanted = Piece.get();
      while (link.readable() > 0) { // the peer may have to send this before it can close
        link.take(unwanted.toFill());
      }
    }
  }

  private void deliverAll() {
    int length = link.readable();
    ByteBuf bytes = alloc().ioBuffer(length);
    Piece piece = Piece.get();
    while (link.take(piece.toFill()) > 0) {
      piece.writeTo(bytes);
    }
    pipeline().fireChannelRead(bytes);
    pipeline().fireChannelReadComplete();
  }

  private void offer() {
    ChannelOutboundBuffer buffer = unsafe().outboundBuffer();
    if (buffer == null || !opened) {
      return;
    }
    for (Object message = buffer.current(); message != null; message = buffer.current()) {
      ByteBuf bytes = (ByteBuf) message;
      if (bytes.isReadable()) {
        int taken = offer(bytes);
        buffer.progress(taken);
        if (bytes.isReadable()) {
          return; // the window is full
        }
      }
      buffer.remove();
    }
  }

  private int offer(ByteBuf bytes) {
    int before = bytes.readableBytes();
    Piece piece = Piece.get();
    while (bytes.isReadable() && link.room() > 0) {
      link.offer(piece.readFrom(bytes, link.room()));
    }
    return before - bytes.readableBytes();
  }

  @Override
  public void become(LinkState state) {
    if (state == LinkState.ACCEPTED) {
      owner.accepted(this);
    } else if (state == LinkState.OPEN && !opened) {
      begin();
    } else if (state == LinkState.OPEN && interrupted) {
      interrupted = false;
      pipeline().fireUserEventTriggered(LinkStatusEvent.resumed());
    } else if (state == LinkState.WAITING) {
      interrupt();
    } else if (state.isFinal()) {
      end();
    }
  }

  private void begin() {
    opened = true;
    owner.lineIsTaken();
    pipeline().addLast(sessionHandler);
    loop.register(this)
        .addListener(
            registered -> {
              if (!registered.isSuccess()) {
                driver.close();
              }
            });
  }

  private void interrupt() {
    ChannelHandlerContext line = driver.line();
    if (line != null) {
      driver.detach(); // the link found out by itself
      var unused = line.close();
    }
    owner.waits(this);
    if (opened && open && !interrupted) {
      interrupted = true;
      pipeline().fireUserEventTriggered(LinkStatusEvent.interrupted(lineFailure));
    }
    lineFailure = null;
  }

  private void end() {
    LinkEnd end = Objects.requireNonNullElse(reason, Objects.requireNonNull(link.end()));
    LinkStatusEvent event = LinkStatusEvent.ended(end);
    owner.ended(this);
    if (isActive()) {
      while (isActive() && link.readable() > 0) {
        deliverAll();
      }
      tell(event);
      unsafe().close(unsafe().voidPromise());
    }
    interrupted = false;
    ended.trySuccess(end);
    ChannelHandlerContext line = driver.line();
    if (line != null) {
      ((LinkHandler) line.handler()).linkEnded(line, event, opened);
    }
  }

  private void tell(LinkStatusEvent event) {
    pipeline().fireUserEventTriggered(event);
    Throwable cause = event.cause();
    if (cause != null) {
      pipeline().fireExceptionCaught(cause);
    }
  }

  // The channel.

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
    return open && opened;
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
    return "[link 0x" + id().asShortText() + (open ? " on " : " ended on ") + lastLine + ']';
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new LinkUnsafe();
  }

  @Override
  protected boolean isCompatible(EventLoop other) {
    return other == loop;
  }

  @Override
  protected SocketAddress localAddress0() {
    return LineAddresses.inet(lastLine, lastLine.localAddress());
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return LineAddresses.inet(lastLine, lastLine.remoteAddress());
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
  protected void doClose() {
    open = false;
    driver.close();
  }

  @Override
  protected void doBeginRead() {
    readPending = true;
    driver.work();
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException(
        "a link takes bytes, not " + StringUtil.simpleClassName(message));
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer buffer) {
    driver.work();
  }

  private final class LinkUnsafe extends AbstractUnsafe {
    @Override
    public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      safeSetFailure(promise, new UnsupportedOperationException("a session has its line already"));
    }
  }

  /** As in Netty's own transports, switching auto-read off takes back a read asked for before. */
  private final class Config extends DefaultChannelConfig {
    Config() {
      super(LinkChannel.this);
    }

    @Override
    protected void autoReadCleared() {
      if (loop.inEventLoop()) {
        readPending = false;
      } else {
        loop.execute(() -> readPending = false);
      }
    }
  }
}
