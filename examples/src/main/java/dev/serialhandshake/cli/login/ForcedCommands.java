// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import java.io.IOException;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.command.CommandFactory;
import org.apache.sshd.server.shell.ShellFactory;
import org.apache.sshd.server.subsystem.SubsystemFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs the command of a key's option {@code command=}, whatever the client asks for: a shell, a
 * command or SFTP. The variable {@link LoginRules#ORIGINAL_COMMAND} tells that command what the
 * client asked for. As with OpenSSH, the command {@code internal-sftp} means the SFTP server.
 */
final class ForcedCommands {

  private static final String INTERNAL_SFTP = "internal-sftp";

  private final CommandFactory commands;
  private final SubsystemFactory sftp;

  ForcedCommands(CommandFactory commands, SubsystemFactory sftp) {
    this.commands = commands;
    this.sftp = sftp;
  }

  ShellFactory around(ShellFactory shells) {
    return channel -> {
      Command forced = forced(channel, null);
      return forced == null ? shells.createShell(channel) : forced;
    };
  }

  CommandFactory aroundCommands() {
    return (channel, command) -> {
      Command forced = forced(channel, command);
      return forced == null ? commands.createCommand(channel, command) : forced;
    };
  }

  SubsystemFactory aroundSftp() {
    return new SubsystemFactory() {
      @Override
      public String getName() {
        return sftp.getName();
      }

      @Override
      public Command createSubsystem(ChannelSession channel) throws IOException {
        Command forced = forced(channel, INTERNAL_SFTP);
        return forced == null ? sftp.createSubsystem(channel) : forced;
      }
    };
  }

  /** Starts the command of the key; null if the key has none, so that the client may choose. */
  private @Nullable Command forced(ChannelSession channel, @Nullable String original)
      throws IOException {
    String command = LoginKeys.restrictions(channel.getSession()).command();
    if (command == null) {
      return null;
    }
    if (original != null) {
      channel.getEnvironment().getEnv().put(LoginRules.ORIGINAL_COMMAND, original);
    }
    return command.equals(INTERNAL_SFTP)
        ? sftp.createSubsystem(channel)
        : commands.createCommand(channel, command);
  }
}
