// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.testing.SocketKind;
import dev.serialhandshake.testing.PtyPair;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A line over a real transport: two channels, what one writes the other reads. Who listens and who
 * connects is no matter for the handshake.
 */
final class TestLine implements AutoCloseable {

  /**
   * A kind of transport. One more is one more {@link SocketKind}, or one more argument of {@link
   * #kinds}.
   */
  interface Kind {

    /**
     * Opens both ends; skips the test where this transport is not available.
     *
     * @param near goes into the pipeline of the end that connects, if one does
     * @param far goes into the pipeline of the end that listens, if one does
     */
    TestLine open(ChannelHandler near, ChannelHandler far) throws Exception;

    /** Whether one end can close its output alone. */
    boolean canHalfClose();
  }

  /** One end listens and the other connects. */
  private record OnSockets(SocketKind sockets) implements Kind {

    @Override
    public String toString() {
      return sockets.name();
    }

    @Override
    public boolean canHalfClose() {
      return sockets.canHalfClose();
    }

    @Override
    public TestLine open(ChannelHandler near, ChannelHandler far) throws Exception {
      EventLoopGroup group = sockets.loops(2);
      Path directory = Files.createTempDirectory("line");
      Path path = directory.resolve("socket");
      TestLine line = new TestLine(group, directory, () -> Files.deleteIfExists(path));
      var accepted = group.next().<Channel>newPromise();
      Channel listener =
          new ServerBootstrap()
              .group(group)
              .channel(sockets.listening())
              .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(far);
                      accepted.setSuccess(channel);
                    }
                  })
              .bind(sockets.address(path))
              .sync()
              .channel();
      line.near =
          new Bootstrap()
              .group(group)
              .channel(sockets.connecting())
              .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .handler(near)
              .connect(listener.localAddress())
              .sync()
              .channel();
      line.far = accepted.sync().getNow();
      listener.close().sync();
      return line;
    }
  }

  /** Two serial ports, each a pseudo-terminal. */
  enum Serial implements Kind {
    SERIAL;

    @Override
    public boolean canHalfClose() {
      return false;
    }

    @Override
    public TestLine open(ChannelHandler near, ChannelHandler far) throws Exception {
      Path directory = Files.createTempDirectory("line");
      PtyPair ports = PtyPair.open(directory);
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
      TestLine line = new TestLine(group, directory, ports::close);
      line.cut = ports::unplug;
      line.far = port(group, far, ports.b());
      line.near = port(group, near, ports.a());
      return line;
    }

    private static Channel port(EventLoopGroup group, ChannelHandler handler, String path)
        throws InterruptedException {
      return new Bootstrap()
          .group(group)
          .channel(SerialChannel.class)
          .handler(handler)
          .connect(new SerialAddress(path))
          .sync()
          .channel();
    }
  }

  Channel near;
  Channel far;

  private Runnable cut = () -> far.close();
  private final EventLoopGroup group;
  private final Path directory;
  private final Closeable made;

  private TestLine(EventLoopGroup group, Path directory, Closeable made) {
    this.group = group;
    this.directory = directory;
    this.made = made;
  }

  /** Lines on a transport of Netty. */
  static Kind on(SocketKind sockets) {
    return new OnSockets(sockets);
  }

  static Stream<Kind> kinds() {
    return Stream.concat(
        Stream.of(SocketKind.values()).map(TestLine::on), Stream.of(Serial.values()));
  }

  /** Ends the line: the peer closes a socket, somebody pulls out the adapter of a serial port. */
  void cut() {
    cut.run();
  }

  @Override
  public void close() throws IOException {
    near.close().syncUninterruptibly();
    far.close().syncUninterruptibly();
    group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
    made.close();
    Files.delete(directory);
  }
}
