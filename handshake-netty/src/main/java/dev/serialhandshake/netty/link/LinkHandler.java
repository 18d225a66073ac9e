// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.link;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.link.LinkEnd;
import dev.serialhandshake.core.link.OpenRequest;
import dev.serialhandshake.core.link.OpenSearch;
import dev.serialhandshake.netty.HandshakeCompletionEvent;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.session.LastBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries a link over one channel of a line. {@link LinkSessions#handler} makes it.
 *
 * <p><b>Client.</b> When the channel is in sync, the session of the {@link LinkSessions} begins, or
 * goes on. In sync means: {@code channelActive} or a successful {@link HandshakeCompletionEvent}
 * arrives, or the handler is added to an active channel without a {@link HandshakeHandler}.
 *
 * <p><b>Server.</b> The client's first bytes tell. Until then the next handlers see no {@code
 * channelActive}, so the client must speak first, as one of SSH does.
 *
 * <ul>
 *   <li>An OPEN begins a link or resumes one. No byte of it reaches the next handlers.
 *   <li>Any other byte is the application's: this handler fires {@code channelActive}, passes on
 *       what was read, and removes itself. What was read waits for the next {@code read()} if
 *       auto-read was switched off meanwhile.
 * </ul>
 *
 * <p><b>The end.</b> When the link ends, the channel is closed, after the last frames. When the
 * link finds that the line is lost (silence, or a client that shakes hands again), it is closed at
 * once. When the channel closes, or this handler is removed, the session waits for the next
 * channel.
 *
 * <p>An instance serves one channel, once.
 */
public final class LinkHandler extends ChannelDuplexHandler {

  /** An OPEN is shorter, and it may begin after noise. */
  private static final int MOST_HELD = 1024;

  /** How long a peer may ask once more for the acknowledgement of its CLOSE. */
  private static final long LINGER_MILLIS = 1000;

  private static final ByteBuf SSH =
      Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("SSH-", US_ASCII).asReadOnly());

  private enum Phase {
    /** Client: the channel is not in sync. Server: the first byte is due. */
    WAITING,
    /** Server: the first bytes are those of a link, and its OPEN is not whole yet. */
    OPENING,
    /** Bytes are the link's. */
    LINKED,
    /** Server: bytes are the application's, and it has not asked for those that were read. */
    LEFTOVERS,
    /** Everything passes. */
    PASSING
  }

  private final LinkSessions sessions;
  private final Role role;
  private Phase phase = Phase.WAITING;
  private @Nullable LinkChannel session;

  /** Bytes that were read before it was clear whose they are. */
  private ByteBuf held = Unpooled.EMPTY_BUFFER;

  /** Whether that is a buffer of our own, and not the first read. */
  private boolean gathers;

  /** Server: looks for the end of the OPEN; null before its first bytes and after its last. */
  private @Nullable OpenSearch search;

  private boolean activeHeldBack;
  private boolean activePassed;
  private boolean readAsked;
  private @Nullable Future<?> timer;
  private @Nullable Throwable failure;

  LinkHandler(LinkSessions sessions, Role role) {
    this.sessions = sessions;
    this.role = role;
  }

  /**
   * The session that the channel carries. Call it on the event loop.
   *
   * @return null if there is none, and after the handlers of the channel were told of its end
   */
  public @Nullable LinkChannel session() {
    return session;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext line) {
    boolean inSync = line.pipeline().get(HandshakeHandler.class) == null;
    if (inSync && line.channel().isActive() && line.channel().isRegistered()) {
      inSync(line);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext line) {
    if (role == Role.SERVER && phase != Phase.PASSING) {
      activeHeldBack = true;
      inSync(line);
    } else {
      activePassed = true;
      inSync(line);
      line.fireChannelActive();
    }
  }

  private void inSync(ChannelHandlerContext line) {
    if (role == Role.CLIENT && phase == Phase.WAITING) {
      carry(line, null);
    }
    readOn(line);
  }

  private void readOn(ChannelHandlerContext line) {
    boolean ours = phase != Phase.PASSING && phase != Phase.LEFTOVERS;
    if (ours && !line.channel().config().isAutoRead()) {
      line.read();
    }
  }

  /**
   * The bytes of the line are a link's from now on.
   *
   * @param open what the client asks for; null at a client
   */
  private void carry(ChannelHandlerContext line, @Nullable OpenRequest open) {
    phase = Phase.LINKED;
    stopTimer();
    try {
      LinkChannel chosen = open == null ? sessions.ofClient(line) : asked(line, open);
      session = chosen;
      chosen.attach(line);
    } catch (IllegalStateException e) {
      session = null;
      line.fireExceptionCaught(e);
      var unused = line.close();
    }
  }

  private LinkChannel asked(ChannelHandlerContext line, OpenRequest open) {
    LinkChannel known = open.resumes() ? sessions.find(open.session()) : null;
    return known == null ? sessions.ofServer(open.session(), line) : known;
  }

  @Override
  public void channelRead(ChannelHandlerContext line, Object message) {
    if (phase == Phase.PASSING || !(message instanceof ByteBuf read)) {
      line.fireChannelRead(message);
      return;
    }
    switch (phase) {
      case LINKED -> receive(line, read);
      case LEFTOVERS -> hold(line, read);
      default -> look(line, read);
    }
  }

  private void receive(ChannelHandlerContext line, ByteBuf read) {
    if (session == null) {
      read.release();
    } else {
      session.receive(line, read);
    }
  }

  private void hold(ChannelHandlerContext line, ByteBuf read) {
    if (!held.isReadable()) {
      held.release();
      held = read;
      return;
    }
    try {
      if (!gathers) {
        gathers = true;
        ByteBuf first = held;
        held = line.alloc().buffer(first.readableBytes() + read.readableBytes()).writeBytes(first);
        first.release();
      }
      held.writeBytes(read); // one buffer, however small the reads are
    } finally {
      read.release();
    }
  }

  /** Are these bytes a link's? A client that is not in sync knows nothing of its bytes yet. */
  private void look(ChannelHandlerContext line, ByteBuf read) {
    if (role == Role.CLIENT || !read.isReadable()) {
      read.release();
      return;
    }
    OpenSearch opening = search;
    if (opening != null) {
      OpenRequest open = opening.find(read.nioBuffer());
      hold(line, read);
      opened(line, open);
      return;
    }
    hold(line, read);
    OpenRequest.Begin begin = OpenRequest.begins(held.nioBuffer());
    if (begin == OpenRequest.Begin.NO) {
      pass(line);
      return;
    }
    if (timer == null) {
      timer = line.executor().schedule(() -> noOpening(line), openNanos(), TimeUnit.NANOSECONDS);
    }
    if (begin == OpenRequest.Begin.YES) {
      phase = Phase.OPENING;
      search = new OpenSearch();
      opened(line, search.find(held.nioBuffer()));
    }
  }

  /** An OPEN is whole; or null while it is not. */
  private void opened(ChannelHandlerContext line, @Nullable OpenRequest open) {
    if (open != null) {
      search = null;
      ByteBuf bytes = takeHeld();
      carry(line, open);
      receive(line, bytes);
    } else if (held.readableBytes() > MOST_HELD) {
      ByteBuf longer = takeHeld();
      held = longer.skipBytes(longer.readableBytes() - MOST_HELD / 2).copy();
      longer.release();
    }
  }

  private ByteBuf takeHeld() {
    ByteBuf bytes = held;
    held = Unpooled.EMPTY_BUFFER;
    gathers = false;
    return bytes;
  }

  private long openNanos() {
    return sessions.settings().openTimeout().toNanos();
  }

  /** The rest of an OPEN does not come. One byte that may have begun one is the application's. */
  private void noOpening(ChannelHandlerContext line) {
    timer = null;
    if (phase == Phase.WAITING) {
      pass(line);
    } else {
      line.fireUserEventTriggered(LinkStatusEvent.ended(LinkEnd.NO_OPENING));
      var unused = line.close();
    }
  }

  private void stopTimer() {
    Future<?> scheduled = timer;
    if (scheduled != null) {
      timer = null;
      scheduled.cancel(false);
    }
  }

  // No link.

  /** The client has no link. The next handlers may switch auto-read off when they hear of it. */
  private void pass(ChannelHandlerContext line) {
    phase = Phase.LEFTOVERS;
    stopTimer();
    if (ByteBufUtil.equals(held, held.readerIndex(), SSH, 0, SSH.readableBytes())) {
      sessions.lineIsTaken(); // any other byte may be noise
    }
    if (activeHeldBack) {
      activePassed = true;
      line.fireChannelActive();
    }
    if (readAsked || line.channel().config().isAutoRead()) {
      passLeftovers(line);
    }
  }

  private void passLeftovers(ChannelHandlerContext line) {
    phase = Phase.PASSING;
    ByteBuf bytes = takeHeld();
    if (bytes.isReadable()) {
      line.fireChannelRead(bytes);
      line.fireChannelReadComplete();
    }
    if (!line.isRemoved()) {
      line.pipeline().remove(this);
    }
  }

  /**
   * What is held answers one read. Auto-read asks once, when it is switched on, and then after each
   * read of the transport; what was held is none, so the line is asked too.
   */
  @Override
  public void read(ChannelHandlerContext line) {
    if (phase == Phase.LEFTOVERS) {
      passLeftovers(line);
      if (line.channel().config().isAutoRead()) {
        line.read();
      }
    } else {
      readAsked |= phase == Phase.WAITING && !line.channel().config().isAutoRead();
      line.read();
    }
  }

  // The end.

  /**
   * The link has ended.
   *
   * @param opened whether its session heard of it
   */
  void linkEnded(ChannelHandlerContext line, LinkStatusEvent event, boolean opened) {
    if (!opened) {
      line.fireUserEventTriggered(event);
      Throwable cause = event.cause();
      if (cause != null && role == Role.CLIENT) {
        line.fireExceptionCaught(cause);
      }
    }
    if (event.end() == LinkEnd.PEER_CLOSED) {
      timer =
          line.executor()
              .schedule(
                  () -> {
                    var unused = line.close();
                  },
                  LINGER_MILLIS,
                  TimeUnit.MILLISECONDS);
    } else {
      LastBytes.thenClose(line.channel());
    }
  }

  private void lost(ChannelHandlerContext line) {
    stopTimer();
    takeHeld().release();
    LinkChannel carried = session;
    if (carried != null) {
      session = null;
      carried.lineLost(line, failure);
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    lost(line);
    if (activeHeldBack && !activePassed && line.channel().isActive()) {
      line.fireChannelActive();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext line) {
    if (phase == Phase.LEFTOVERS) {
      passLeftovers(line);
    }
    lost(line);
    if (activePassed || !activeHeldBack) {
      line.fireChannelInactive();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext line, Object event) {
    if (event instanceof HandshakeCompletionEvent handshake && handshake.isSuccess()) {
      inSync(line);
    }
    boolean inputEnds =
        event == ChannelInputShutdownEvent.INSTANCE
            || event == ChannelInputShutdownReadComplete.INSTANCE;
    if (inputEnds && phase == Phase.LINKED) {
      var unused = line.close(); // a link needs both directions
    }
    line.fireUserEventTriggered(event);
  }

  /** What breaks the line is no failure of the session: it is told of an interruption. */
  @Override
  public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
    if (cause instanceof IOException && phase == Phase.LINKED) {
      failure = cause;
    } else {
      line.fireExceptionCaught(cause);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext line) {
    if (phase == Phase.PASSING) {
      line.fireChannelReadComplete();
    }
    readOn(line);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext line) {
    if (session != null) {
      session.lineWritabilityChanged(line);
    }
    line.fireChannelWritabilityChanged();
  }
}
