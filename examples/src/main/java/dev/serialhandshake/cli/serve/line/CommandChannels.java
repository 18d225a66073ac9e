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
import io.netty.channel.ChannelFuture;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command's standard input and output as a channel. The command lives as long as the channel. */
final class CommandChannels {

  /**
   * A command that its hang-up has not ended by then is killed: the next one may want its device.
   */
  private static final long GRACE_SECONDS = 2;

  private CommandChannels() {}

  /** Starts it. Its channel is active from the beginning. */
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
      end(line.toString(), child);
      throw e;
    }
    channel.closeFuture().addListener(closed -> end(LineChannels.name(channel), child));
    return client.channelFactory(() -> channel).register();
  }

  private static void end(String line, SocketChild child) {
    child.signal("HUP");
    CompletableFuture.delayedExecutor(GRACE_SECONDS, TimeUnit.SECONDS)
        .execute(() -> child.signal("KILL"));
    Threads.BLOCKING.execute(
        () -> {
          Ending ending = child.await();
          if (ending.signal() == null && ending.code() != 0) {
            String how = "its command " + ending.text();
            LogEvent.of(EventKind.FAILED, line, how).cause(how).tell();
          }
        });
  }
}
