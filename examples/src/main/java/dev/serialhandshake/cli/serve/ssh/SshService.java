// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.login.LoginKeys;
import dev.serialhandshake.cli.login.LoginRules;
import dev.serialhandshake.cli.serve.line.LineService;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.sftp.SftpCommand;
import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.netty.sshd.SshForwarding;
import dev.serialhandshake.netty.sshd.SshKeepAlive;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.subsystem.SubsystemFactory;

/**
 * The SSH server after the handshake. It accepts only public keys. It has shells, commands, SFTP,
 * and the forwarding of connections and of the agent.
 */
public final class SshService implements LineService {

  /**
   * How often a client that has logged in is asked for an answer. A dead client frees its line
   * within three of these times.
   */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(3);

  private static final int UNANSWERED = 2;

  /**
   * The bits of 32 KiB on a serial line, and a quarter more. So much output may be on its way when
   * SSH asks, and must pass before the client can answer.
   */
  private static final long BITS_UNDER_WAY = 32 * 1024 * 10 * 5 / 4;

  /**
   * How long close() waits for the sessions. One that has not ended by then ends when its line
   * closes.
   */
  private static final Duration STOP_TIME = Duration.ofMillis(500);

  /**
   * A client may leave its output unread for any time. By default MINA ends its channel after a
   * while.
   */
  private static final Duration FOR_EVER = Duration.ofDays(10_000);

  private final SshServer server = SshServer.setUpDefaultServer();

  private final SshServers servers;

  private final Startups startups;

  private final LoginKeys keys;

  /**
   * Starts the server.
   *
   * @param servers all SSH servers of this process
   */
  public SshService(SshOptions options, LimitOptions limits, int slowestBaud, SshServers servers)
      throws CommandFailure {
    options.checkHome();
    this.servers = servers;
    EventLoopGroup forwarding = servers.forwarding();
    startups = new Startups(servers, limits.startups(), limits.startupsInAll());
    keys = LoginKeys.of(options.authorizedKeys);
    server.setKeyPairProvider(KeyPairProvider.wrap(HostKey.loadOrMake(options.hostKey)));
    LoginChannel.install(server, new AcceptedVariables(options.acceptEnv));
    LoginRecords records = new LoginRecords();
    LoginRules.install(server, keys, sftp(), records);
    server.setAgentFactory(new AgentForwarding(forwarding));
    server.setIoServiceFactoryFactory(new SshLines());
    SshForwarding.builder(forwarding)
        .tcp(Transport.tcp(), Transport.tcpServer())
        .unix(Transport.unix(), Transport.unixServer(), Transport::unixAddress)
        .gatewayPorts(options.gatewayPorts)
        .install(server);
    CoreModuleProperties.STOP_WAIT_TIME.set(server, STOP_TIME);
    CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(server, FOR_EVER);
    SshKeepAlive.install(server, keepAlive(slowestBaud), UNANSWERED);
    server.addSessionListener(records);
    try {
      server.start();
      servers.add(server);
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.INTERNAL_ERROR, "the SSH server does not start: " + e.getMessage(), e);
    }
  }

  /** Checks whether the server would start. Makes no host key. */
  public static void check(SshOptions options, LimitOptions limits) throws CommandFailure {
    options.checkHome();
    limits.check();
    var unused = LoginKeys.of(options.authorizedKeys);
    HostKey.check(options.hostKey);
  }

  private static Duration keepAlive(int baud) {
    Duration busy = Duration.ofMillis(1000 * BITS_UNDER_WAY / baud);
    return busy.compareTo(KEEP_ALIVE) > 0 ? busy : KEEP_ALIVE;
  }

  private static SubsystemFactory sftp() {
    return new SubsystemFactory() {
      @Override
      public String getName() {
        return "sftp";
      }

      @Override
      public Command createSubsystem(ChannelSession channel) {
        return new SftpCommand();
      }
    };
  }

  @Override
  public ChannelHandler sessions() {
    ChannelHandler sessions = SshLines.sessions(server);
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel session) {
        if (startups.admit(session)) {
          session.pipeline().addLast(sessions);
        }
      }
    };
  }

  @Override
  public void linesAreOpen() {
    keys.tellCount();
  }

  @Override
  public ClientBegins clientBegins() {
    return ClientBegins.SSH;
  }

  /**
   * Sends the clients a DISCONNECT first: on a serial line they would not notice that the server
   * ends.
   */
  @Override
  public void close() throws IOException {
    for (AbstractSession session : server.getActiveSessions()) {
      session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "the server ends");
    }
    server.stop(true);
    servers.remove(server);
  }
}
