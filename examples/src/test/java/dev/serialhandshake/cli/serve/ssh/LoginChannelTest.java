// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.process.Account;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.sshd.SshLines;
import dev.serialhandshake.testing.Poll;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Commands one after the other over one session, and what their channels say and in which order.
 */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class LoginChannelTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int COMMANDS = 300;

  private final KeyPair key = KeyUtils.generateKeyPair(KeyPairProvider.ECDSA_SHA2_NISTP256, 256);
  private final EventLoopGroup loops = Transport.newEventLoops();
  private final SshServer server = SshServer.setUpDefaultServer();
  private final SshClient client = SshClient.setUpDefaultClient();
  private ClientSession session;

  LoginChannelTest() throws Exception {}

  @BeforeEach
  void login() throws Exception {
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(key));
    server.setPublickeyAuthenticator((user, offered, at) -> true);
    Account account = new Account(bytes("someone"), bytes("/"), bytes("/bin/sh"));
    LoginChannel.install(server, new AcceptedVariables(List.of()), () -> account);
    server.start();
    client.setIoServiceFactoryFactory(new SshLines());
    client.setKeyIdentityProvider(KeyPairProvider.wrap(key));
    client.setServerKeyVerifier((at, address, offered) -> true);
    client.start();
    Channel listening =
        new ServerBootstrap()
            .group(loops)
            .channel(Transport.tcpServer())
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel line) {
                    line.pipeline().addLast(SshLines.loop(server));
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    Bootstrap line =
        new Bootstrap()
            .group(loops)
            .channel(Transport.tcp())
            .remoteAddress(listening.localAddress())
            .handler(HandshakeHandler.client());
    session = SshLines.connect(client, "x", "x", line).verify(DEADLINE).getSession();
    session.auth().verify(DEADLINE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @AfterEach
  void stop() throws Exception {
    if (session != null) { // null where the login failed
      session.close(true);
    }
    client.stop();
    server.stop(true);
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
  }

  /** A command whose channel writes down what the server says on it. */
  private static final class Noted extends ChannelExec {
    final List<String> messages = new CopyOnWriteArrayList<>();
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    Noted(String command) {
      super(command, (PtyChannelConfiguration) null, Map.of());
      setOut(output);
      setErr(errors);
    }

    @Override
    public void handleData(Buffer buffer) throws java.io.IOException {
      messages.add("output");
      super.handleData(buffer);
    }

    @Override
    public void handleEof() throws java.io.IOException {
      messages.add("EOF");
      super.handleEof();
    }

    @Override
    public void handleRequest(Buffer buffer) throws java.io.IOException {
      int start = buffer.rpos();
      messages.add(buffer.getString());
      buffer.rpos(start);
      super.handleRequest(buffer);
    }

    @Override
    public void handleClose() throws java.io.IOException {
      messages.add("CLOSE");
      super.handleClose();
    }
  }

  private Noted open(String command) throws Exception {
    Noted channel = new Noted(command);
    session
        .getService(org.apache.sshd.common.session.ConnectionService.class)
        .registerChannel(channel);
    channel.open().verify(DEADLINE);
    return channel;
  }

  private static void awaitClosed(Noted channel) {
    assertTrue(
        channel
            .waitFor(EnumSet.of(ClientChannelEvent.CLOSED), DEADLINE)
            .contains(ClientChannelEvent.CLOSED),
        channel.messages.toString());
  }

  private void sendEof(Noted channel) throws Exception {
    Buffer eof = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_EOF);
    eof.putUInt(channel.getRecipient());
    session.writePacket(eof);
  }

  @Test
  void theExitStatusOfEveryCommandArrivesInOrder() throws Exception {
    List<String> order = List.of("output", "EOF", "exit-status", "CLOSE");
    for (int i = 0; i < COMMANDS; i++) {
      Noted channel = open("echo in; exit " + i % 100);
      awaitClosed(channel);
      assertEquals(order, channel.messages);
      assertEquals(i % 100, channel.getExitStatus());
    }
  }

  @Test
  void manyAtOnceLoseNone() throws Exception {
    List<Noted> channels = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      channels.add(open("head -c 100000 /dev/zero; exit " + i));
    }
    for (int i = 0; i < channels.size(); i++) {
      Noted channel = channels.get(i);
      awaitClosed(channel);
      assertEquals(i, channel.getExitStatus());
      assertEquals(100_000, channel.output.size());
    }
  }

  /** OpenSSH's client does this when its input is at its end and it has our EOF. */
  @Test
  void theExitStatusIsSentToAClientThatHasSentCloseBefore() throws Exception {
    for (int i = 0; i < 20; i++) {
      Noted channel = open("cat > /dev/null; exit 3");
      sendEof(channel);
      channel.close(false);
      awaitClosed(channel);
      assertEquals(3, channel.getExitStatus(), channel.messages.toString());
      assertEquals("CLOSE", channel.messages.get(channel.messages.size() - 1));
    }
  }

  @Test
  void aSignalThatEndedTheCommandIsNamed() throws Exception {
    Noted channel = open("echo in; kill -TERM $$");
    awaitClosed(channel);
    assertEquals("TERM", channel.getExitSignal());
    assertEquals(List.of("output", "EOF", "exit-signal", "CLOSE"), channel.messages);
  }

  @Test
  void theClientsSignalReachesTheCommand() throws Exception {
    Noted channel = open("trap 'echo got it; exit 5' USR1; echo in; while :; do sleep 0.1; done");
    Poll.until("the command has begun", () -> channel.messages.contains("output"));
    Buffer signal = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
    signal.putUInt(channel.getRecipient());
    signal.putString("signal");
    signal.putBoolean(false);
    signal.putString("USR1");
    session.writePacket(signal);
    awaitClosed(channel);
    assertEquals("in\ngot it\n", channel.output.toString(UTF_8));
    assertEquals(5, channel.getExitStatus());
  }

  @Test
  void outputThatFollowsTheEndOfTheInputArrives() throws Exception {
    Noted channel = open("cat; echo after");
    sendEof(channel);
    awaitClosed(channel);
    assertEquals("after\n", channel.output.toString(UTF_8));
  }

  @Test
  void aShellThatIsNotThereIsToldAndTheChannelEnds() throws Exception {
    Account nobody = new Account(bytes("someone"), bytes("/nowhere"), bytes("/nope"));
    LoginChannel.install(server, new AcceptedVariables(List.of()), () -> nobody);
    Noted channel = open("true");
    awaitClosed(channel);
    String[] told = channel.errors.toString(UTF_8).split("\r\n", -1);
    assertEquals("Could not chdir to home directory /nowhere", told[0]);
    assertTrue(told[1].startsWith("/nope: "), told[1]); // and why, in the system's language
    assertEquals(3, told.length);
    assertEquals(127, channel.getExitStatus());
    assertEquals(List.of("EOF", "exit-status", "CLOSE"), channel.messages);
  }

  @Test
  void aLoginWhoseAccountCannotBeLookedUpEnds() throws Exception {
    LoginChannel.install(
        server,
        new AcceptedVariables(List.of()),
        () -> {
          throw new IllegalStateException("no account");
        });
    Noted channel = open("true");
    awaitClosed(channel);
    assertEquals("no account\r\n", channel.errors.toString(UTF_8));
    assertEquals(127, channel.getExitStatus());
  }
}
