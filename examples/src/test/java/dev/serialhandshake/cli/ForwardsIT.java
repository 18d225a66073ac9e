// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What OpenSSH forwards through a served line: each direction ends by itself, nothing is cut. */
@Timeout(180)
class ForwardsIT {

  private static final byte[] MUCH = new byte[200_000];
  private static final int DEADLINE_MILLIS = 30_000;

  static {
    new Random(1).nextBytes(MUCH);
  }

  @TempDir Path folder;

  private OpenSsh client;
  private Daemon server;
  private String line;
  private final BlockingQueue<byte[]> uploads = new LinkedBlockingQueue<>();

  @BeforeEach
  void serve() throws Exception {
    client = new OpenSsh(folder);
    server = client.serve();
    line = server.served();
  }

  @AfterEach
  void stop() {
    if (server != null) { // null where the test was skipped
      server.close();
    }
  }

  /** A session that forwards until it is closed. */
  private Daemon forward(String... options) throws Exception {
    Daemon session =
        Daemon.program(client.command(line, "echo up; cat", options).toArray(String[]::new));
    try {
      session.awaitOutput("up");
      return session;
    } catch (AssertionError | InterruptedException e) {
      session.close();
      throw e;
    }
  }

  /** Answers when the request has ended. */
  private static void answerLate(Socket peer) throws IOException {
    peer.getInputStream().readAllBytes();
    peer.getOutputStream().write(MUCH);
  }

  /** Ends its output first, and reads on. */
  private void greetFirst(Socket peer) throws IOException {
    peer.getOutputStream().write('!');
    peer.shutdownOutput();
    uploads.add(peer.getInputStream().readAllBytes());
  }

  private static void assertLateAnswer(Socket socket) throws IOException {
    try (socket) {
      socket.setSoTimeout(DEADLINE_MILLIS);
      socket.getOutputStream().write('?');
      socket.shutdownOutput();
      assertArrayEquals(MUCH, socket.getInputStream().readAllBytes());
    }
  }

  private void assertUpload(Socket socket) throws Exception {
    try (socket) {
      socket.setSoTimeout(DEADLINE_MILLIS);
      assertArrayEquals(new byte[] {'!'}, socket.getInputStream().readAllBytes());
      socket.getOutputStream().write(MUCH);
      socket.shutdownOutput();
      assertArrayEquals(MUCH, uploads.poll(DEADLINE_MILLIS, TimeUnit.MILLISECONDS));
    }
  }

  private static Socket connect(int port) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), port);
  }

  private static String ports(int from, PeerSocket to) {
    return "127.0.0.1:" + from + ":127.0.0.1:" + to.port();
  }

  @Test
  void eachDirectionOfAPortEndsByItself() throws Exception {
    int[] ports = {
      FreePort.find(), FreePort.find(), FreePort.find(), FreePort.find(), FreePort.find()
    };
    try (PeerSocket late = new PeerSocket(ForwardsIT::answerLate);
        PeerSocket first = new PeerSocket(this::greetFirst);
        Daemon session =
            forward(
                "-L" + ports(ports[0], late),
                "-L" + ports(ports[1], first),
                "-R" + ports(ports[2], late),
                "-R" + ports(ports[3], first),
                "-D127.0.0.1:" + ports[4])) {
      assertTrue(session.isAlive());
      for (int round = 0; round < 3; round++) {
        assertLateAnswer(connect(ports[0]));
        assertUpload(connect(ports[1]));
        assertLateAnswer(connect(ports[2]));
        assertUpload(connect(ports[3]));
        assertLateAnswer(throughProxy(ports[4], late));
        assertUpload(throughProxy(ports[4], first));
      }
    }
  }

  private static Socket throughProxy(int proxy, PeerSocket peer) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    Socket socket = new Socket(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(loopback, proxy)));
    socket.connect(new InetSocketAddress(loopback, peer.port()));
    return socket;
  }

  @Test
  void standardInputAndOutputMayBeAForwardedConnection() throws Exception {
    try (PeerSocket late = new PeerSocket(ForwardsIT::answerLate)) {
      Run ssh = client.ssh(line, new byte[] {'?'}, "", "-W127.0.0.1:" + late.port());
      assertArrayEquals(MUCH, ssh.bytes(), ssh.err());
    }
  }

  @Test
  void aTargetThatIsNotThereIsRefusedWithTheReasonAndTheSessionLivesOn() throws Exception {
    Run name = client.ssh(line, new byte[0], "", "-oLogLevel=INFO", "-Wnosuch.invalid:22");
    assertTrue(name.err().contains("nosuch.invalid: unknown host"), name.err());
    Run port = client.ssh(line, new byte[0], "", "-oLogLevel=INFO", "-W127.0.0.1:1");
    // The reason follows in the language of the system.
    assertTrue(port.err().contains("open failed: connect failed: "), port.err());
    assertTrue(port.err().contains("127.0.0.1:1"), port.err());
    int local = FreePort.find();
    try (Daemon session = forward("-L127.0.0.1:" + local + ":127.0.0.1:1")) {
      try (Socket refused = connect(local)) {
        refused.setSoTimeout(DEADLINE_MILLIS);
        assertEquals(-1, refused.getInputStream().read());
      }
      assertTrue(session.isAlive());
    }
  }

  @Test
  void unixSocketsAreForwardedBothWaysForTheirOwnerAndGoWithTheSession() throws Exception {
    Path target = folder.resolve("target");
    Path here = folder.resolve("here");
    Path there = folder.resolve("there");
    try (UnixPeer peer = new UnixPeer(target)) {
      assertTrue(peer.isOpen());
      try (Daemon session = forward("-L" + here + ":" + target, "-R" + there + ":" + target)) {
        assertTrue(session.isAlive());
        for (int round = 0; round < 3; round++) {
          assertLateAnswer(here);
          assertLateAnswer(there);
        }
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(there)));
      }
      server.await("session over");
      Run next = client.ssh(line, new byte[0], "echo after");
      assertEquals("after\n", next.out(), next.err());
      assertFalse(Files.exists(there), "the socket outlives its session");
    }
  }

  @Test
  void aFileThatStandsInTheWayOfASocketIsNotReplaced() throws Exception {
    Path there = Files.writeString(folder.resolve("there"), "mine");
    Run ssh =
        client.ssh(
            line,
            new byte[0],
            "true",
            "-oExitOnForwardFailure=yes",
            "-R" + there + ":" + folder.resolve("target"));
    assertNotEquals(0, ssh.exit());
    assertTrue(ssh.err().contains("remote port forwarding failed"), ssh.err());
    assertEquals("mine", Files.readString(there));
  }

  private static void assertLateAnswer(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap("?".getBytes(UTF_8)));
      channel.shutdownOutput();
      assertArrayEquals(MUCH, Channels.newInputStream(channel).readAllBytes());
    }
  }

  /** Answers late, on a Unix socket. */
  private static final class UnixPeer implements AutoCloseable {
    private final ServerSocketChannel listener =
        ServerSocketChannel.open(StandardProtocolFamily.UNIX);

    UnixPeer(Path path) throws IOException {
      listener.bind(UnixDomainSocketAddress.of(path));
      Thread thread = new Thread(this::serve, "unix-peer");
      thread.setDaemon(true);
      thread.start();
    }

    boolean isOpen() {
      return listener.isOpen();
    }

    private void serve() {
      while (listener.isOpen()) {
        try (SocketChannel peer = listener.accept();
            OutputStream out = Channels.newOutputStream(peer)) {
          Channels.newInputStream(peer).readAllBytes();
          out.write(MUCH);
        } catch (IOException e) {
          // The client hung up, or the test has ended.
        }
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }
}
