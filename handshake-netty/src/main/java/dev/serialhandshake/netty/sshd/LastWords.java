// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.future.CloseFuture;
import org.apache.sshd.common.future.DefaultCloseFuture;
import org.apache.sshd.common.future.SshFutureListener;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the peer that a session ends. MINA says nothing when it closes a session, since over TCP
 * the end of the connection tells. A line that stays open has no such end: without a word, the peer
 * would wait for its keep-alive, or for ever. So SSH_MSG_DISCONNECT is the last that is written,
 * unless either end has sent it already.
 *
 * <p>SSH allows the message in every phase after the sender's ident. A session that ends before its
 * ident was sent, or that never came to be, sends an ident for the message's sake.
 */
final class LastWords implements SessionListener {

  private static final String IDENT = "SSH-2.0-serial-handshake\r\n";
  private static final String REASON = "the session is closed";

  /** A packet is a multiple of 8 bytes while nothing is encrypted, with at least 4 of padding. */
  private static final int BLOCK = 8;

  private static final int LEAST_PADDING = 4;

  private volatile boolean said;

  /**
   * Closes the sessions of a service that stops, while their lines can carry their last words.
   *
   * @return done when all are closed, which takes no longer than {@link LastWrite#DEADLINE}. A
   *     session is not waited for if this is called on the event loop of its line: whoever stops a
   *     server waits for its end, and would keep the line from its last words
   */
  static CloseFuture closeAll(IoService service) {
    List<CloseFuture> closing = new ArrayList<>();
    for (IoSession line : service.getManagedSessions().values()) {
      AbstractSession session = AbstractSession.getSession(line, true);
      if (session != null) {
        CloseFuture closed = session.close(true);
        if (!(line instanceof LineIoSession ours && ours.isOnItsEventLoop())) {
          closing.add(closed);
        }
      }
    }
    CloseFuture all = new DefaultCloseFuture(service.toString(), null);
    AtomicInteger open = new AtomicInteger(closing.size() + 1);
    SshFutureListener<CloseFuture> step =
        closed -> {
          if (open.decrementAndGet() == 0) {
            all.setClosed();
          }
        };
    closing.forEach(closed -> closed.addListener(step));
    step.operationComplete(all);
    return all;
  }

  /** An ident and the message, for a peer that has received nothing of SSH yet. */
  static ByteBuf withIdent() {
    ByteBuf payload =
        Unpooled.buffer()
            .writeByte(SshConstants.SSH_MSG_DISCONNECT)
            .writeInt(SshConstants.SSH2_DISCONNECT_BY_APPLICATION)
            .writeInt(REASON.length())
            .writeBytes(REASON.getBytes(StandardCharsets.US_ASCII))
            .writeInt(0); // the language tag, empty
    int plain = Integer.BYTES + 1 + payload.readableBytes();
    int padding = LEAST_PADDING + Math.floorMod(-plain - LEAST_PADDING, BLOCK);
    return Unpooled.buffer()
        .writeBytes(IDENT.getBytes(StandardCharsets.US_ASCII))
        .writeInt(1 + payload.readableBytes() + padding)
        .writeByte(padding)
        .writeBytes(payload)
        .writeZero(padding);
  }

  @Override
  public void sessionDisconnect(
      Session session, int reason, String message, String language, boolean initiator) {
    said = true;
  }

  /**
   * Says them, once.
   *
   * @param session the session, if it has sent its ident and can still write; otherwise null
   */
  void say(ChannelHandlerContext ctx, @Nullable Session session) {
    if (said) {
      return;
    }
    said = true;
    if (session == null) {
      var unused = ctx.writeAndFlush(withIdent());
      return;
    }
    Buffer words = session.createBuffer(SshConstants.SSH_MSG_DISCONNECT);
    words.putUInt(SshConstants.SSH2_DISCONNECT_BY_APPLICATION);
    words.putString(REASON);
    words.putString("");
    try {
      session.writePacket(words);
    } catch (IOException | RuntimeException e) {
      // The line takes no more bytes: the peer's own keep-alive has to find the end.
    }
  }
}
