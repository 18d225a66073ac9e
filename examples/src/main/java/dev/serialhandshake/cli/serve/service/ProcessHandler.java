// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.process.Child;
import dev.serialhandshake.cli.process.Program;
import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.cli.serve.line.SessionEnd;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Connects the standard input and output of a child process with a channel. Reading and writing the
 * process blocks, so other threads do it. One piece of input is written at a time: the channel's
 * auto-read must be off.
 */
final class ProcessHandler extends ChannelInboundHandlerAdapter {

  private static final int BUFFER_SIZE = 32 * 1024;

  private final Child process;
  private final int piece;
  private final Consumer<Channel> outputEnded;
  private final Queue<ByteBuf> unwritten = new ArrayDeque<>();
  private boolean writing;

  /** Starts a process on pipes. Its channel closes when the process has closed its output. */
  ProcessHandler(Program program) throws IOException {
    Child started = Child.onPipes(program);
    process = started;
    piece = BUFFER_SIZE;
    outputEnded =
        channel -> {
          SessionEnd.because(channel, "its command ended");
          LineChannels.close(channel);
          reap(started);
        };
  }

  /**
   * Takes a process that the caller has started, and whose end the caller awaits.
   *
   * @param piece how many bytes of its output are read at once
   * @param outputEnded called with the channel when there is no more output, on a thread that may
   *     block
   */
  ProcessHandler(Child process, int piece, Consumer<Channel> outputEnded) {
    this.process = process;
    this.piece = piece;
    this.outputEnded = outputEnded;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Threads.BLOCKING.execute(() -> pumpOutput(context.channel()));
    Threads.BLOCKING.execute(this::pumpErrors);
    context.fireChannelActive();
    context.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    unwritten.add((ByteBuf) message);
    writeNext(context);
  }

  /**
   * Whether a piece of input is still being written, so that the process may not be reading. Call
   * it on the event loop.
   */
  boolean isWriting() {
    return writing;
  }

  /**
   * Writes the next piece of input when the one before is written: two threads could write in the
   * wrong order.
   */
  private void writeNext(ChannelHandlerContext context) {
    if (writing) {
      return;
    }
    ByteBuf next = unwritten.poll();
    if (next == null) {
      context.read();
      return;
    }
    writing = true;
    Threads.BLOCKING.execute(
        () -> {
          writeInput(next);
          try {
            context.executor().execute(() -> written(context));
          } catch (RejectedExecutionException e) {
            // The event loop has ended, and the channel with it.
          }
        });
  }

  private void written(ChannelHandlerContext context) {
    writing = false;
    writeNext(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    // A terminal that hangs up sends the same signal. A program may ignore it and go on.
    process.signal("HUP");
    process.hangUp();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LineChannels.end(context, cause);
  }

  private void writeInput(ByteBuf bytes) {
    try {
      OutputStream input = process.input();
      bytes.readBytes(input, bytes.readableBytes());
      input.flush();
    } catch (IOException e) {
      // The process does not read any more; the end of its output ends the session.
    } finally {
      bytes.release();
    }
  }

  private void pumpOutput(Channel channel) {
    try {
      InputStream output = process.output();
      while (pumpOnce(output, channel)) {
        // until the process closes its output, or the channel is gone
      }
    } catch (IOException e) {
      String why = String.valueOf(e.getMessage());
      LineChannels.event(EventKind.FAILED, channel, why).cause(why).tell();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    outputEnded.accept(channel);
  }

  private static void reap(Child process) {
    try {
      process.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The error output of the process goes to that of serve. */
  private void pumpErrors() {
    try {
      process.errors().transferTo(System.err);
    } catch (IOException e) {
      // The process is hung up.
    }
  }

  private boolean pumpOnce(InputStream output, Channel channel)
      throws IOException, InterruptedException {
    ByteBuf bytes = channel.alloc().buffer(piece);
    boolean any = false;
    try {
      any = bytes.writeBytes(output, piece) >= 0;
    } finally {
      if (!any) {
        bytes.release(); // also when the read failed, as it does after a hang-up
      }
    }
    if (!any) {
      return false;
    }
    ChannelFuture write = channel.writeAndFlush(bytes);
    if (!channel.isWritable()) {
      write.await();
    }
    return channel.isActive();
  }
}
