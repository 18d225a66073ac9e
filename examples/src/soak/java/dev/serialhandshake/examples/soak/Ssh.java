// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import dev.serialhandshake.netty.sshd.SshKeepAlive;
import dev.serialhandshake.netty.sshd.SshLines;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** The SSH server of all lines, and the SSH client of all visits in this process. */
final class Ssh implements AutoCloseable {
  static final String USER = "soak";

  /** Above what a stall and a busy machine hold back; a dead client has the line for 30 s. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  private static final int UNANSWERED = 2;

  /** More: an answer waits behind what the server sends, which MINA's client does not consider. */
  private static final int UNANSWERED_BY_SERVER = 6;

  final SshServer server = SshServer.setUpDefaultServer();
  final SshClient client = SshClient.setUpDefaultClient();

  /** What SFTP shows. */
  final Path files;

  /** The key of all clients, for OpenSSH. */
  final Path identity;

  Ssh(Path directory, Ledger ledger) throws IOException, GeneralSecurityException {
    files = Files.createDirectory(directory.resolve("files"));
    identity = directory.resolve("identity");
    KeyPair clientKey = newKey();
    KeyPair hostKey = newKey();
    writeIdentity(clientKey);
    server.setIoServiceFactoryFactory(new SshLines());
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(
        (user, key, session) ->
            user.equals(USER) && KeyUtils.compareKeys(key, clientKey.getPublic()));
    server.setCommandFactory((channel, command) -> new CatCommand(command));
    server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    server.setFileSystemFactory(new VirtualFileSystemFactory(files));
    SessionListener reasons = reasons(ledger);
    server.addSessionListener(reasons);
    client.addSessionListener(reasons);
    SshKeepAlive.install(server, KEEP_ALIVE, UNANSWERED);
    server.start();

    client.setIoServiceFactoryFactory(new SshLines());
    client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    client.setKeyIdentityProvider(KeyIdentityProvider.wrapKeyPairs(clientKey));
    client.setServerKeyVerifier(
        (session, address, key) -> KeyUtils.compareKeys(key, hostKey.getPublic()));
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, KEEP_ALIVE);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, UNANSWERED_BY_SERVER);
    client.start();
  }

  /** Why sessions end, for the log. */
  private static SessionListener reasons(Ledger ledger) {
    return new SessionListener() {
      @Override
      public void sessionException(Session session, Throwable cause) {
        ledger.log("  " + session + ": " + cause);
      }

      @Override
      public void sessionDisconnect(
          Session session, int reason, String message, String language, boolean initiator) {
        if (reason != SshConstants.SSH2_DISCONNECT_BY_APPLICATION) {
          ledger.log("  " + session + (initiator ? " says: " : " is told: ") + message);
        }
      }
    };
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    return KeyUtils.generateKeyPair("ecdsa-sha2-nistp256", 256);
  }

  private void writeIdentity(KeyPair key) throws IOException, GeneralSecurityException {
    Files.createFile(
        identity,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (OutputStream out = Files.newOutputStream(identity)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "soak", null, out);
    }
  }

  @Override
  public void close() throws IOException {
    client.stop();
    server.stop(true);
  }
}
