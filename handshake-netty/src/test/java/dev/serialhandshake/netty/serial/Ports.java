// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Short words for what every test of serial channels does. */
final class Ports {

  private Ports() {}

  static Bootstrap bootstrap(EventLoopGroup loop, Recorder recorder) {
    return new Bootstrap().group(loop).channel(SerialChannel.class).handler(recorder);
  }

  static SerialChannel open(EventLoopGroup loop, String port, Recorder recorder) {
    return open(bootstrap(loop, recorder), port);
  }

  static SerialChannel open(Bootstrap bootstrap, String port) {
    ChannelFuture connect = bootstrap.connect(new SerialAddress(port));
    await(connect);
    return (SerialChannel) connect.channel();
  }

  /** The exception that a connect fails with. */
  static Throwable openFails(Bootstrap bootstrap, String port) {
    ChannelFuture connect = bootstrap.connect(new SerialAddress(port));
    if (!connect.awaitUninterruptibly(30, TimeUnit.SECONDS) || connect.isSuccess()) {
      throw new AssertionError("should have failed: " + connect);
    }
    await(connect.channel().closeFuture());
    return connect.cause();
  }

  static void close(Channel channel) {
    await(channel.close());
  }

  /** Waits for success. */
  static void await(Future<?> future) {
    if (!future.awaitUninterruptibly(30, TimeUnit.SECONDS)) {
      throw new AssertionError("no end of " + future);
    }
    if (!future.isSuccess()) {
      throw new AssertionError(future.cause());
    }
  }
}
