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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * OpenSSH logs in while the boot log still runs. {@code -Dboot.logins=20} repeats each case that
 * often, and prints how many logins worked and how long after the end of the log.
 */
@Timeout(1200)
class LoginDuringBootIT {

  private static final int LOGINS = Integer.getInteger("boot.logins", 1);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void overTcp(Towards towards) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = client.serve();
        BootingRelay relay = new BootingRelay(towards)) {
      int port = listen(relay, server);
      Logins logins = new Logins("TCP", towards);
      for (int login = 1; login <= LOGINS; login++) {
        logins.add(relay, client, "tcp:127.0.0.1:" + port);
      }
      logins.assertAllWorked();
    }
  }

  @ParameterizedTest
  @EnumSource
  void overAUnixSocket(Towards towards) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    Path booting = folder.resolve("booting");
    try (Daemon server = client.serve("unix-listen:" + folder.resolve("served"));
        BootingRelay relay = new BootingRelay(towards)) {
      server.await("serving ");
      ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      listener.bind(UnixDomainSocketAddress.of(booting));
      relay.listen(listener, UnixDomainSocketAddress.of(folder.resolve("served")));
      Logins logins = new Logins("Unix socket", towards);
      for (int login = 1; login <= LOGINS; login++) {
        logins.add(relay, client, "unix:" + booting);
      }
      logins.assertAllWorked();
    }
  }

  @ParameterizedTest
  @EnumSource
  void overPseudoTerminals(Towards towards) throws Exception {
    OpenSsh client = new OpenSsh(folder);
    Logins logins = new Logins("pseudo-terminals", towards);
    for (int login = 1; login <= LOGINS; login++) {
      try (PtyLine near = new PtyLine(Files.createDirectory(folder.resolve("near" + login)));
          PtyLine far = new PtyLine(Files.createDirectory(folder.resolve("far" + login)));
          Daemon server = client.serve(far.a);
          BootingRelay relay = new BootingRelay(towards)) {
        server.await("serving ");
        relay.between(near.b, far.b);
        logins.add(relay, client, near.a);
      }
    }
    logins.assertAllWorked();
  }

  /**
   * Noise towards the server only: with noise towards it, the original's client takes any gap of a
   * few milliseconds for the end.
   */
  @Test
  void withTheClientOfTheOriginal() throws Exception {
    OpenSsh client = new OpenSsh(folder);
    try (Daemon server = client.serve();
        BootingRelay relay = new BootingRelay(Towards.SERVER)) {
      String proxy = OpenSsh.quoted(SeedConnect.command()) + " " + listen(relay, server);
      Logins logins = new Logins("the original's client", Towards.SERVER);
      for (int login = 1; login <= LOGINS; login++) {
        logins.add(relay, client, "board", "-o", "ProxyCommand=" + proxy);
      }
      logins.assertAllWorked();
    }
  }

  /** What is sent comes back, and nothing else: {@code connect} took no byte of the boot log. */
  @ParameterizedTest
  @EnumSource(names = "CLIENT")
  void withTheServerOfTheOriginal(Towards towards) throws Exception {
    Logins logins = new Logins("the original's server", towards);
    for (int login = 1; login <= LOGINS; login++) {
      try (PeerSocket server = new PeerSocket(PeerSocket::original);
          BootingRelay relay = new BootingRelay(towards)) {
        int port = listen(relay, server.port());
        Run run =
            Run.echo("sent".getBytes(US_ASCII), Run.jarCommand("connect", "tcp:127.0.0.1:" + port));
        logins.add(relay, run, "sent");
      }
    }
    logins.assertAllWorked();
  }

  /** A port in front of a served one. */
  private static int listen(BootingRelay relay, Daemon server) throws Exception {
    return listen(relay, server.servedPort());
  }

  private static int listen(BootingRelay relay, int served) throws Exception {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(LOOPBACK, 0));
    relay.listen(listener, new InetSocketAddress(LOOPBACK, served));
    return listener.socket().getLocalPort();
  }

  /** What became of the logins of one case. */
  private static final class Logins {
    private final String what;
    private final List<Double> seconds = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    Logins(String what, Towards towards) {
      this.what = what + ", log towards " + towards;
    }

    void add(BootingRelay relay, OpenSsh client, String line, String... options) throws Exception {
      String[] all = Arrays.copyOf(options, options.length + 2);
      all[options.length] = "-o";
      all[options.length + 1] = "ConnectTimeout=40";
      add(relay, client.ssh(line, new byte[0], "echo in", all), "in\n");
    }

    void add(BootingRelay relay, Run run, String expected) {
      seconds.add(relay.secondsSinceTheLog());
      if (run.exit() != 0 || !run.out().equals(expected)) {
        failures.add("exit code " + run.exit() + ", output " + run.out() + ", " + run.err());
      }
    }

    void assertAllWorked() {
      int worked = seconds.size() - failures.size();
      seconds.sort(null);
      System.out.printf(
          Locale.ROOT,
          "%s: %d of %d logins; over %.1f s after the log (median), %.1f s (worst)%n",
          what,
          worked,
          seconds.size(),
          seconds.get(seconds.size() / 2),
          seconds.get(seconds.size() - 1));
      assertEquals(List.of(), failures);
    }
  }
}
