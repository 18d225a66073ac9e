// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.PrivateSocket;
import dev.serialhandshake.cli.line.TlsTrust;
import dev.serialhandshake.cli.line.UnixSockets;
import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.serial.SerialChannelOption;
import dev.serialhandshake.netty.serial.SerialSettings;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Opens a line as a Netty channel on the event loop of the line. */
final class ChannelOpener {

  /** How often to look whether the file of a Unix socket is still there. */
  private static final long LOOK_SECONDS = 2;

  private final String name;
  private final EventLoop loop;
  private final SerialSettings serial;
  private final @Nullable TlsTrust trust;
  private final ChannelHandler pipeline;

  /**
   * Creates it.
   *
   * @param name the name of the line
   * @param trust whose certificates are accepted on a line within TLS; null for those that the
   *     system trusts
   * @param pipeline sets up each channel of the line; sharable
   */
  ChannelOpener(
      String name,
      EventLoop loop,
      SerialSettings serial,
      @Nullable TlsTrust trust,
      ChannelHandler pipeline) {
    this.name = name;
    this.loop = loop;
    this.serial = serial;
    this.trust = trust;
    this.pipeline = pipeline;
  }

  /**
   * Begins to open a line, or to listen on it. May block while a host is looked up, and while the
   * certificates that the system trusts are read.
   */
  ChannelFuture open(LineAddress line) throws IOException {
    if (line instanceof LineAddress.Serial port) {
      return openPort(port);
    }
    if (line instanceof LineAddress.Exec exec) {
      return CommandChannels.start(client(), exec);
    }
    if (line instanceof LineAddress.Tcp tcp) {
      InetSocketAddress address = tcp.address().resolve();
      if (address.isUnresolved()) {
        throw new UnknownHostException(tcp.address().host());
      }
      if (tcp.isTls()) {
        TlsTrust whom = trust == null ? TlsTrust.ofSystem() : trust;
        return TelnetChannels.agreed(
            TlsChannels.open(client(), address, tcp, whom.engine(tcp), pipeline));
      }
      return tcp.listens()
          ? server().channel(Transport.tcpServer()).bind(address)
          : TelnetChannels.agreed(client().channel(Transport.tcp()).connect(address));
    }
    LineAddress.Unix unix = (LineAddress.Unix) line;
    if (unix.listens()) {
      return listen(unix);
    }
    UnixSockets.checkIsSocket(unix.path());
    return client().channel(Transport.unix()).connect(Transport.unixAddress(unix.path()));
  }

  private ChannelFuture openPort(LineAddress.Serial port) {
    return client()
        .channel(SerialChannel.class)
        .option(SerialChannelOption.SETTINGS, serial)
        .connect(new SerialAddress(port.device()));
  }

  private ChannelFuture listen(LineAddress.Unix unix) throws IOException {
    PrivateSocket socket = PrivateSocket.prepare(unix.path());
    ChannelFuture binding =
        server().channel(Transport.unixServer()).bind(Transport.unixAddress(socket.hidden()));
    ChannelPromise published = binding.channel().newPromise();
    binding.addListener(bound -> Threads.BLOCKING.execute(() -> publish(socket, bound, published)));
    return published;
  }

  private static void publish(PrivateSocket socket, Future<?> bound, ChannelPromise published) {
    if (!bound.isSuccess()) {
      socket.unlink();
      published.setFailure(bound.cause());
      return;
    }
    try {
      socket.publish();
      published.channel().closeFuture().addListener(closed -> socket.unlink());
      watch(socket, published.channel());
      published.setSuccess();
    } catch (IOException e) {
      socket.unlink();
      LineChannels.close(published.channel());
      published.setFailure(e);
    }
  }

  /** Closes a line whose file was removed, since nobody can connect to it any more. */
  private static void watch(PrivateSocket socket, Channel line) {
    Runnable look =
        () -> {
          if (!socket.isInPlace()) {
            LineChannels.close(line);
          }
        };
    Future<?> watching =
        line.eventLoop()
            .scheduleWithFixedDelay(
                () -> Threads.BLOCKING.execute(look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    line.closeFuture().addListener(closed -> watching.cancel(false));
  }

  private Bootstrap client() {
    return new Bootstrap().group(loop).attr(LineChannels.NAME, name).handler(pipeline);
  }

  private ServerBootstrap server() {
    return new ServerBootstrap()
        .group(loop)
        .childAttr(LineChannels.NAME, name)
        .childHandler(pipeline);
  }

  /**
   * An open line in words: with the number of the port that the system chose, or with the settings
   * of the serial port.
   */
  String describe(LineAddress line, Channel channel) {
    if (line instanceof LineAddress.Serial) {
      return line + " at " + serial;
    }
    if (line instanceof LineAddress.Tcp tcp
        && channel.localAddress() instanceof InetSocketAddress local
        && tcp.listens()) {
      HostPort bound = new HostPort(tcp.address().host(), local.getPort());
      return new LineAddress.Tcp(tcp.speech(), bound, true).toString();
    }
    return line.toString();
  }
}
