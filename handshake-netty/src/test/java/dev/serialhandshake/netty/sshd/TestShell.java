// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.Map;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.Signal;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;

/** Tells its terminal and each new size of it, and knows {@code exit N}. */
final class TestShell extends AbstractCommandSupport {

  TestShell(ChannelSession channel) {
    super("shell", null);
  }

  @Override
  public void run() {
    Environment environment = getEnvironment();
    environment.addSignalListener((channel, signal) -> say(size()), Signal.WINCH);
    say(environment.getEnv().get(Environment.ENV_TERM) + ' ' + size());
    try (BufferedReader in = new BufferedReader(new InputStreamReader(getInputStream(), UTF_8))) {
      onExit(Integer.parseInt(in.readLine().replace("exit ", "")));
    } catch (IOException e) {
      onExit(1, e.toString());
    }
  }

  private String size() {
    Map<String, String> variables = getEnvironment().getEnv();
    return variables.get(Environment.ENV_COLUMNS) + 'x' + variables.get(Environment.ENV_LINES);
  }

  private synchronized void say(String line) {
    try {
      getOutputStream().write((line + '\n').getBytes(UTF_8));
      getOutputStream().flush();
    } catch (IOException e) {
      onExit(1, e.toString());
    }
  }
}
