// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.serialhandshake.cli.line.BytePump;
import dev.serialhandshake.testing.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.channel.PtyCapableChannelSession;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.forward.AcceptAllForwardingFilter;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;

/**
 * Stands in for {@code ssh} where OpenSSH is not installed: MINA's client, with the same {@code
 * connect} as its ProxyCommand. It can do what most tests want: a command or a shell, with or
 * without a terminal.
 */
final class MinaSsh {

  /** As the remote command: files are put, got and listed, as standard input says. */
  static final String SFTP = "subsystem sftp";

  private static final int FAILED = 255;
  private static final List<String> KNOWN =
      List.of("ProxyCommand", "ConnectTimeout", "PubkeyAuthentication", "PreferredAuthentications");
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private MinaSsh() {}

  /** Whether it knows these options of {@code ssh}. */
  static boolean knows(List<String> options) {
    return options.stream()
        .allMatch(
            option ->
                List.of("-T", "-tt", "-s", "-o").contains(option)
                    || KNOWN.contains(option.replaceFirst("=.*", ""))
                    || option.equals("-oLogLevel=INFO")
                    || Forward.ALL.matcher(option).matches());
  }

  /** Whether it knows all commands of a batch for {@code sftp}. */
  static boolean knowsBatch(byte[] batch) {
    return new String(batch, ISO_8859_1)
        .lines()
        .allMatch(command -> command.matches("((put|get) \\p{Graph}+|ls) \\p{Graph}+"));
  }

  /** The program, as {@code ssh} is called: options, and a command, or an empty one for a shell. */
  static List<String> command(
      Path identity, String proxy, List<String> options, String remoteCommand) {
    List<String> all =
        JavaProgram.command(MinaSsh.class, identity.toString(), "ProxyCommand=" + proxy);
    all.addAll(options);
    all.add(remoteCommand);
    return all;
  }

  public static void main(String[] arguments) throws Exception {
    List<String> options = List.of(arguments);
    String proxy = value(options, "ProxyCommand", "");
    Process line =
        new ProcessBuilder("sh", "-c", "exec " + proxy)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int exit = FAILED;
    try {
      exit = run(line, options);
    } catch (SshException e) {
      // In the words of OpenSSH. MINA only says that it has tried the one method of serve.
      boolean refused = e.getMessage().startsWith("No more authentication methods");
      System.err.println(refused ? "tester@line: Permission denied (publickey)." : e.getMessage());
    } catch (IOException | RuntimeException e) {
      System.err.println(e);
    }
    System.out.flush();
    line.destroy();
    System.exit(exit);
  }

  /** The value that was given last. */
  private static String value(List<String> options, String name, String otherwise) {
    return options.stream()
        .filter(option -> option.startsWith(name + "="))
        .reduce(otherwise, (before, option) -> option.substring(name.length() + 1));
  }

  private static int run(Process line, List<String> options) throws Exception {
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    if (value(options, "PubkeyAuthentication", "yes").equals("yes")) {
      client.setKeyIdentityProvider(new FileKeyPairProvider(Path.of(options.get(0))));
    }
    client.addSessionListener(
        new SessionListener() {
          @Override
          public void sessionDisconnect(
              Session session, int reason, String message, String language, boolean ours) {
            if (!ours) {
              System.err.println("Received disconnect: " + message);
            }
          }
        });
    client.setForwardingFilter(AcceptAllForwardingFilter.INSTANCE);
    client.start();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout((int) DEADLINE.toMillis());
      ConnectFuture connecting = client.connect("tester", "127.0.0.1", listener.getLocalPort());
      Socket socket = listener.accept();
      pump(line.getInputStream(), socket.getOutputStream());
      pump(socket.getInputStream(), line.getOutputStream());
      ClientSession session = connecting.verify(DEADLINE).getSession();
      session.auth().verify(DEADLINE);
      int exit = run(session, options);
      // As ssh does at its end: nothing else on a line tells the server.
      session.disconnect(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "disconnected by user");
      session.close(false).await(DEADLINE);
      line.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS); // its input ends with the session
      return exit;
    }
  }

  private static int run(ClientSession session, List<String> options) throws IOException {
    String command = options.get(options.size() - 1);
    if (command.equals(SFTP)) {
      return transfer(session, System.in.readAllBytes());
    }
    for (String option : options) {
      Matcher forward = Forward.ALL.matcher(option);
      if (forward.matches() && forward.group(Forward.FROM) == null) {
        return Forward.standardStreams(session, Forward.target(forward));
      } else if (forward.matches()) {
        SshdSocketAddress from = Forward.from(forward);
        session.startLocalPortForwarding(from, Forward.target(forward));
      }
    }
    return options.contains("-s")
        ? run(session.createSubsystemChannel(command))
        : run(channel(session, command), options.contains("-tt"));
  }

  /** {@code -W} and {@code -L}, each in one word. */
  private static final class Forward {

    static final Pattern ALL =
        Pattern.compile("-(?:W|L(?:127\\.0\\.0\\.1:)?(\\d+):)([^:/]+):(\\d+)");
    static final int FROM = 1;
    private static final int HOST = 2;
    private static final int PORT = 3;

    static SshdSocketAddress target(Matcher forward) {
      return new SshdSocketAddress(forward.group(HOST), Integer.parseInt(forward.group(PORT)));
    }

    static SshdSocketAddress from(Matcher forward) {
      return new SshdSocketAddress("127.0.0.1", Integer.parseInt(forward.group(FROM)));
    }

    static int standardStreams(ClientSession session, SshdSocketAddress target) throws IOException {
      SshdSocketAddress nowhere = new SshdSocketAddress("127.0.0.1", 65535);
      try (ChannelDirectTcpip channel = session.createDirectTcpipChannel(nowhere, target)) {
        channel.open().verify(DEADLINE);
        pump(System.in, channel.getInvertedIn());
        channel.getInvertedOut().transferTo(System.out);
        return 0;
      } catch (SshException e) {
        // In the words of OpenSSH, which has one for each reason.
        System.err.println("channel 0: open failed: connect failed: " + e.getMessage());
        System.err.println("stdio forwarding failed");
        return FAILED;
      }
    }
  }

  private static PtyCapableChannelSession channel(ClientSession session, String command)
      throws IOException {
    return command.isEmpty() ? session.createShellChannel() : session.createExecChannel(command);
  }

  private static int run(PtyCapableChannelSession channel, boolean terminal) throws IOException {
    channel.setUsePty(terminal);
    return run(channel);
  }

  private static int run(ClientChannel channel) throws IOException {
    channel.setIn(System.in);
    channel.setOut(System.out);
    channel.setErr(System.err);
    channel.open().verify(DEADLINE);
    channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), 0);
    Integer exit = channel.getExitStatus();
    return exit == null ? FAILED : exit;
  }

  private static int transfer(ClientSession session, byte[] batch) throws IOException {
    try (SftpClient sftp = SftpClientFactory.instance().createSftpClient(session)) {
      for (String command : new String(batch, ISO_8859_1).lines().toList()) {
        String[] words = command.split(" ", -1);
        if (words[0].equals("ls")) {
          sftp.readDir(words[1]).forEach(entry -> System.out.println(entry.getFilename()));
        } else if (words[0].equals("put")) {
          try (OutputStream there = sftp.write(words[2])) {
            Files.copy(Path.of(words[1]), there);
          }
        } else {
          try (InputStream there = sftp.read(words[1])) {
            Files.copy(there, Path.of(words[2]));
          }
        }
      }
    }
    return 0;
  }

  /** Until either side closes; the process ends with the session. */
  private static void pump(InputStream from, OutputStream to) {
    Thread pump =
        new Thread(
            () -> {
              try (from;
                  to) {
                BytePump.run(from, to);
              } catch (IOException e) {
                // One side has closed; MINA notices it, or has closed itself.
              }
            });
    pump.setDaemon(true);
    pump.start();
  }
}
