// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.link.LinkCounters;
import dev.serialhandshake.netty.HandshakeCompletionEvent;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkStatusEvent;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;

/** A client in this process: Apache MINA SSHD behind the handshake's handler. */
final class MinaVisit extends Visit {
  /** A handshake has 30 s. */
  private static final Duration CONNECT_LIMIT = Duration.ofMinutes(2);

  private static final Duration LOGIN_LIMIT = Duration.ofMinutes(1);
  private static final Duration WORK_LIMIT = Duration.ofMinutes(5);

  private final SeedHandler seed = SeedHandler.client();
  private volatile Frames frames = new Frames(nonces -> {});
  private volatile Channel channel;
  private volatile LinkClient link;
  private volatile LinkChannel onLink;
  private volatile ClientSession session;

  MinaVisit(SoakLine line, VisitPlan plan) {
    super(line, plan);
  }

  @Override
  long lastSynNanos() {
    return switch (line.pairing()) {
      case SHIPPED, LINK -> frames.lastSynNanos();
      case SEED_CLIENT, SEED_SERVER -> 0; // may be misled by what was ahead of it
    };
  }

  @Override
  byte[] work() throws Exception {
    ConnectFuture connecting = line.pairing() == Pairing.LINK ? connectOnLink() : connect();
    try {
      session = connecting.verify(CONNECT_LIMIT).getSession();
      if (isDead()) {
        throw new IOException("killed");
      }
      session.auth().verify(LOGIN_LIMIT);
      byte[] hash = plan.work() == VisitPlan.Work.SFTP ? putAndGet() : cat();
      // A line does not close with its client, so the server has to be told.
      session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "done");
      session.close(false).await(LOGIN_LIMIT);
      if (onLink != null) {
        onLink.linkFuture().await(LOGIN_LIMIT.toMillis());
      }
      return hash;
    } finally {
      connecting.cancel();
      kill();
      if (link != null) {
        link.awaitClosed(LOGIN_LIMIT.toMillis());
      }
      if (channel != null) {
        channel.closeFuture().await(LOGIN_LIMIT.toMillis());
      }
    }
  }

  private ConnectFuture connect() throws IOException {
    LineEnd near = line.near();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(line.clientLoops())
            .channel(near.medium().channel())
            .remoteAddress(near.address())
            .handler(initializer());
    return SshLines.connect(line.ssh().client, Ssh.USER, "localhost", bootstrap);
  }

  private ConnectFuture connectOnLink() throws Exception {
    CompletableFuture<ConnectFuture> connecting = new CompletableFuture<>();
    LinkClient client =
        new LinkClient(
            line.near(), line.clientLoops().next(), SoakLine.LINK, new OnLink(connecting));
    link = client;
    try {
      client.open().get(CONNECT_LIMIT.toSeconds(), TimeUnit.SECONDS);
      return connecting.get();
    } catch (ExecutionException | TimeoutException e) {
      client.kill();
      client.awaitClosed(LOGIN_LIMIT.toMillis());
      throw new IOException("no link: " + e.getMessage(), e);
    }
  }

  private final class OnLink implements LinkClient.Session {
    private final CompletableFuture<ConnectFuture> connecting;

    OnLink(CompletableFuture<ConnectFuture> connecting) {
      this.connecting = connecting;
    }

    @Override
    public ChannelHandler[] ahead() {
      frames = new Frames(nonces -> {});
      return new ChannelHandler[] {handshake(), new InSync()};
    }

    @Override
    public void opened(LinkChannel opened) throws IOException {
      linked();
      onLink = opened;
      opened.linkFuture().addListener(ended -> countLink(opened));
      opened
          .pipeline()
          .addLast(new FirstBytes(bytes -> line.misaligned("client on a link", bytes, null)));
      connecting.complete(SshLines.connect(line.ssh().client, Ssh.USER, "localhost", opened));
    }

    @Override
    public void happened(LinkChannel opened, LinkStatusEvent event) {
      line.ledger().count("link " + event.kind());
      line.ledger().log("  " + line + ": " + event);
    }
  }

  private void countLink(LinkChannel ended) {
    LinkCounters counters = ended.counters();
    line.ledger().count("link ended " + ended.linkFuture().getNow());
    line.ledger().count("link frames sent", counters.framesSent());
    line.ledger().count("link frames again", counters.framesRepeated());
    line.ledger().count("link frames damaged", counters.badFrames());
    line.ledger().count("link bytes repaired", counters.bytesRepaired());
  }

  @Override
  void kill() {
    ClientSession logged = session;
    if (logged != null) {
      logged.close(true);
    }
    LinkClient linked = link;
    if (linked != null) {
      linked.kill();
    }
    Channel opened = channel;
    if (opened != null) {
      opened.close();
    }
  }

  private ChannelInitializer<Channel> initializer() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel opened) {
        channel = opened;
        opened
            .pipeline()
            .addLast(
                line.pairing() == Pairing.SEED_CLIENT ? seed : handshake(),
                new InSync(),
                new FirstBytes(bytes -> line.misaligned("client", bytes, MinaVisit.this)));
      }
    };
  }

  private HandshakeHandler handshake() {
    return HandshakeHandler.client(HandshakeHandlerSettings.builder().observer(frames).build());
  }

  /** Sees the line become active, which is when it is in sync. */
  private final class InSync extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext line, Object event) {
      if (event instanceof HandshakeCompletionEvent completion && completion.isSuccess()) {
        HandshakeReport report = completion.report();
        MinaVisit.this.line.ledger().attempts().add(report.attempts());
      }
      line.fireUserEventTriggered(event);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      if (!isEstablished()) { // and not after an interruption of the link
        established();
      }
      if (line.pairing() == Pairing.SHIPPED || line.pairing() == Pairing.LINK) {
        line.checkNonces(frames.nonces(), MinaVisit.this);
      }
      context.fireChannelActive();
    }
  }

  private byte[] cat() throws Exception {
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    try (ChannelExec exec = session.createExecChannel("cat")) {
      exec.setIn(new ByteArrayInputStream(data));
      exec.setOut(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
      exec.setErr(OutputStream.nullOutputStream());
      exec.open().verify(LOGIN_LIMIT);
      var events = exec.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), WORK_LIMIT);
      Integer status = exec.getExitStatus();
      if (!events.contains(ClientChannelEvent.CLOSED) || status == null || status != 0) {
        throw new IOException("cat: " + events + ", exit status " + status);
      }
    }
    return hash.digest();
  }

  private byte[] putAndGet() throws Exception {
    String name = "/line-" + line.number();
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    try (SftpClient sftp = SftpClientFactory.instance().createSftpClient(session)) {
      try (OutputStream out = sftp.write(name)) {
        out.write(data);
      }
      byte[] stored = Files.readAllBytes(line.ssh().files.resolve(name.substring(1)));
      if (!Arrays.equals(stored, data)) {
        line.ledger().violation(line + ": SFTP stored other bytes than were sent");
      }
      try (InputStream in = sftp.read(name)) {
        in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), hash));
      }
    }
    return hash.digest();
  }
}
