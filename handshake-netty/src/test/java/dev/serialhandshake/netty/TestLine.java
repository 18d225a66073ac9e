// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.testing.PtyPair;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A line over a real transport: two channels, what one writes the other reads. Who listens and who
 * connects is no matter for the handshake.
 */
final class TestLine implements AutoCloseable {

  /** A kind of transport. One more is one more constant, or one more argument of {@link #kinds}. */
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

  /** The transports where one end listens and the other connects. */
  enum Sockets implements Kind {
    NIO_TCP(NioServerSocketChannel.class, NioSocketChannel.class) {
      @Override
      IoHandlerFactory io() {
        return NioIoHandler.newFactory();
      }

      @Override
      SocketAddress address(Path unused) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      }
    },
    LOCAL(LocalServerChannel.class, LocalChannel.class) {
      @Override
      IoHandlerFactory io() {
        return LocalIoHandler.newFactory();
      }

      @Override
      SocketAddress address(Path path) {
        return new LocalAddress(path.toString());
      }

      @Override
      public boolean canHalfClose() {
        return false;
      }
    },
    NIO_UNIX(NioServerDomainSocketChannel.class, NioDomainSocketChannel.class) {
      @Override
      IoHandlerFactory io() {
        return NioIoHandler.newFactory();
      }

      @Override
      SocketAddress address(Path path) {
        return UnixDomainSocketAddress.of(path);
      }
    },
    EPOLL_TCP(EpollServerSocketChannel.class, EpollSocketChannel.class) {
      @Override
      IoHandlerFactory io() {
        return epoll();
      }

      @Override
      SocketAddress address(Path unused) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      }
    },
    EPOLL_UNIX(EpollServerDomainSocketChannel.class, EpollDomainSocketChannel.class) {
      @Override
      IoHandlerFactory io() {
        return epoll();
      }

      @Override
      SocketAddress address(Path path) {
        return new DomainSocketAddress(path.toFile());
      }
    };

    private final Class<? extends ServerChannel> listening;
    private final Class<? extends Channel> connecting;

    Sockets(Class<? extends ServerChannel> listening, Class<? extends Channel> connecting) {
      this.listening = listening;
      this.connecting = connecting;
    }

    abstract IoHandlerFactory io();

    abstract SocketAddress address(Path path);

    private static IoHandlerFactory epoll() {
      Assumptions.assumeTrue(
          Epoll.isAvailable(), () -> "no epoll here: " + Epoll.unavailabilityCause());
      return EpollIoHandler.newFactory();
    }

    @Override
    public boolean canHalfClose() {
      return true;
    }

    @Override
    public TestLine open(ChannelHandler near, ChannelHandler far) throws Exception {
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(2, io());
      Path directory = Files.createTempDirectory("line");
      Path path = directory.resolve("socket");
      TestLine line = new TestLine(group, directory, () -> Files.deleteIfExists(path));
      var accepted = group.next().<Channel>newPromise();
      Channel listener =
          new ServerBootstrap()
              .group(group)
              .channel(listening)
              .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(far);
                      accepted.setSuccess(channel);
                    }
                  })
              .bind(address(path))
              .sync()
              .channel();
      line.near =
          new Bootstrap()
              .group(group)
              .channel(connecting)
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

  static Stream<Kind> kinds() {
    return Stream.concat(Stream.of(Sockets.values()), Stream.of(Serial.values()));
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
