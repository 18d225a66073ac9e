// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.line.HandshakeOptions;
import dev.serialhandshake.cli.line.LinkText;
import dev.serialhandshake.cli.line.ReceivedText;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkHandler;
import dev.serialhandshake.netty.link.LinkSessions;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.session.LoginGateHandler;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import dev.serialhandshake.netty.telnet.TelnetHandler;
import dev.serialhandshake.netty.telnet.Vmotions;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannelConfig;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Sets up each channel of a line: handshakes and sessions in turn, and their record and log. */
@Sharable
final class LinePipeline extends ChannelInitializer<Channel> {

  private final HandshakeOptions options;
  private final HandshakeHandlerSettings settings;
  private final LineService service;
  private final LineRecord record;
  private final LineLimits limits;
  private final LinkSessions links;
  private final Supplier<@Nullable TelnetCodec> telnet;
  private final @Nullable TerminalLogin login;
  private final @Nullable BootLog log;

  private final SessionRecord ends = new SessionRecord();
  private final Vmotions vmotions = new Vmotions();

  private boolean toldOfCrowd;

  LinePipeline(
      HandshakeOptions options,
      HandshakeSettings settings,
      LineService service,
      LineRecord record,
      LineLimits limits,
      Function<ChannelHandler, LinkSessions> links,
      Supplier<@Nullable TelnetCodec> telnet,
      @Nullable TerminalLogin login,
      @Nullable BootLog log) {
    this.login = login;
    this.log = log;
    this.options = options;
    this.limits = limits;
    this.telnet = telnet;
    this.settings =
        HandshakeHandlerSettings.builder().handshake(settings).closeOnFailure(false).build();
    this.service = service;
    this.record = record;
    this.links = links.apply(linkSession());
    record.carries(this.links);
  }

  @Override
  protected void initChannel(Channel channel) {
    if (channel.config() instanceof SocketChannelConfig tcp) {
      tcp.setTcpNoDelay(true);
      Transport.keepAlive(tcp, limits.keepAlive());
    }
    if (channel.parent() != null && !makeRoom(channel)) {
      return;
    }
    TelnetCodec codec = telnet.get();
    if (codec != null && channel.parent() != null) {
      TelnetHandler handler =
          new TelnetHandler(
              login == null ? TelnetCodec.forMovingListener() : TelnetCodec.forLoginListener());
      channel.attr(LineChannels.TELNET).set(handler);
      vmotions.addTo(channel, handler, new Line());
      return;
    }
    Connection connection = record.connect(channel);
    channel.pipeline().addLast(connection);
    if (codec != null) {
      TelnetHandler handler = new TelnetHandler(codec);
      channel.attr(LineChannels.TELNET).set(handler);
      channel.pipeline().addLast(handler);
    }
    addLine(channel, connection);
  }

  /**
   * Sets up the channel of a line that a vMotion may move to another connection. It is not the
   * channel of a connection.
   */
  private final class Line extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel line) {
      Connection connection = record.connect(line);
      line.pipeline().addLast(connection);
      addLine(line, connection);
    }
  }

  private void addLine(Channel line, Connection connection) {
    LoginGateHandler gate = login == null ? null : gate(login);
    if (gate != null) {
      line.pipeline().addLast(gate);
    }
    BootLogHandler booting = log == null ? null : bootLog(line, log);
    if (booting != null) {
      line.pipeline().addLast(booting);
    }
    line.pipeline()
        .addLast(
            new SessionLoopHandler(
                () -> handshake(line, connection, gate, booting), session(connection)),
            new LineLog(connection));
    if (gate != null) {
      line.pipeline().addLast(new LoginRecord(gate, connection));
    }
    if (Console.isVerbose()) {
      line.pipeline()
          .addLast(
              new HandshakeWatch(
                  connection::handshakeReport,
                  () -> framingErrors(line),
                  text -> connection.event(EventKind.FAILED, text).cause(text).tell()));
    }
  }

  /**
   * Makes room for a new connection. If there are too many, it closes the oldest one that waits for
   * a client and on which nobody has logged in. If there is none, it closes the new one. While a
   * virtual machine moves, its second connection does not count. Anybody can claim to move, without
   * a login, so at most {@code --max-connections} further connections are allowed for that.
   *
   * @return whether the new connection may stay
   */
  private boolean makeRoom(Channel line) {
    int arriving = Math.min(vmotions.underWay(), limits.connections());
    if (record.connections() < limits.connections() + arriving) {
      toldOfCrowd = false;
      return true;
    }
    if (record.endOneThatWaits()) {
      if (!toldOfCrowd) {
        toldOfCrowd = true; // one event for a flood of connections
        LineChannels.event(
                EventKind.NOTICE,
                line,
                crowd() + "; the oldest one that waits was closed for a new one")
            .tell();
      }
      return true;
    }
    LineChannels.event(EventKind.NOTICE, line, crowd() + ", all in use: a new one was closed")
        .peer(
            line.remoteAddress() instanceof InetSocketAddress peer
                ? NetUtil.toSocketAddressString(peer)
                : null)
        .tell();
    LineChannels.close(line);
    return false;
  }

  private String crowd() {
    int most = limits.connections();
    return (most == 1 ? "1 connection is" : most + " connections are")
        + " open (--max-connections)";
  }

  private static long framingErrors(Channel line) {
    if (line instanceof SerialChannel port) {
      return port.lineErrors().framing();
    }
    TelnetHandler telnet = LineChannels.telnet(line);
    return telnet == null ? 0 : telnet.framingErrors();
  }

  private LoginGateHandler gate(TerminalLogin shared) {
    return new LoginGateHandler(settings.handshake(), shared.settings(), shared.sessions());
  }

  /** On a line that listens, each line of text begins with the address of its peer. */
  private static BootLogHandler bootLog(Channel line, BootLog log) {
    String from = "";
    if (line.parent() != null && line.remoteAddress() instanceof InetSocketAddress peer) {
      from = "[" + NetUtil.toSocketAddressString(peer) + "] ";
    }
    return new BootLogHandler(new ReceivedText(from, Clock.systemUTC(), log::add));
  }

  private HandshakeHandler handshake(
      Channel line,
      Connection connection,
      @Nullable LoginGateHandler gate,
      @Nullable BootLogHandler booting) {
    HandshakeObserver observer =
        connection.observer().then(options.observer(LineChannels.name(line)));
    if (booting != null) {
      observer = booting.observer().then(observer);
    }
    HandshakeHandlerSettings next = settings.toBuilder().observer(observer).build();
    HandshakeHandler handshake = gate == null ? HandshakeHandler.server(next) : gate.server(next);
    connection.waitsWith(handshake);
    return handshake;
  }

  private ChannelHandler session(Connection connection) {
    return new ChannelInitializer<SessionChannel>() {
      @Override
      protected void initChannel(SessionChannel session) {
        connection.sessionBegan();
        if (settings.handshake().clientBegins() != ClientBegins.SSH_OR_LINK) {
          // No LinkHandler: it would hold the session back until the client's first bytes.
          session.closeFuture().addListener(closed -> connection.sessionEnded(session));
          session.pipeline().addLast(ends, service.sessions());
          return;
        }
        LinkHandler link = links.handler();
        session.closeFuture().addListener(closed -> LinkRecord.lineOver(connection, session, link));
        session.pipeline().addLast(link, new WithoutLink());
      }
    };
  }

  /**
   * Closes a new session if its line leaves: there, sessions go on, but none begins.
   *
   * @return whether it did
   */
  private boolean refuses(Channel session) {
    if (record.isLeaving()) {
      SessionEnd.because(session, "the line changes when its sessions are over; try again later");
      var unused = session.close();
    }
    return record.isLeaving();
  }

  /** Sets up the session of a client without a link. It becomes active when that is known. */
  private final class WithoutLink extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext session) {
      if (refuses(session.channel())) {
        return;
      }
      session.pipeline().addLast(ends, service.sessions());
      session.fireChannelActive();
      session.pipeline().remove(this);
    }
  }

  private static void tellRepairs(LinkChannel session) {
    String line = LineChannels.name(session);
    Console.say(line + ": " + LinkText.of(session.counters()));
  }

  /** Sets up a session on a link, which may outlive its connection. */
  private ChannelHandler linkSession() {
    return new ChannelInitializer<LinkChannel>() {
      @Override
      protected void initChannel(LinkChannel session) {
        record.began(session);
        if (options.showsFrames() || Console.isVerbose()) {
          session.linkFuture().addListener(ended -> tellRepairs(session));
        }
        if (refuses(session)) {
          return;
        }
        session.pipeline().addLast(new LinkRecord(), new LinkTestGate(ends, service.sessions()));
      }
    };
  }
}
