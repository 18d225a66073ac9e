// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Platform;
import dev.serialhandshake.cli.login.LoginRules;
import dev.serialhandshake.cli.process.Account;
import dev.serialhandshake.cli.process.OwnEnvironment;
import dev.serialhandshake.cli.process.Program;
import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The user's login shell, with the environment that OpenSSH's server would give it: what the passwd
 * entry says, where the client is, and what the client may set. Of our own environment it gets only
 * a few variables, because others may hold secrets.
 */
final class LoginProgram {

  private static final byte[] USUAL_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin".getBytes(UTF_8);

  private static final List<String> OURS =
      List.of(
          "PATH",
          "TZ",
          "LANG",
          "LANGUAGE",
          "LC_ALL",
          "LC_CTYPE",
          "LC_NUMERIC",
          "LC_TIME",
          "LC_COLLATE",
          "LC_MONETARY",
          "LC_MESSAGES",
          "LC_PAPER",
          "LC_NAME",
          "LC_ADDRESS",
          "LC_TELEPHONE",
          "LC_MEASUREMENT",
          "LC_IDENTIFICATION");

  private static final byte[] ROOT = {'/'};

  private final Account account;
  private final LoginChannel channel;
  private final byte @Nullable [] command;

  /**
   * Describes what to start.
   *
   * @param command what the shell is to run; null for an interactive shell
   */
  LoginProgram(Account account, LoginChannel channel, byte @Nullable [] command) {
    this.account = account;
    this.channel = channel;
    this.command = command;
  }

  /** The program on a terminal of this name, such as /dev/pts/3; null if it has no terminal. */
  Program on(@Nullable String terminal) {
    return new Program(
        Platform.isWindows() ? WINDOWS_SHELL : account.shell(),
        arguments(),
        environment(terminal),
        account.canEnterHome() ? account.home() : ROOT);
  }

  private static final byte[] WINDOWS_SHELL = "cmd.exe".getBytes(UTF_8);

  /** A shell whose name begins with a dash is a login shell. */
  private List<byte[]> arguments() {
    if (Platform.isWindows()) {
      return command == null
          ? List.of(WINDOWS_SHELL)
          : List.of(WINDOWS_SHELL, "/c".getBytes(UTF_8), command);
    }
    String path = new String(account.shell(), ISO_8859_1);
    String name = path.substring(path.lastIndexOf('/') + 1);
    return command == null
        ? List.of(("-" + name).getBytes(ISO_8859_1))
        : List.of(name.getBytes(ISO_8859_1), "-c".getBytes(UTF_8), command);
  }

  private List<byte[]> environment(@Nullable String terminal) {
    Map<String, byte[]> variables = new LinkedHashMap<>();
    variables.put("PATH", USUAL_PATH);
    for (String name : OURS) {
      byte[] value = OwnEnvironment.variable(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
    variables.put("USER", account.name());
    variables.put("LOGNAME", account.name());
    variables.put("HOME", account.home());
    variables.put("SHELL", account.shell());
    variables.put("MAIL", join("/var/mail/".getBytes(UTF_8), account.name()));
    variables.putAll(channel.variables());
    putText(variables, "SSH_AUTH_SOCK", channel.variableOfServer(SshAgent.SSH_AUTHSOCKET_ENV_NAME));
    String original = channel.variableOfServer(LoginRules.ORIGINAL_COMMAND);
    if (original != null) {
      variables.put(LoginRules.ORIGINAL_COMMAND, original.getBytes(ISO_8859_1));
    }
    putText(variables, "TERM", channel.term());
    putText(variables, "SSH_TTY", terminal);
    putConnection(variables);
    return variables.entrySet().stream()
        .map(each -> join((each.getKey() + "=").getBytes(ISO_8859_1), each.getValue()))
        .toList();
  }

  private static void putText(Map<String, byte[]> variables, String name, @Nullable String value) {
    if (value != null) {
      variables.put(name, value.getBytes(UTF_8));
    }
  }

  /**
   * Where the client is: its address and port, or the name of the line and port 0 if a line has no
   * addresses.
   */
  private void putConnection(Map<String, byte[]> variables) {
    Session session = channel.getSession();
    Channel line = SshLines.channel(session);
    String client = end(line, session.getRemoteAddress());
    String server = end(line, session.getLocalAddress());
    String port = server.substring(server.indexOf(' '));
    putText(variables, "SSH_CLIENT", client + port);
    putText(variables, "SSH_CONNECTION", client + " " + server);
  }

  /**
   * An address and a port with one space between. Programs split SSH_CONNECTION at its spaces, so
   * no other space may be in it.
   */
  private static String end(Channel line, @Nullable SocketAddress address) {
    return address instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? inet.getAddress().getHostAddress() + " " + inet.getPort()
        : LineChannels.name(line).replaceAll("\\s", "_") + " 0";
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    joined.writeBytes(first);
    joined.writeBytes(second);
    return joined.toByteArray();
  }
}
