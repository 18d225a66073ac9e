// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.process.Child;
import dev.serialhandshake.cli.process.Ending;
import dev.serialhandshake.cli.process.Program;
import dev.serialhandshake.cli.process.WindowSize;
import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.netty.session.LineResetEvent;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.WriteBufferWaterMark;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** {@code --login}: each login gets a process on a terminal of its own. */
public final class TerminalService {

  /**
   * In bytes. It is small, so that little output waits for a slow line when a client arrives or a
   * person presses Ctrl-C.
   */
  private static final int PIECE = 512;

  private static final WriteBufferWaterMark MARKS = new WriteBufferWaterMark(PIECE, 2 * PIECE);

  /** The window of a terminal at the other end of a serial line is not known. */
  private static final WindowSize UNKNOWN = new WindowSize(0, 0, 0, 0);

  /** The end of a login that lasted at least this long is no fault. */
  private static final Duration STEADY = Duration.ofSeconds(10);

  /** How long programs that a login has left in the background may still write to its terminal. */
  private static final long LAST_OUTPUT_SECONDS = 2;

  private TerminalService() {}

  /** Sets up the channel of each login. */
  public static ChannelHandler sessions(Program program) {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel login) throws IOException {
        login.config().setAutoRead(false); // ProcessHandler reads piece by piece
        login.config().setWriteBufferWaterMark(MARKS);
        AtomicReference<String> terminal = new AtomicReference<>("");
        Child process =
            Child.onPty(
                name -> {
                  terminal.set(name);
                  return program;
                },
                UNKNOWN);
        login.attr(LineChannels.TERMINAL).set(terminal.get());
        CompletableFuture<Channel> outputEnded = new CompletableFuture<>();
        ProcessHandler handler = new ProcessHandler(process, PIECE, outputEnded::complete);
        login.pipeline().addLast(new Breaks(handler), handler);
        long began = System.nanoTime();
        Threads.BLOCKING.execute(() -> awaitEnd(process, login, began, outputEnded));
      }

      @Override
      public void exceptionCaught(ChannelHandlerContext login, Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        LineChannels.event(EventKind.FAILED, login.channel(), "no login: " + why).cause(why).tell();
        LineChannels.close(login.channel());
      }
    };
  }

  private static void awaitEnd(
      Child process, Channel login, long began, CompletableFuture<Channel> outputEnded) {
    try {
      Ending ending = process.await();
      Duration lived = Duration.ofNanos(System.nanoTime() - began);
      login.eventLoop().execute(() -> ended(login, ending, lived));
      var unused =
          outputEnded
              .completeOnTimeout(login, LAST_OUTPUT_SECONDS, TimeUnit.SECONDS)
              .thenAccept(LineChannels::close);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException | IllegalStateException e) {
      // The event loops have ended.
    }
  }

  /**
   * Logs the end of a login that ended soon and by itself. One whose channel is closed was hung up.
   */
  private static void ended(Channel login, Ending ending, Duration lived) {
    if (login.isOpen() && lived.compareTo(STEADY) < 0) {
      String how = ending.text();
      LineChannels.event(
              EventKind.FAILED,
              login,
              "the login "
                  + how
                  + " after "
                  + lived.toMillis()
                  + " ms; the next one begins after a pause")
          .duration(lived)
          .cause("the login " + how)
          .tell();
    }
  }

  /**
   * Passes a BREAK to the program as one byte 0, as a terminal does that makes no signal of it.
   * While the program does not read, further BREAKs are dropped.
   */
  private static final class Breaks extends ChannelInboundHandlerAdapter {
    private final ProcessHandler process;

    Breaks(ProcessHandler process) {
      this.process = process;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext login, Object event) {
      if (event instanceof LineResetEvent && !process.isWriting()) {
        login.fireChannelRead(Unpooled.wrappedBuffer(new byte[1]));
      }
      login.fireUserEventTriggered(event);
    }
  }
}
