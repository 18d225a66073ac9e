// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** OpenSSH's client with a key of its own and {@code connect} as its ProxyCommand. */
final class OpenSsh {

  private final Path folder;
  private final Path config;

  /** Makes a key pair; lets its owner in through {@link #authorizedKeys}. */
  OpenSsh(Path folder) throws Exception {
    Tools.need("ssh", "sftp", "ssh-keygen");
    this.folder = folder;
    String key = folder.resolve("id").toString();
    Run made =
        Run.of(new byte[0], List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key));
    if (made.exit() != 0) {
      throw new AssertionError(made.err());
    }
    config = folder.resolve("ssh_config");
    writeConfig();
  }

  private void writeConfig() throws IOException {
    String java = System.getProperty("java.home") + "/bin/java";
    Files.writeString(
        config,
        String.join(
            "\n",
            "Host *",
            "  User tester",
            "  IdentityFile " + folder.resolve("id"),
            "  IdentitiesOnly yes",
            "  BatchMode yes",
            "  UserKnownHostsFile " + folder.resolve("known_hosts"),
            "  StrictHostKeyChecking accept-new",
            "  HostKeyAlias line",
            "  LogLevel ERROR",
            "  ProxyCommand " + java + " -jar " + Run.jarPath() + " connect %n",
            ""));
  }

  Path authorizedKeys() {
    return folder.resolve("id.pub");
  }

  /** Options for a configuration that says nothing of keys. */
  List<String> identity() {
    return List.of(
        "-l",
        "tester",
        "-i",
        folder.resolve("id").toString(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "BatchMode=yes",
        "-o",
        "UserKnownHostsFile=" + folder.resolve("known_hosts"),
        "-o",
        "StrictHostKeyChecking=accept-new",
        "-o",
        "LogLevel=ERROR");
  }

  Path hostKey() {
    return folder.resolve("host_key");
  }

  /** {@code ssh LINE COMMAND}, with options in front. */
  Run ssh(String line, byte[] input, String command, String... options) throws Exception {
    return Run.of(input, command(line, command, options));
  }

  /** {@code ssh -A LINE COMMAND}, with the key in an agent that lives as long. */
  Run sshWithAgent(String line, String command) throws Exception {
    Tools.need("ssh-agent", "ssh-add");
    List<String> all = new ArrayList<>(List.of("ssh-agent", "sh", "-c"));
    all.add("ssh-add -q \"$1\" && shift && exec \"$@\"");
    all.addAll(List.of("sh", folder.resolve("id").toString()));
    all.addAll(command(line, command, "-A"));
    return Run.of(new byte[0], all);
  }

  /** The same as {@link #ssh}, not run yet. */
  List<String> command(String line, String command, String... options) {
    List<String> all = new ArrayList<>(List.of("ssh", "-F", config.toString()));
    all.addAll(List.of(options));
    all.add(line);
    if (!command.isEmpty()) {
      all.add(command);
    }
    return all;
  }

  /** {@code sftp} with a batch of commands; its host names have no colons, so the line is fixed. */
  Run sftp(String line, String batch) throws Exception {
    String java = System.getProperty("java.home") + "/bin/java";
    String proxy = java + " -jar " + Run.jarPath() + " connect " + line;
    return Run.of(
        batch.getBytes(UTF_8),
        List.of(
            "sftp", "-b", "-", "-F", config.toString(), "-o", "ProxyCommand=" + proxy, "board"));
  }
}
