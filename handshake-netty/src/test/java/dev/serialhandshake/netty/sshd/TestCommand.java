// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.stream.StreamSupport;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;

/**
 * What the server of the tests can execute: {@code exit N}, {@code cat}, {@code flood}, which sends
 * without an end, and {@code agent}, which counts the keys of a forwarded agent.
 */
final class TestCommand extends AbstractCommandSupport {
  TestCommand(ChannelSession channel, String command) {
    super(command, null);
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

  private int agentKeys() throws IOException {
    FactoryManager server = getServerSession().getFactoryManager();
    String socket = getEnvironment().getEnv().get(SshAgent.SSH_AUTHSOCKET_ENV_NAME);
    server.getProperties().put(SshAgent.SSH_AUTHSOCKET_ENV_NAME, socket);
    try (SshAgent agent = server.getAgentFactory().createClient(getServerSession(), server)) {
      return (int) StreamSupport.stream(agent.getIdentities().spliterator(), false).count();
    }
  }
}
