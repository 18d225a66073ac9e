// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineException;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.log.LogEvent;
import dev.serialhandshake.cli.process.Ending;
import dev.serialhandshake.cli.process.Shell;
import dev.serialhandshake.cli.process.SocketChild;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A command's standard input and output as a channel. The command lives as long as the channel. */
final class CommandChannels {

  /**
   * A command that has not ended this long after its SIGHUP is killed, because the next command may
   * need the same device.
   */
  private static final long GRACE_SECONDS = 2;

  /** How long to wait for the end of a command. While a driver hangs, not even SIGKILL ends it. */
  private static final long LONGEST_SECONDS = 10;

  private static final AttributeKey<CompletableFuture<@Nullable Void>> ENDED =
      AttributeKey.valueOf(CommandChannels.class, "ended");

  /**
   * A command that still runs after this time counts as started. A command that does not exist, or
   * is used wrongly, has ended by then.
   */
  private static final long LONGEST_DOUBT_SECONDS = 3;

  private CommandChannels() {}

  /**
   * Starts a command. Its channel is active from the beginning. The future succeeds only when the
   * command has written something, or still runs after 3 s. Before that it is not known whether
   * there is such a command, because a shell starts it.
   */
  static ChannelFuture start(Bootstrap client, LineAddress.Exec line) throws IOException {
    if (!Epoll.isAvailable() || !SocketChild.canStart()) {
      throw new LineException(
          ExitCode.USAGE,
          "serve takes a command as its line only on Linux, with native code that can be loaded;"
              + " connect takes one everywhere");
    }
    SocketChild child = SocketChild.start(Shell.program(line.command()));
    EpollDomainSocketChannel channel;
    try {
      channel = new EpollDomainSocketChannel(child.descriptor());
    } catch (RuntimeException | Error e) {
      end(line.toString(), child, new CompletableFuture<>(), ending -> false);
      throw e;
    }
    CompletableFuture<@Nullable Void> ended = new CompletableFuture<>();
    channel.attr(ENDED).set(ended);
    ChannelPromise started = channel.newPromise();
    channel.pipeline().addFirst(new FirstBytes(started));
    ChannelFuture registering = client.channelFactory(() -> channel).register();
    channel
        .closeFuture()
        .addListener(
            closed ->
                end(
                    LineChannels.name(channel),
                    child,
                    ended,
                    ending -> started.tryFailure(failure(ending))));
    registering.addListener(
        registered -> {
          if (registered.isSuccess()) {
            var unused =
                channel
                    .eventLoop()
                    .schedule(
                        () -> channel.isActive() && started.trySuccess(),
                        LONGEST_DOUBT_SECONDS,
                        TimeUnit.SECONDS);
          } else {
            started.tryFailure(registered.cause());
          }
        });
    return started;
  }

  /** Fulfils the promise at the first bytes: a command that has written something was started. */
  private static final class FirstBytes extends ChannelInboundHandlerAdapter {
    private final ChannelPromise started;

    FirstBytes(ChannelPromise started) {
      this.started = started;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      started.trySuccess();
      ctx.pipeline().remove(this);
      ctx.fireChannelRead(message);
    }
  }

  private static LineException failure(Ending ending) {
    return new LineException(
        ExitCode.LINE_CLOSED, "its command " + ending.text() + "; try the command in a shell");
  }

  /**
   * Completes when the channel is closed and its command has ended. Complete at once for a channel
   * without a command.
   */
  static CompletableFuture<@Nullable Void> ended(Channel channel) {
    CompletableFuture<@Nullable Void> ended = channel.attr(ENDED).get();
    return ended == null ? CompletableFuture.completedFuture(null) : ended;
  }

  /**
   * Ends the command, and waits for its end on another thread.
   *
   * @param teller tells how the command has ended; if it returns false, a failure is logged here
   */
  private static void end(
      String line,
      SocketChild child,
      CompletableFuture<@Nullable Void> ended,
      Predicate<Ending> teller) {
    var unused = ended.completeOnTimeout(null, LONGEST_SECONDS, TimeUnit.SECONDS);
    child.signal("HUP");
    CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS)
        .execute(() -> child.signal("KILL"));
    Threads.BLOCKING.execute(
        () -> {
          Ending ending = child.await();
          ended.complete(null);
          if (!teller.test(ending) && ending.signal() == null && ending.code() != 0) {
            String how = "its command " + ending.text();
            LogEvent.of(EventKind.FAILED, line, how).cause(how).tell();
          }
        });
  }
}
