// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.BadCertificate;
import dev.serialhandshake.cli.line.TestCertificate;
import dev.serialhandshake.cli.line.TlsServer;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lines within TLS: a login over one, and what is said of a port that is no such line. */
@Timeout(300)
class TlsIT {

  @TempDir private static Path folder;

  private static TestCertificate ca;
  private static TestCertificate server;
  private static String trusts;

  @BeforeAll
  static void makeCertificates() throws Exception {
    ca = TestCertificate.ca("Our CA");
    server = ca.issue("127.0.0.1");
    trusts = "--tls-ca=" + ca.pem(folder);
  }

  /**
   * Both ends call a console server. Each login ends the connection, and the next finds another.
   */
  @Test
  void twoLoginsFollowEachOther(@TempDir Path keys) throws Exception {
    byte[] sent = new byte[300_000];
    new Random(1).nextBytes(sent);
    OpenSsh client = new OpenSsh(keys);
    try (TlsJoint joint = new TlsJoint(server)) {
      String line = "tls:127.0.0.1:" + joint.port();
      String proxy = OpenSsh.quoted(Run.jarCommand("connect", trusts, line));
      try (Daemon serve = client.serve(trusts, line)) {
        for (int login = 1; login <= 2; login++) {
          serve.await("serving " + line);
          Run ssh = client.ssh(line, sent, "cat", "-o", "ProxyCommand=" + proxy);
          assertEquals(0, ssh.exit(), ssh.err());
          assertArrayEquals(sent, ssh.bytes());
          serve.await("closed; opening it again");
        }
      }
    }
  }

  @Test
  void telnetWithinTlsIsALine() throws Exception {
    try (Daemon serve = Daemon.jar("serve", "--echo", "telnet-listen:127.0.0.1:0")) {
      int port = serve.servedPort();
      TlsServer.Behaviour relay =
          (tls, raw) -> TlsJoint.join(tls, new Socket(InetAddress.getLoopbackAddress(), port));
      try (TlsServer peer = new TlsServer(server, relay)) {
        String telnets = peer.line().replace("tls:", "telnets:");
        Run probe = Run.jar("probe", trusts, telnets);
        assertEquals(0, probe.exit(), probe.err() + probe.out());
        Run withoutTelnet = Run.jar("probe", "--timeout=10s", trusts, peer.line());
        String advice = "use " + telnets + " as the LINE";
        assertTrue(withoutTelnet.out().contains(advice), withoutTelnet.out());
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBadCertificateIsToldInOneLine(BadCertificate bad) throws Exception {
    try (TlsServer peer = new TlsServer(bad.from(ca), TlsServer::echo)) {
      WrongUseIT.assertFails(bad.code(), bad.words(), Run.connect(trusts, peer.line()));
    }
  }

  /**
   * The CAs of the system, which a JVM may have or not. The new CA of this test is not among them.
   */
  @Test
  void withoutAFileTheSystemIsAsked() throws Exception {
    try (TlsServer peer = new TlsServer(server, TlsServer::echo)) {
      Run connect = Run.connect(peer.line());
      WrongUseIT.assertFails(ExitCode.CERTIFICATE_UNTRUSTED, "--tls-ca FILE", connect);
      Run serve = Run.jar("serve", "--echo", peer.line());
      WrongUseIT.assertFails(ExitCode.CERTIFICATE_UNTRUSTED, "--tls-ca FILE", serve);
    }
  }

  /** As where Java was installed without the CAs of the system. */
  @Test
  void aJvmThatTrustsNobodyIsTold() throws Exception {
    try (TlsServer peer = new TlsServer(server, TlsServer::echo)) {
      List<String> command = Run.jarCommand("connect", peer.line());
      command.add(1, "-Djavax.net.ssl.trustStore=NONE");
      Run connect = Run.of(new byte[] {'x'}, command);
      String words = "the trust store of this JVM is empty: install";
      WrongUseIT.assertFails(ExitCode.CERTIFICATE_UNTRUSTED, words, connect);
    }
  }

  @Test
  void probeAndServeTellTheSame() throws Exception {
    BadCertificate bad = BadCertificate.EXPIRED;
    try (TlsServer peer = new TlsServer(bad.from(ca), TlsServer::echo)) {
      Run probe = Run.jar("probe", "--json", trusts, peer.line());
      assertEquals(bad.code().number(), probe.exit(), probe.err());
      assertTrue(probe.out().contains('"' + bad.code().name() + '"'), probe.out());
      Run serve = Run.jar("serve", "--echo", trusts, peer.line());
      WrongUseIT.assertFails(bad.code(), bad.words(), serve);
    }
  }

  @Test
  void aPortWithoutTlsIsToldInOneLine() throws Exception {
    try (TlsServer peer = new TlsServer(server, TlsServer::raw)) {
      String telnets = peer.line().replace("tls:", "telnets:");
      String telnet = "use " + peer.line().replace("tls:", "telnet:") + " as the LINE";
      WrongUseIT.assertFails(ExitCode.NO_TLS, telnet, Run.connect(trusts, telnets));
      String tcp = "use " + peer.line().replace("tls:", "tcp:") + " as the LINE";
      Run serve = Run.jar("serve", "--echo", trusts, peer.line());
      WrongUseIT.assertFails(ExitCode.NO_TLS, tcp, serve);
    }
  }

  @Test
  void aLineThatIsCutOffIsLost() throws Exception {
    TlsServer.Behaviour cutting =
        (tls, raw) -> {
          tls.startHandshake();
          raw.shutdownOutput();
          raw.getInputStream().transferTo(OutputStream.nullOutputStream());
        };
    try (TlsServer peer = new TlsServer(server, cutting)) {
      Run connect = Run.connect(trusts, peer.line());
      WrongUseIT.assertFails(ExitCode.LINE_CLOSED, "was cut off", connect);
    }
  }
}
