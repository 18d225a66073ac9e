// SPDX-License-Identifier: Apache-2.0
package com.example;

import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.serial.SerialChannelOption;
import dev.serialhandshake.netty.serial.SerialPortException;
import dev.serialhandshake.netty.serial.SerialSettings;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;

/** The optional parts: an SSH login over a TCP line, and a serial port that is not there. */
public final class Everything {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private Everything() {}

  public static void main(String[] args) throws Exception {
    boolean modular = args[0].equals("module path");
    require(Everything.class.getModule().isNamed() == modular, "runs on the " + args[0]);
    require(SshLines.class.getModule().isNamed() == modular, "so does " + SshLines.class);
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      System.out.println(args[0] + ": " + refusal(loops));
      require(exitStatusOverALine(loops) == 7, "the command's exit status came through SSH");
      System.out.println(args[0] + ": SSH over a line");
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
    }
    System.exit(0); // MINA's threads stay for a while
  }

  private static String refusal(EventLoopGroup loops) throws InterruptedException {
    ChannelFuture opening =
        new Bootstrap()
            .group(loops)
            .channel(SerialChannel.class)
            .option(SerialChannelOption.SETTINGS, SerialSettings.builder().baudRate(9600).build())
            .handler(new ChannelInboundHandlerAdapter())
            .connect(new SerialAddress("/no-such-port"))
            .await();
    require(
        opening.cause() instanceof SerialPortException failure
            && failure.reason() == SerialPortException.Reason.NO_SUCH_PORT
            && failure.getMessage().lines().count() == 1,
        "one line says that there is no port, not " + opening.cause());
    return opening.cause().getMessage();
  }

  private static int exitStatusOverALine(EventLoopGroup loops) throws Exception {
    KeyPair hostKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    KeyPair userKey = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    try (SshServer server = SshServer.setUpDefaultServer();
        SshClient client = SshClient.setUpDefaultClient()) {
      server.setIoServiceFactoryFactory(new SshLines());
      server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
      server.setPublickeyAuthenticator(
          (user, key, session) -> KeyUtils.compareKeys(key, userKey.getPublic()));
      server.setCommandFactory((channel, command) -> new ExitWithSeven(command));
      server.start();
      client.setIoServiceFactoryFactory(new SshLines());
      client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
      client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(userKey));
      client.setServerKeyVerifier(
          (session, address, key) -> KeyUtils.compareKeys(key, hostKey.getPublic()));
      client.start();

      Channel listening =
          new ServerBootstrap()
              .group(loops)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel line) {
                      line.pipeline()
                          .addLast(
                              new SessionLoopHandler(
                                  HandshakeHandler::server, SshLines.sessions(server)));
                    }
                  })
              .bind("127.0.0.1", 0)
              .sync()
              .channel();
      Bootstrap line =
          new Bootstrap()
              .group(loops)
              .channel(NioSocketChannel.class)
              .remoteAddress(listening.localAddress())
              .handler(HandshakeHandler.client());
      try (ClientSession session =
          SshLines.connect(client, "stranger", "localhost", line).verify(DEADLINE).getSession()) {
        session.auth().verify(DEADLINE);
        return exitStatus(session);
      }
    }
  }

  private static int exitStatus(ClientSession session) throws Exception {
    try (ChannelExec channel = session.createExecChannel("leave")) {
      channel.open().verify(DEADLINE);
      Set<ClientChannelEvent> events =
          channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), DEADLINE);
      require(events.contains(ClientChannelEvent.CLOSED), "the command ended: " + events);
      return channel.getExitStatus();
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalStateException("not so: " + what);
    }
  }

  private static final class ExitWithSeven extends AbstractCommandSupport {

    ExitWithSeven(String command) {
      super(command, null);
    }

    @Override
    public void run() {
      onExit(7);
    }
  }
}
