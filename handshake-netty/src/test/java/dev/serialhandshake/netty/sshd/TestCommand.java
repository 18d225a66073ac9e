// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.stream.StreamSupport;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;

/**
 * What the server of the tests can execute: {@code exit N}, {@code cat}, {@code flood}, which sends
 * without an end, {@code killed SIGNAL}, which ends by a signal, and {@code agent}, which counts
 * the keys of a forwarded agent.
 */
final class TestCommand extends AbstractCommandSupport {
  private final ChannelSession channel;

  TestCommand(ChannelSession channel, String command) {
    super(command, null);
    this.channel = channel;
  }

  @Override
  public void run() {
    String[] words = getCommand().split(" ", 2);
    try {
      switch (words[0]) {
        case "exit" -> {
          getErrorStream().write("as told\n".getBytes(UTF_8));
          onExit(Integer.parseInt(words[1]));
        }
        case "cat" -> {
          getInputStream().transferTo(getOutputStream());
          getOutputStream().flush();
          onExit(0);
        }
        case "flood" -> {
          while (true) {
            getOutputStream().write(new byte[32 * 1024]);
          }
        }
        case "killed" -> {
          getOutputStream().write("last words\n".getBytes(UTF_8));
          getOutputStream().flush();
          sendExitSignal(words[1]);
          channel.close(false);
        }
        case "agent" -> {
          getOutputStream().write(("keys: " + agentKeys()).getBytes(UTF_8));
          getOutputStream().flush();
          onExit(0);
        }
        default -> onExit(127, "no such command");
      }
    } catch (IOException e) {
      onExit(1, e.toString());
    }
  }

  /** MINA's servers cannot: their commands end with a status. */
  private void sendExitSignal(String name) throws IOException {
    Buffer request = channel.getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST);
    request.putUInt(channel.getRecipient());
    request.putString("exit-signal");
    request.putBoolean(false); // no reply
    request.putString(name);
    request.putBoolean(true); // a core was dumped
    request.putString("killed by " + name);
    request.putString(""); // no language
    channel.writePacket(request);
  }

  private int agentKeys() throws IOException {
    FactoryManager server = getServerSession().getFactoryManager();
    String socket = getEnvironment().getEnv().get(SshAgent.SSH_AUTHSOCKET_ENV_NAME);
    server.getProperties().put(SshAgent.SSH_AUTHSOCKET_ENV_NAME, socket);
    try (SshAgent agent = server.getAgentFactory().createClient(getServerSession(), server)) {
      return (int) StreamSupport.stream(agent.getIdentities().spliterator(), false).count();
    }
  }
}
