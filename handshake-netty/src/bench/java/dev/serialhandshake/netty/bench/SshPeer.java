// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.io.InputStream;
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

  /** The arguments of a {@code serve} with an SSH server that lets it in, but for the line. */
  String[] serve() {
    return new String[] {"serve", "--authorized-keys", authorizedKeys(), "--host-key", hostKey()};
  }

  /** The file of the keys that may log in. */
  String authorizedKeys() {
    return key + ".pub";
  }

  /** The file of the key that a server has. */
  String hostKey() {
    return hostKey.toString();
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
            "AuthorizedKeysFile " + authorizedKeys(),
            "StrictModes no",
            "UsePAM no",
            "PidFile none",
            ""));
    Process sshd = processes.start(List.of("/usr/sbin/sshd", "-D", "-e", "-f", config.toString()));
    processes.awaitSaying(sshd, "Server listening");
    return port;
  }

  /**
   * Starts a session with a command.
   *
   * @param way the option that says how the server is reached
   */
  Process session(String way, String command) throws IOException {
    List<String> line = new ArrayList<>(List.of("ssh", "-F", "none", "-T", "-i", key.toString()));
    List<String> options =
        List.of(
            "StrictHostKeyChecking=no",
            "UserKnownHostsFile=/dev/null",
            "IdentitiesOnly=yes",
            "BatchMode=yes",
            "LogLevel=ERROR",
            way);
    options.forEach(option -> line.addAll(List.of("-o", option)));
    line.addAll(List.of(System.getProperty("user.name") + "@127.0.0.1", command));
    return processes.startPiped(line);
  }

  /** Transfers bytes, and returns megabytes a second, from the first byte to the last. */
  double bulk(FeltWay way, boolean up, int bytes) throws Exception {
    String head = "head -c " + bytes;
    String command = up ? head + " >/dev/null" : head + " /dev/zero";
    Process session = session(way.option(), "echo; " + command + "; echo");
    InputStream in = session.getInputStream();
    BulkPeer.take(in, 1);
    long start = System.nanoTime();
    if (up) {
      BulkPeer.send(session.getOutputStream(), bytes);
    } else {
      BulkPeer.take(in, bytes);
    }
    BulkPeer.take(in, 1);
    double millis = millisSince(start);
    await(session);
    return bytes / 1e3 / millis;
  }

  /** Milliseconds of a login and its end. */
  double login(FeltWay way) throws Exception {
    String option = way.option();
    long start = System.nanoTime();
    await(session(option, "true"));
    return millisSince(start);
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  /** Ends the input of a session, and waits for its end. */
  void await(Process session) throws Exception {
    session.getOutputStream().close();
    int code = session.waitFor();
    if (code != 0) {
      throw new IOException("ssh ended with " + code + ": " + processes.said(session));
    }
  }
}
