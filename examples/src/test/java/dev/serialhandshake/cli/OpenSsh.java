// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * OpenSSH's client with a key of its own and {@code connect} as its ProxyCommand. Where it is not
 * installed, {@link MinaSsh} takes its place, unless a test wants more than that can do: such a
 * test is skipped.
 */
final class OpenSsh {

  private final Path folder;
  private final KeyFiles keys;
  private final Path config;

  /** Makes a key pair; lets its owner in through {@link #authorizedKeys}. */
  OpenSsh(Path folder) throws Exception {
    this.folder = folder;
    keys = new KeyFiles(folder);
    config = folder.resolve("ssh_config");
    writeConfig();
  }

  private void writeConfig() throws IOException {
    Files.writeString(
        config,
        String.join(
            "\n",
            "Host *",
            "  User tester",
            "  IdentityFile " + keys.identity(),
            "  IdentitiesOnly yes",
            "  BatchMode yes",
            "  UserKnownHostsFile " + folder.resolve("known_hosts"),
            "  StrictHostKeyChecking accept-new",
            "  HostKeyAlias line",
            "  LogLevel ERROR",
            "  ProxyCommand " + quoted(Run.jarCommand("connect")) + " %n",
            ""));
  }

  KeyFiles keys() {
    return keys;
  }

  Path authorizedKeys() {
    return keys.authorizedKeys();
  }

  /** Options, of ssh and of scp, for a configuration that says nothing of keys. */
  List<String> identity() {
    return List.of(
        "-o",
        "User=tester",
        "-i",
        keys.identity().toString(),
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
    return keys.hostKey();
  }

  /** A {@code serve} on a port of loopback that lets in the owner of the key. */
  Daemon serve() throws IOException {
    return serve("tcp-listen:127.0.0.1:0");
  }

  /**
   * A {@code serve} with these options and LINEs that lets in the owner of the key. A test that
   * starts it in another way, for example with an option of the JVM, takes {@link KeyFiles#serve}.
   */
  Daemon serve(String... optionsAndLines) throws IOException {
    return Daemon.jar(keys.serve(optionsAndLines));
  }

  /** {@code ssh LINE COMMAND}, with options in front. */
  Run ssh(String line, byte[] input, String command, String... options) throws Exception {
    return Run.of(input, command(line, command, options));
  }

  /** {@code ssh -A LINE COMMAND}, with the key in an agent that lives as long. */
  Run sshWithAgent(String line, String command) throws Exception {
    Tools.need("ssh", "ssh-agent", "ssh-add");
    List<String> all = new ArrayList<>(List.of("ssh-agent", "sh", "-c"));
    all.add("ssh-add -q \"$1\" && shift && exec \"$@\"");
    all.addAll(List.of("sh", keys.identity().toString()));
    all.addAll(command(line, command, "-A"));
    return Run.of(new byte[0], all);
  }

  /** The same as {@link #ssh}, not run yet. */
  List<String> command(String line, String command, String... options) {
    if (!Tools.has("ssh") && MinaSsh.knows(List.of(options))) {
      String proxy = quoted(Run.jarCommand("connect", line));
      return MinaSsh.command(keys.identity(), proxy, List.of(options), command);
    }
    Tools.need("ssh");
    List<String> all = new ArrayList<>(List.of("ssh", "-F", config.toString()));
    all.addAll(List.of(options));
    all.add(line);
    if (!command.isEmpty()) {
      all.add(command);
    }
    return all;
  }

  /** A command for a shell, as which OpenSSH takes it: folders may have spaces in their names. */
  static String quoted(List<String> command) {
    return command.stream()
        .map(word -> word.matches("[-\\w/.:%]+") ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  /** {@code sftp} with a batch of commands; its host names have no colons, so the line is fixed. */
  Run sftp(String line, String batch) throws Exception {
    return sftp(line, batch.getBytes(UTF_8));
  }

  /** The same with names in any encoding. */
  Run sftp(String line, byte[] batch) throws Exception {
    String proxy = quoted(Run.jarCommand("connect", line));
    if (!Tools.has("sftp") && MinaSsh.knowsBatch(batch)) {
      return Run.of(batch, MinaSsh.command(keys.identity(), proxy, List.of(), MinaSsh.SFTP));
    }
    Tools.need("sftp");
    return Run.of(
        batch,
        List.of(
            "sftp", "-b", "-", "-F", config.toString(), "-o", "ProxyCommand=" + proxy, "board"));
  }
}
