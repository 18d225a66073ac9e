// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** OpenSSH's client with a key of its own, and the servers that let it in. */
final class SshPeer {

  private final Processes processes;
  private final Path key;
  private final Path hostKey;

  SshPeer(Processes processes) throws Exception {
    this.processes = processes;
    key = makeKey("key");
    hostKey = makeKey("host_key");
  }

  private Path makeKey(String name) throws Exception {
    Path file = processes.file(name);
    Process made =
        processes.start(
            List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
    if (made.waitFor() != 0) {
      throw new IOException("ssh-keygen made no key");
    }
    return file;
  }

  /** The arguments of a {@code serve} with an SSH server that lets it in. */
  String[] serve(String line) {
    return new String[] {
      "serve", "--authorized-keys", key + ".pub", "--host-key", hostKey.toString(), line
    };
  }

  /** Starts the system's server. */
  int sshd() throws Exception {
    int port = Felt.freePort();
    Path config = processes.file("sshd_config");
    Files.writeString(
        config,
        String.join(
            "\n",
            "ListenAddress 127.0.0.1",
            "Port " + port,
            "HostKey " + hostKey,
            "AuthorizedKeysFile " + key + ".pub",
            "StrictModes no",
            "UsePAM no",
            "PidFile none",
            ""));
    Process sshd = processes.start(List.of("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()));
    processes.awaitSaying(sshd, "Server listening");
    return port;
  }

  /** A session with a command; the proxy is a shell command, or a port for none. */
  Process session(String proxy, int port, String command) throws IOException {
    List<String> line = new ArrayList<>(List.of("ssh", "-F", "none", "-T", "-i", key.toString()));
    List<String> options =
        List.of(
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "IdentitiesOnly=yes",
            "BatchMode=yes",
            "LogLevel=ERROR",
            proxy.isEmpty() ? "Port=" + port : "ProxyCommand=" + proxy);
    options.forEach(option -> line.addAll(List.of("-o", option)));
    line.addAll(List.of(System.getProperty("user.name") + "@127.0.0.1", command));
    return processes.startPiped(line);
  }

  void up(String proxy, int bytes) throws Exception {
    up(proxy, 0, bytes);
  }

  void up(String proxy, int port, int bytes) throws Exception {
    Process session = session(proxy, port, "head -c " + bytes + " >/dev/null");
    BulkPeer.send(session.getOutputStream(), bytes);
    await(session);
  }

  void down(String proxy, int bytes) throws Exception {
    down(proxy, 0, bytes);
  }

  void down(String proxy, int port, int bytes) throws Exception {
    Process session = session(proxy, port, "head -c " + bytes + " /dev/zero");
    BulkPeer.take(session.getInputStream(), bytes);
    await(session);
  }

  /** A login and its end. */
  void login(String proxy, int port) throws Exception {
    await(session(proxy, port, "true"));
  }

  static void await(Process session) throws Exception {
    session.getOutputStream().close();
    if (session.waitFor() != 0) {
      throw new IOException("ssh ended with " + session.exitValue());
    }
  }
}
