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
 * A key with {@code command=} gets that command, whatever its client asks for: a shell, a command
 * or SFTP. The command finds what was asked for in {@link LoginRules#ORIGINAL_COMMAND}. As with
 * OpenSSH, the command {@code internal-sftp} is SFTP itself.
 */
final class ForcedCommands {

  private static final String INTERNAL_SFTP = "internal-sftp";

  private final CommandFactory commands;
  private final SubsystemFactory sftp;

  /**
   * For one server.
   *
   * @param commands starts commands
   * @param sftp starts SFTP
   */
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

  /** Null where the key leaves the choice to the client. */
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
