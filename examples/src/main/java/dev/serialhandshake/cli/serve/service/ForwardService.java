// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.cli.serve.line.LineService;
import dev.serialhandshake.cli.serve.line.SessionEnd;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.netty.session.LastBytes;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** {@code --forward}: connects each session to a TCP server, such as the system's sshd. */
public final class ForwardService implements LineService {

  private static final int SSH_PORT = 22;

  private final LineAddress.Tcp address;
  private final InetSocketAddress resolved;
  private final boolean fromLine;

  /**
   * Looks the host up, once. That blocks, so it must not happen on an event loop.
   *
   * @param fromLine whether each connection comes from the loopback address that stands for its
   *     line
   */
  public ForwardService(LineAddress.Tcp target, boolean fromLine) throws CommandFailure {
    address = target;
    this.fromLine = fromLine;
    resolved = target.address().resolve();
    if (resolved.isUnresolved()) {
      throw LineFailures.opening(target, new UnknownHostException());
    }
    if (fromLine && !isLoopback(resolved)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--from-line: "
              + target
              + " is not on 127.0.0.1; only a server of this machine can be reached from the"
              + " address of a line");
    }
  }

  private static boolean isLoopback(InetSocketAddress target) {
    return target.getAddress() instanceof Inet4Address host && host.isLoopbackAddress();
  }

  @Override
  public @Nullable String origin(String line) {
    return fromLine ? addressOf(line) : null;
  }

  /** The loopback address that stands for the line of this name. */
  public static String addressOf(String line) {
    return LineOrigin.of(line).getHostAddress();
  }

  @Override
  public ChannelHandler sessions() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel session) {
        session.config().setAutoRead(false); // until the server is connected
        connect(session);
      }
    };
  }

  @Override
  public ClientBegins clientBegins() {
    return address.address().port() == SSH_PORT ? ClientBegins.SSH : ClientBegins.ANYTHING;
  }

  private void connect(Channel session) {
    InetSocketAddress from =
        fromLine ? new InetSocketAddress(LineOrigin.of(LineChannels.name(session)), 0) : null;
    ChannelFuture connecting =
        new Bootstrap()
            .group(session.parent().eventLoop())
            .channel(Transport.tcp())
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(new Relay(session, "the server closed the connection"))
            .connect(resolved, from);
    Channel target = connecting.channel();
    // Also while it is being connected.
    session.closeFuture().addListener(closed -> LastBytes.thenClose(target));
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            session.pipeline().addLast(new Relay(target, ""));
            session.config().setAutoRead(true);
            target.config().setAutoRead(true);
          } else if (session.isOpen()) {
            String why = LineFailures.opening(address, done.cause()).getMessage();
            SessionEnd.because(session, "cannot forward: " + why);
            LineChannels.event(EventKind.FAILED, session, "cannot forward: " + why)
                .cause(why)
                .tell();
            LineChannels.close(session);
          }
        });
  }
}
