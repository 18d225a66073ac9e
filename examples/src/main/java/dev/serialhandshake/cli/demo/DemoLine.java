// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.demo;

import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.serve.ssh.AcceptedVariables;
import dev.serialhandshake.cli.serve.ssh.LoginChannel;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Role;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;

/** Both ends of a noisy line over loopback. Each end has the handshake, and SSH after it. */
final class DemoLine implements AutoCloseable {

  /** The longest wait for each step of SSH. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long the server's end boots: until then it has sent noise, and answers nothing. */
  private static final long BOOT_MILLIS = 1800;

  record Result(HandshakeReport client, HandshakeReport server, String output, int exitStatus) {}

  private final EventLoopGroup loops = Transport.newEventLoops();
  private final Timeline timeline = new Timeline();
  private final CompletableFuture<HandshakeReport> client = new CompletableFuture<>();
  private final CompletableFuture<HandshakeReport> server = new CompletableFuture<>();
  private final KeyPair hostKey = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
  private final KeyPair userKey = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
  private final SshServer sshServer = SshServer.setUpDefaultServer();
  private final SshClient sshClient = SshClient.setUpDefaultClient();

  DemoLine() throws GeneralSecurityException, IOException {
    sshServer.setIoServiceFactoryFactory(new SshLines());
    sshServer.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    sshServer.setPublickeyAuthenticator(
        (user, key, session) -> KeyUtils.compareKeys(key, userKey.getPublic()));
    LoginChannel.install(sshServer, new AcceptedVariables(List.of()));
    sshServer.start();
    sshClient.setIoServiceFactoryFactory(new SshLines());
    sshClient.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    sshClient.setKeyIdentityProvider(KeyPairProvider.wrap(userKey));
    sshClient.setServerKeyVerifier(
        (session, address, key) -> KeyUtils.compareKeys(key, hostKey.getPublic()));
    sshClient.start();
  }

  Timeline timeline() {
    return timeline;
  }

  Result runSsh(String command) throws Exception {
    Channel listening = listen();
    Bootstrap line =
        new Bootstrap()
            .group(loops)
            .channel(Transport.tcp())
            .remoteAddress(listening.localAddress())
            .handler(clientEnd());
    try (ClientSession session =
        SshLines.connect(sshClient, "demo", "demo", line).verify(PATIENCE).getSession()) {
      session.auth().verify(PATIENCE);
      try (ClientChannel channel = session.createExecChannel(command)) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        channel.setOut(output);
        channel.setErr(output);
        channel.open().verify(PATIENCE);
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
        Integer status = channel.getExitStatus();
        return new Result(
            client.get(1, TimeUnit.SECONDS),
            server.get(1, TimeUnit.SECONDS),
            output.toString(StandardCharsets.UTF_8),
            status == null ? -1 : status);
      }
    }
  }

  private Channel listen() {
    return new ServerBootstrap()
        .group(loops)
        .channel(Transport.tcpServer())
        .childHandler(serverEnd())
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .syncUninterruptibly()
        .channel();
  }

  private ChannelInitializer<Channel> clientEnd() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel line) {
        line.pipeline().addLast(new BootNoise(), handshake(Role.CLIENT));
      }
    };
  }

  private ChannelInitializer<Channel> serverEnd() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel line) {
        line.config().setAutoRead(false); // A machine that boots does not read its line.
        line.pipeline().addLast(new BootNoise());
        var unused =
            line.eventLoop().schedule(() -> booted(line), BOOT_MILLIS, TimeUnit.MILLISECONDS);
      }
    };
  }

  private void booted(Channel line) {
    line.pipeline().remove(BootNoise.class);
    line.pipeline().addLast(handshake(Role.SERVER), SshLines.sessions(sshServer));
    // The channel became active before these handlers were added.
    line.pipeline().fireChannelActive();
    line.config().setAutoRead(true);
  }

  private HandshakeHandler handshake(Role role) {
    HandshakeHandlerSettings settings =
        HandshakeHandlerSettings.builder().observer(timeline.observer(role)).build();
    boolean begins = role == Role.CLIENT;
    HandshakeHandler handler =
        begins ? HandshakeHandler.client(settings) : HandshakeHandler.server(settings);
    CompletableFuture<HandshakeReport> report = begins ? client : server;
    handler
        .handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                report.complete((HandshakeReport) done.getNow());
              } else {
                report.completeExceptionally(done.cause());
              }
            });
    return handler;
  }

  @Override
  public void close() throws IOException {
    sshClient.stop();
    sshServer.stop(true);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }
}
