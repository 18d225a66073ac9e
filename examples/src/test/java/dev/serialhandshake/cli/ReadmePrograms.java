// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static dev.serialhandshake.netty.HandshakeHandlerSettings.forServedLine;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.LoginSettings;
import dev.serialhandshake.netty.HandshakeCompletionEvent;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.serial.SerialChannelOption;
import dev.serialhandshake.netty.session.LoginGateHandler;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import dev.serialhandshake.netty.sshd.SshForwarding;
import dev.serialhandshake.netty.sshd.SshKeepAlive;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;

/**
 * The programs that README.md and SERVING.md show. The text between two marks stands in the
 * document word for word, as {@link SnippetsTest} checks. {@link ReadmeProgramsIT} runs them.
 */
final class ReadmePrograms {

  private ReadmePrograms() {}

  static ChannelFuture tcpClient(EventLoopGroup loops, String host, int port) {
    // snippet: tcp-client
    Bootstrap client = new Bootstrap().group(loops).channel(NioSocketChannel.class);
    client.handler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel line) {
            HandshakeHandler handshake = HandshakeHandler.client(); // a new one for each channel
            handshake
                .handshakeFuture()
                .addListener(end -> log(end.isSuccess() ? "" + end.getNow() : "" + end.cause()));
            line.pipeline().addLast(handshake, new Session());
          }
        });
    ChannelFuture opened = client.connect(host, port);
    // end
    return opened;
  }

  static ChannelFuture tcpServer(EventLoopGroup loops, int port) {
    // snippet: tcp-server
    ServerBootstrap server = new ServerBootstrap().group(loops);
    server.channel(NioServerSocketChannel.class);
    server.childHandler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel line) {
            line.pipeline().addLast(HandshakeHandler.server(), new Session());
          }
        });
    ChannelFuture bound = server.bind("127.0.0.1", port);
    // end
    return bound;
  }

  static ChannelFuture serialClient(EventLoopGroup loops, String device) {
    Bootstrap client = new Bootstrap().group(loops).channel(SerialChannel.class);
    client.option(SerialChannelOption.BAUD_RATE, 115200);
    client.handler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel line) {
            line.pipeline().addLast(HandshakeHandler.client(), new Session());
          }
        });
    return client.connect(new SerialAddress(device));
  }

  static ChannelFuture serialServer(EventLoopGroup loops, String device) {
    // snippet: serial-server
    Bootstrap server = new Bootstrap().group(loops).channel(SerialChannel.class);
    server.option(SerialChannelOption.BAUD_RATE, 115200);
    server.handler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel line) {
            line.pipeline() // one session after the other: the port stays open
                .addLast(
                    new SessionLoopHandler(
                        () -> HandshakeHandler.server(forServedLine()), new Session()));
          }
        });
    ChannelFuture opened = server.connect(new SerialAddress(device));
    // end
    return opened;
  }

  /** What SERVING.md begins with; SshOnLineSuite of handshake-netty logs in to the like. */
  static void sshServer(Channel line) throws IOException {
    // snippet: ssh-server
    SshServer ssh = SshServer.setUpDefaultServer(); // and a host key, and who may log in
    ssh.setIoServiceFactoryFactory(new SshLines());
    SshKeepAlive.install(ssh, Duration.ofSeconds(3), 2);
    ssh.start();
    line.pipeline().addLast(SshLines.loop(ssh)); // a serial port, a Unix or TCP socket
    // end
  }

  /** How SERVING.md shares a line between a login and clients. */
  static void loginGate(Channel line, ChannelHandler getty) {
    HandshakeHandlerSettings served = forServedLine();
    // snippet: login-gate
    LoginGateHandler gate =
        new LoginGateHandler(served.handshake(), LoginSettings.defaults(), getty);
    line.pipeline().addLast(gate, new SessionLoopHandler(() -> gate.server(served), new Session()));
    // end
  }

  /** How SERVING.md has ports forwarded. */
  static void sshForwarding(SshServer ssh, EventLoopGroup loops) {
    // snippet: ssh-forwarding
    ssh.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE); // who may forward what
    SshForwarding.builder(loops).install(ssh);
    // end
  }

  /** What the programs have told. */
  static final BlockingQueue<String> LOG = new LinkedBlockingQueue<>();

  private static void log(String what) {
    LOG.add(what);
  }

  // snippet: session
  @ChannelHandler.Sharable // because it keeps nothing
  static final class Session extends SimpleChannelInboundHandler<ByteBuf> {

    @Override
    public void channelActive(ChannelHandlerContext line) { // now the line is in sync
      line.writeAndFlush(Unpooled.copiedBuffer("hello", US_ASCII));
    }

    @Override
    protected void channelRead0(ChannelHandlerContext line, ByteBuf bytes) {
      log("the peer says " + bytes.toString(US_ASCII));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext line, Object event) {
      if (event instanceof HandshakeCompletionEvent end) {
        log(end.isSuccess() ? "in sync" : "no handshake: " + end.cause().getMessage());
      }
      line.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
      line.close(); // an error in a session; a failed handshake closes it in any case
    }
  }
  // end
}
