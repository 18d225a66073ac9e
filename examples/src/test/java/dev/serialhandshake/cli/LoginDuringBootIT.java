// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.cli.BootingRelay.Towards;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OpenSSH logs in while the boot log still runs. {@code -Dboot.logins=20} repeats each case that
 * often.
 */
@Timeout(600)
class LoginDuringBootIT {

  private static final int LOGINS = Integer.getInteger("boot.logins", 1);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void overTcp(Towards towards) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = serve(client, "tcp-listen:127.0.0.1:0");
        BootingRelay relay = new BootingRelay(towards)) {
      int port = listen(relay, server);
      for (int login = 1; login <= LOGINS; login++) {
        assertLogin(client, "tcp:127.0.0.1:" + port);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void overAUnixSocket(Towards towards) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    Path booting = folder.resolve("booting");
    try (Daemon server = serve(client, "unix-listen:" + folder.resolve("served"));
        BootingRelay relay = new BootingRelay(towards)) {
      server.await("serving ");
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(booting));
      relay.listen(listener, UnixDomainSocketAddress.of(folder.resolve("served")));
      for (int login = 1; login <= LOGINS; login++) {
        assertLogin(client, "unix:" + booting);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void overPseudoTerminals(Towards towards) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    for (int login = 1; login <= LOGINS; login++) {
      try (PtyLine near = new PtyLine(Files.createDirectory(folder.resolve("near" + login)));
          PtyLine far = new PtyLine(Files.createDirectory(folder.resolve("far" + login)));
          Daemon server = serve(client, far.a);
          BootingRelay relay = new BootingRelay(towards)) {
        server.await("serving ");
        relay.between(near.b, far.b);
        assertLogin(client, near.a);
      }
    }
  }

  /**
   * Noise towards the server only: with noise towards it, the original's client takes any gap of a
   * few milliseconds for the end.
   */
  @Test
  void withTheClientOfTheOriginal() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = serve(client, "tcp-listen:127.0.0.1:0");
        BootingRelay relay = new BootingRelay(Towards.SERVER)) {
      String proxy = OpenSsh.quoted(SeedConnect.command()) + " " + listen(relay, server);
      for (int login = 1; login <= LOGINS; login++) {
        assertLogin(client, "board", "-o", "ProxyCommand=" + proxy);
      }
    }
  }

  /** What is sent comes back, and nothing else: {@code connect} took no byte of the boot log. */
  @ParameterizedTest
  @EnumSource(names = "CLIENT")
  void withTheServerOfTheOriginal(Towards towards) throws Exception {
    for (int login = 1; login <= LOGINS; login++) {
      try (PeerSocket server = new PeerSocket(SeedServer::serve);
          BootingRelay relay = new BootingRelay(towards)) {
        int port = listen(relay, server.port());
        Run run =
            Run.of("sent".getBytes(US_ASCII), Run.jarCommand("connect", "tcp:127.0.0.1:" + port));
        assertEquals("sent", run.out(), run.err());
        assertEquals(0, run.exit(), run.err());
      }
    }
  }

  /** A port in front of a served one. */
  private static int listen(BootingRelay relay, Daemon server) throws Exception {
    String served = server.await("serving ");
    return listen(relay, Integer.parseInt(served.substring(served.lastIndexOf(':') + 1)));
  }

  private static int listen(BootingRelay relay, int served) throws Exception {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(LOOPBACK, 0));
    relay.listen(listener, new InetSocketAddress(LOOPBACK, served));
    return listener.socket().getLocalPort();
  }

  private static Daemon serve(OpenSsh client, String line) throws Exception {
    return Daemon.jar(
        "serve",
        "--authorized-keys",
        client.authorizedKeys().toString(),
        "--host-key",
        client.hostKey().toString(),
        line);
  }

  private static void assertLogin(OpenSsh client, String line, String... options) throws Exception {
    String[] all = Arrays.copyOf(options, options.length + 2);
    all[options.length] = "-o";
    all[options.length + 1] = "ConnectTimeout=40";
    Run ssh = client.ssh(line, new byte[0], "echo in", all);
    assertEquals("in\n", ssh.out(), ssh.err());
    assertEquals(0, ssh.exit(), ssh.err());
  }
}
