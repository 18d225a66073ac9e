// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkSessions;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;

/**
 * Memory of {@code serve} for each of 63 more lines with a session of SSH on a link, against the
 * same without links. Each session has sent some bytes there and back, and is idle then.
 */
final class LinkMemory implements AutoCloseable {

  private static final int MANY = 64;
  private static final int LOAD = 100_000;
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  private final Processes processes = new Processes();
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final SshClient ssh = SshClient.setUpDefaultClient();
  private final KeyPair key;
  private final Effort effort;
  private final boolean link;

  private LinkMemory(Effort effort, boolean link) throws Exception {
    this.effort = effort;
    this.link = link;
    key = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
    ssh.setIoServiceFactoryFactory(new SshLines());
    ssh.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    ssh.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(key));
    ssh.start();
  }

  static Figure measure(Effort effort) throws Exception {
    return Figure.of(
        "memory of `serve` for each of 63 more lines with a session, over links",
        "kB",
        eachMore(effort, true),
        eachMore(effort, false),
        Bar.none());
  }

  private static double eachMore(Effort effort, boolean link) throws Exception {
    return (kilobytes(effort, link, MANY) - kilobytes(effort, link, 1)) / (MANY - 1);
  }

  private static double kilobytes(Effort effort, boolean link, int lines) throws Exception {
    try (LinkMemory memory = new LinkMemory(effort, link)) {
      return memory.withSessions(lines);
    }
  }

  private double withSessions(int lines) throws Exception {
    List<Integer> ports = freePorts(lines);
    Path keys = processes.file("authorized_keys");
    Files.writeString(keys, PublicKeyEntry.toString(key.getPublic()) + "\n");
    List<String> command =
        new ArrayList<>(
            Felt.starter(
                effort,
                "serve",
                "--authorized-keys=" + keys,
                "--host-key=" + processes.file("host_key")));
    ports.forEach(port -> command.add("tcp-listen:127.0.0.1:" + port));
    Process serve = processes.start(command);
    for (int port : ports) {
      processes.awaitSaying(serve, "serving tcp-listen:127.0.0.1:" + port);
    }
    for (int port : ports) {
      thereAndBack(login(port));
    }
    TimeUnit.SECONDS.sleep(effort.pick(15, 75)); // what the start took is given back by then
    return Processes.kilobytes(serve);
  }

  /** Ports on which nobody listens, all different. */
  private static List<Integer> freePorts(int count) throws IOException {
    List<Integer> ports = new ArrayList<>();
    List<ServerSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      ports.add(sockets.get(i).getLocalPort());
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return ports;
  }

  private ClientSession login(int port) throws Exception {
    Bootstrap line =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .remoteAddress("127.0.0.1", port);
    ConnectFuture connecting;
    if (link) {
      connecting = onLink(line).get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    } else {
      line.handler(HandshakeHandler.client());
      connecting = SshLines.connect(ssh, System.getProperty("user.name"), "line", line);
    }
    ClientSession session = connecting.verify(DEADLINE).getSession();
    session.auth().verify(DEADLINE);
    return session;
  }

  private CompletableFuture<ConnectFuture> onLink(Bootstrap line) {
    CompletableFuture<ConnectFuture> connecting = new CompletableFuture<>();
    LinkSessions sessions =
        LinkSessions.client(
            LinkSettings.defaults(),
            new ChannelInitializer<LinkChannel>() {
              @Override
              protected void initChannel(LinkChannel session) throws IOException {
                String user = System.getProperty("user.name");
                connecting.complete(SshLines.connect(ssh, user, "line", session));
              }
            });
    line.handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(HandshakeHandler.client(), sessions.handler());
              }
            })
        .connect();
    return connecting;
  }

  private static void thereAndBack(ClientSession session) throws IOException {
    try (ChannelExec channel = session.createExecChannel("cat")) {
      channel.setIn(new ByteArrayInputStream(new byte[LOAD]));
      channel.setOut(OutputStream.nullOutputStream());
      channel.open().verify(DEADLINE);
      var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), DEADLINE);
      if (!events.contains(ClientChannelEvent.CLOSED)) {
        throw new IOException("cat does not end: " + events);
      }
    }
  }

  @Override
  public void close() throws IOException {
    ssh.stop();
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    processes.close();
  }
}
