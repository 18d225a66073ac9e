// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import java.util.List;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.subsystem.SubsystemFactory;

/** Has a server let in the owners of keys, each to what the options of the key allow. */
public final class LoginRules {

  /**
   * The variable in which a command that a key forces finds what the client asked for: with a
   * character for each byte.
   */
  public static final String ORIGINAL_COMMAND = "SSH_ORIGINAL_COMMAND";

  private LoginRules() {}

  /**
   * Wraps what the server starts for its sessions.
   *
   * @param server knows by now how it starts shells and commands
   * @param listener is told who logs in and who is refused
   */
  public static void install(
      SshServer server, LoginKeys keys, SubsystemFactory sftp, LoginListener listener) {
    server.addSessionListener(new LoginLog(listener));
    server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE));
    server.setPublickeyAuthenticator(keys);
    server.setForwardingFilter(new PermittedForwarding());
    server.addChannelListener(new PermittedPty());
    ForcedCommands forced = new ForcedCommands(server.getCommandFactory(), sftp);
    server.setShellFactory(forced.around(server.getShellFactory()));
    server.setCommandFactory(forced.aroundCommands());
    server.setSubsystemFactories(List.of(forced.aroundSftp()));
  }
}
