// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.PrivateSocket;
import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.serve.rack.Rack;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Tells whoever connects, which only our user can, what the lines do; then it hangs up. */
@Sharable
final class StatusSocket extends ChannelInboundHandlerAdapter {

  private final Rack rack;

  private StatusSocket(Rack rack) {
    this.rack = rack;
  }

  /** Blocks until it listens. It closes with the event loops, and its file goes with it. */
  static void open(Path path, EventLoopGroup loops, Rack rack)
      throws IOException, InterruptedException {
    StatusFolder.prepare(path);
    PrivateSocket socket = PrivateSocket.prepare(path);
    try {
      new ServerBootstrap()
          .group(loops)
          .channel(Transport.unixServer())
          .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true) // An asker may end its own side.
          .childHandler(new StatusSocket(rack))
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
        CompletableFuture.runAsync(rack::lookForOthers, Threads.BLOCKING)
            .thenCompose(looked -> rack.status())
            .thenAccept(status -> answer(asker, status))
            .exceptionally(
                failure -> {
                  LineChannels.end(asker, failure);
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
      LineChannels.end(asker, e);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext asker, Throwable cause) {
    LineChannels.close(asker.channel()); // it hung up, and needs no answer
  }
}
