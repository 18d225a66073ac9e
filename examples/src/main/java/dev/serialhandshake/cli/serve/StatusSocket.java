// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.PrivateSocket;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.log.LogEvent;
import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.serve.rack.Rack;
import dev.serialhandshake.cli.serve.watchdog.Watchdog;
import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.cli.status.ServerStatus;
import dev.serialhandshake.cli.status.StatusFolder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The Unix socket of the command {@code status}. It sends the state of all lines as JSON to each
 * program that connects, and closes the connection. Only our own user can connect.
 */
@Sharable
final class StatusSocket extends ChannelInboundHandlerAdapter {

  /**
   * After this time an answer is given up, since an event loop may hang. It is longer than the
   * command {@code status} waits, whose message names the problem.
   */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Supplier<CompletableFuture<List<LineStatus>>> lines;
  private final Duration limit;

  private StatusSocket(Supplier<CompletableFuture<List<LineStatus>>> lines, Duration limit) {
    this.lines = lines;
    this.limit = limit;
  }

  /**
   * Begins to listen, and blocks until then. The socket closes with the event loops. Its file is
   * removed at the latest when the process ends.
   */
  static void open(Path path, EventLoopGroup loops, Rack rack)
      throws IOException, InterruptedException {
    open(
        path,
        loops,
        () ->
            CompletableFuture.runAsync(rack::lookForOthers, Threads.BLOCKING)
                .thenCompose(looked -> rack.status()),
        LIMIT);
  }

  static void open(
      Path path,
      EventLoopGroup loops,
      Supplier<CompletableFuture<List<LineStatus>>> lines,
      Duration limit)
      throws IOException, InterruptedException {
    StatusFolder.prepare(path);
    PrivateSocket socket = PrivateSocket.prepare(path);
    try {
      new ServerBootstrap()
          .group(loops)
          .channel(Transport.unixServer())
          // A program that asks may end its own direction first, and still gets the answer.
          .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
          .childHandler(new StatusSocket(lines, limit))
          .bind(Transport.unixAddress(socket.hidden()))
          .sync()
          .channel();
      socket.publish();
    } catch (IOException | InterruptedException | RuntimeException e) {
      socket.unlink();
      throw e;
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext asker) {
    var unused =
        lines
            .get()
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .thenAccept(status -> answer(asker, status))
            .exceptionally(
                failure -> {
                  fail(asker, failure);
                  return null;
                });
  }

  private static void answer(ChannelHandlerContext asker, List<LineStatus> status) {
    try {
      String json = ServerStatus.ofThisProcess(status).toJson();
      asker
          .writeAndFlush(ByteBufUtil.writeUtf8(asker.alloc(), json))
          .addListener(ChannelFutureListener.CLOSE);
    } catch (IOException e) {
      fail(asker, e);
    }
  }

  private static void fail(ChannelHandlerContext asker, Throwable failure) {
    Watchdog.seen(failure);
    boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
    Throwable cause = wrapped ? failure.getCause() : failure;
    String why =
        cause instanceof TimeoutException
            ? "a line did not tell its state in time"
            : String.valueOf(cause);
    LogEvent.of(EventKind.ERROR, null, "no status: " + why).cause(why).tell();
    LineChannels.close(asker.channel());
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext asker, Throwable cause) {
    LineChannels.close(asker.channel()); // the program that asked has hung up
  }
}
