// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkSessions;
import dev.serialhandshake.netty.link.LinkStatusEvent;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;

/** A client of SSH on a link, which opens its line again whenever that was lost. */
final class LinkedSsh implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final Bootstrap line;
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final SshClient ssh = SshClient.setUpDefaultClient();
  private final LinkSessions link;
  private final CompletableFuture<ConnectFuture> connecting = new CompletableFuture<>();
  private final AtomicInteger resumed = new AtomicInteger();
  private volatile boolean comesBack = true;
  private volatile int bytesOfALine = Integer.MAX_VALUE;
  private volatile Channel current;

  /**
   * Makes a client.
   *
   * @param line the kind of channel and its address
   */
  LinkedSsh(Bootstrap line, LinkSettings settings, KeyFiles keys) {
    this.line = line.group(loops).handler(new Line());
    link = LinkSessions.client(settings, new Session());
    ssh.setIoServiceFactoryFactory(new SshLines());
    ssh.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    ssh.setKeyIdentityProvider(new FileKeyPairProvider(keys.identity()));
    ssh.start();
  }

  private final class Line extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      channel.pipeline().addLast(new Breaking(), HandshakeHandler.client(), link.handler());
    }
  }

  /** Closes its channel after so many bytes. */
  private final class Breaking extends ChannelInboundHandlerAdapter {
    private int count;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      count += ((ByteBuf) message).readableBytes();
      ctx.fireChannelRead(message);
      if (count >= bytesOfALine) {
        ctx.close();
      }
    }
  }

  private final class Session extends ChannelInitializer<LinkChannel> {
    @Override
    protected void initChannel(LinkChannel session) throws Exception {
      session
          .pipeline()
          .addLast(
              new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                  if (event instanceof LinkStatusEvent status) {
                    happened(status.kind());
                  }
                }
              });
      connecting.complete(SshLines.connect(ssh, "tester", "line", session));
    }
  }

  private void happened(LinkStatusEvent.Kind kind) {
    if (kind == LinkStatusEvent.Kind.RESUMED) {
      resumed.incrementAndGet();
    } else if (kind == LinkStatusEvent.Kind.INTERRUPTED && comesBack) {
      open();
    }
  }

  private void open() {
    ChannelFuture opening = line.connect();
    current = opening.channel();
    opening.addListener(
        done -> {
          if (!done.isSuccess() && comesBack) { // its former end is being closed
            loops.next().schedule(this::open, 100, TimeUnit.MILLISECONDS);
          }
        });
  }

  ClientSession login() throws Exception {
    open();
    ConnectFuture connected = connecting.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    ClientSession session = connected.verify(DEADLINE).getSession();
    session.auth().verify(DEADLINE);
    return session;
  }

  /** Each line breaks after so many bytes have arrived over it. */
  void breakAfter(int bytes) {
    bytesOfALine = bytes;
  }

  /** Goes away without a word. */
  void vanish() {
    comesBack = false;
    current.close().syncUninterruptibly();
  }

  /** Is there again after it went away. */
  void comeBack() {
    comesBack = true;
    open();
  }

  /** How often the session has gone on over another line. */
  int resumed() {
    return resumed.get();
  }

  /** What {@code cat} gives back. */
  static byte[] cat(ClientSession session, byte[] bytes) throws Exception {
    try (ChannelExec channel = session.createExecChannel("cat")) {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      channel.setIn(new ByteArrayInputStream(bytes));
      channel.setOut(output);
      channel.open().verify(DEADLINE);
      var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), DEADLINE);
      assertTrue(events.contains(ClientChannelEvent.CLOSED), events.toString());
      assertEquals(0, channel.getExitStatus());
      return output.toByteArray();
    }
  }

  @Override
  public void close() {
    comesBack = false;
    ssh.stop();
    loops.shutdownGracefully(0, DEADLINE.toSeconds(), TimeUnit.SECONDS).syncUninterruptibly();
  }
}
