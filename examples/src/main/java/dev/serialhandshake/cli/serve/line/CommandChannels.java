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
   * A command that its hang-up has not ended by then is killed: the next one may want its device.
   */
  private static final long GRACE_SECONDS = 2;

  /** What not even a kill ends, for a driver hangs, is not waited for for ever. */
  private static final long LONGEST_SECONDS = 10;

  private static final AttributeKey<CompletableFuture<@Nullable Void>> ENDED =
      AttributeKey.valueOf(CommandChannels.class, "ended");

  /** A command that cannot be started, or is used wrongly, has ended by then. */
  private static final long LONGEST_DOUBT_SECONDS = 3;

  private CommandChannels() {}

  /**
   * Starts it. Its channel is active from the beginning, and open when the command has said
   * something or goes on: the shell, which starts it, cannot tell that there is no such command.
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

  /** A command that says something was started. */
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

  /** Completes when the command of a channel that closes has ended; at once for other channels. */
  static CompletableFuture<@Nullable Void> ended(Channel channel) {
    CompletableFuture<@Nullable Void> ended = channel.attr(ENDED).get();
    return ended == null ? CompletableFuture.completedFuture(null) : ended;
  }

  /**
   * Ends it, and waits for that elsewhere.
   *
   * @param teller tells its end, or returns false
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
