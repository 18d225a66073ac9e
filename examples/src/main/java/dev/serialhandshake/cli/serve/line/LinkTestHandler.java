// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.linktest.LinkTestWords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Answers a test of a link ({@code probe --link}). A client needs no key for it. So nothing that a
 * client sends is kept, a client that does not read its answers is not read either, and the test
 * ends after 5 minutes.
 */
final class LinkTestHandler extends ChannelInboundHandlerAdapter {

  private static final long MOST_MINUTES = 5;

  private static final int PIECE = 4096;

  private final StringBuilder command = new StringBuilder();
  private final CRC32 crc = new CRC32();
  private long taking;
  private long toTake;
  private long toGive;
  private long given;
  private @Nullable Future<?> limit;

  @Override
  public void handlerAdded(ChannelHandlerContext session) {
    limit =
        session
            .executor()
            .schedule(
                () -> end(session, "the test of the link took too long"),
                MOST_MINUTES,
                TimeUnit.MINUTES);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext session) {
    if (limit != null) {
      limit.cancel(false);
    }
  }

  private static void end(ChannelHandlerContext session, String why) {
    SessionEnd.because(session.channel(), why);
    LineChannels.close(session.channel());
  }

  @Override
  public void channelRead(ChannelHandlerContext session, Object message) {
    ByteBuf read = (ByteBuf) message;
    try {
      while (read.isReadable() && session.channel().isActive()) {
        if (toTake > 0) {
          take(session, read);
        } else {
          readCommand(session, (char) read.readUnsignedByte());
        }
      }
    } finally {
      read.release();
    }
  }

  private void take(ChannelHandlerContext session, ByteBuf read) {
    int count = (int) Math.min(toTake, read.readableBytes());
    crc.update(ByteBufUtil.getBytes(read, read.readerIndex(), count, false));
    read.skipBytes(count);
    toTake -= count;
    tellTaken(session);
  }

  private void tellTaken(ChannelHandlerContext session) {
    if (toTake == 0) {
      say(session, LinkTestWords.took(taking, crc.getValue()));
    }
  }

  private void readCommand(ChannelHandlerContext session, char next) {
    command.append(next);
    if (command.length() > LinkTestWords.LONGEST) {
      end(session, "a test of the link has an unknown command");
    } else if (next == '\n') {
      String whole = command.toString().strip();
      command.setLength(0);
      obey(session, whole);
    }
  }

  private void obey(ChannelHandlerContext session, String whole) {
    long count = number(whole);
    if (whole.equals(LinkTestWords.REQUEST)) {
      say(session, LinkTestWords.REQUEST);
    } else if (whole.startsWith(LinkTestWords.TAKE) && count >= 0) {
      crc.reset();
      taking = count;
      toTake = count;
      tellTaken(session);
    } else if (whole.startsWith(LinkTestWords.GIVE) && count >= 0 && toGive == 0) {
      toGive = count;
      given = 0;
      give(session);
    } else {
      end(session, "a test of the link has an unknown command");
    }
  }

  /** The number in a command; negative if there is none, or if it is too large. */
  private static long number(String command) {
    String digits = command.substring(command.indexOf(' ') + 1);
    boolean number = digits.matches("[0-9]{1,9}");
    long count = number ? Long.parseLong(digits) : -1;
    return count > LinkTestWords.MOST_BYTES ? -1 : count;
  }

  private static void say(ChannelHandlerContext session, String line) {
    var unused =
        session.writeAndFlush(ByteBufUtil.writeAscii(session.alloc(), line + LinkTestWords.END));
  }

  /** Writes no more than the link has room for, so that no bytes pile up. */
  private void give(ChannelHandlerContext session) {
    boolean any = false;
    while (toGive > 0 && session.channel().isWritable()) {
      int count = (int) Math.min(toGive, PIECE);
      ByteBuf piece = session.alloc().buffer(count);
      for (int i = 0; i < count; i++) {
        piece.writeByte(LinkTestWords.at(given + i));
      }
      given += count;
      toGive -= count;
      var unused = session.write(piece);
      any = true;
    }
    if (any) {
      session.flush();
    }
  }

  /** A client that does not read its answers must not fill our memory with them. */
  @Override
  public void channelWritabilityChanged(ChannelHandlerContext session) {
    give(session);
    session.channel().config().setAutoRead(session.channel().isWritable());
    session.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext session, Throwable cause) {
    LineChannels.end(session, cause);
  }
}
