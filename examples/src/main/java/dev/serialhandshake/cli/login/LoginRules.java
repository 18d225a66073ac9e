// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import java.util.List;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.server.subsystem.SubsystemFactory;

/** Sets up a server so that only keys can log in, and each may do what its options allow. */
public final class LoginRules {

  /**
   * The environment variable that tells the command of {@code command=} what the client asked for.
   * In MINA's environment, the value has one character for each byte (ISO 8859-1).
   */
  public static final String ORIGINAL_COMMAND = "SSH_ORIGINAL_COMMAND";

  private LoginRules() {}

  /**
   * Sets up the login, and wraps the factories of shells, commands and SFTP.
   *
   * @param server has its factories of shells and commands already
   * @param listener learns who logs in and who is refused
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
