// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.process.Ending;
import dev.serialhandshake.cli.process.OwnEnvironment;
import dev.serialhandshake.cli.process.Program;
import dev.serialhandshake.cli.process.SocketChild;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import dev.serialhandshake.netty.serial.SerialSettings;
import dev.serialhandshake.netty.serial.SerialStreams;
import dev.serialhandshake.testing.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code connect --fdpass}: whoever started it gets the open line itself. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class FdpassIT {

  private static final byte[] FIRST = "SSH-2.0-first\r\n".getBytes(US_ASCII);

  @TempDir Path folder;

  @Test
  void aTcpConnectionGoesOnWhenTheProcessHasEnded() throws Exception {
    try (PeerSocket peer =
        new PeerSocket(client -> serve(client.getInputStream(), client.getOutputStream()))) {
      try (Received line = connect(peer.line())) {
        assertGoesOn(line);
      }
    }
  }

  @Test
  void aConnectionOverAUnixSocketGoesOnWhenTheProcessHasEnded() throws Exception {
    Path socket = folder.resolve("line");
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket));
      Background.run(
          "peer",
          () -> {
            try (SocketChannel client = listener.accept()) {
              serve(Channels.newInputStream(client), Channels.newOutputStream(client));
            }
          });
      try (Received line = connect("unix:" + socket)) {
        assertGoesOn(line);
      }
    }
  }

  @Test
  void aConnectionThatWasAcceptedGoesOnWhenTheProcessHasEnded() throws Exception {
    Path socket = folder.resolve("line");
    try (Daemon server = Daemon.jar("serve", "--echo", "--wait", "unix:" + socket);
        Received line = connect("unix-listen:" + socket)) {
      line.write("echo".getBytes(US_ASCII));
      assertEquals("echo", new String(line.read(4), US_ASCII));
      assertTrue(server.isAlive());
    }
  }

  @Test
  void aSerialPortStaysRawAndLockedAndItsBytesStay() throws Exception {
    try (PtyLine pty = new PtyLine(folder);
        SerialStreams peer = SerialStreams.open(pty.b, SerialSettings.defaults())) {
      Background.run("peer", () -> serve(peer.input(), peer.output()));
      try (Received line = connect(pty.a)) {
        String about = Files.readString(Path.of("/proc/self/fdinfo/" + line.descriptor()));
        assertTrue(about.contains("FLOCK"), about);
        assertFalse(pty.modesOfA().contains("echo"), pty.modesOfA().toString());
        assertGoesOn(line);
      }
    }
  }

  /** Nothing is left between ssh and the line, and 1 MB comes back as it went. */
  @Test
  void opensshGoesOnWithTheLineItself() throws Exception {
    Tools.need("ssh");
    OpenSsh client = new OpenSsh(folder);
    byte[] sent = new byte[1_000_000];
    new Random(20).nextBytes(sent);
    try (Daemon server = client.serve()) {
      String line = server.served();
      Process ssh = new ProcessBuilder(command(client, line)).start();
      OutputStream in = ssh.getOutputStream();
      try {
        in.write('x');
        in.flush();
        assertEquals('x', ssh.getInputStream().read(), () -> said(ssh));
        assertEquals(List.of(), ssh.descendants().map(ProcessHandle::pid).toList());
        Background.run(
            "peer",
            () -> {
              try (in) {
                in.write(sent);
              }
            });
        assertArrayEquals(sent, ssh.getInputStream().readAllBytes());
        assertTrue(ssh.waitFor(60, TimeUnit.SECONDS), "does not end");
        assertEquals(0, ssh.exitValue(), () -> said(ssh));
      } finally {
        ssh.destroy();
      }
    }
  }

  private static List<String> command(OpenSsh client, String line) {
    return client.command(
        line,
        "cat",
        "-o",
        "ProxyUseFdpass=yes",
        "-o",
        "ProxyCommand=" + OpenSsh.quoted(Run.jarCommand("connect", "--fdpass")) + " %n");
  }

  private static String said(Process ssh) {
    try {
      return new String(ssh.getErrorStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Runs {@code connect --fdpass} to its end, and takes what it handed over. */
  private Received connect(String line) throws Exception {
    List<byte[]> words =
        Run.jarCommand(Run.copyOfJar(folder), "connect", "--fdpass", line).stream()
            .map(word -> word.getBytes(UTF_8))
            .toList();
    SocketChild connect =
        SocketChild.start(
            new Program(
                words.get(0), words, OwnEnvironment.all(), folder.toString().getBytes(UTF_8)));
    Received received = Received.from(connect.descriptor());
    assertEquals(Ending.exit(0), connect.await());
    return received;
  }

  /** The first bytes came with the last of the handshake, and both ways are open. */
  private static void assertGoesOn(Received line) throws IOException {
    assertArrayEquals(FIRST, line.read(FIRST.length));
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    line.write(all);
    assertArrayEquals(all, line.read(all.length));
  }

  /** Shakes hands, sends {@link #FIRST} in one write with the final ACK, and then echoes. */
  private static void serve(InputStream in, OutputStream out) throws IOException {
    HoldsTheFinalAck held = new HoldsTheFinalAck(out);
    BlockingHandshake.server(in, held, HandshakeSettings.defaults(), HandshakeObserver.NONE);
    held.buffer.write(FIRST);
    out.write(held.buffer.toByteArray());
    out.flush();
    in.transferTo(out);
  }

  private static final class HoldsTheFinalAck extends OutputStream {

    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private final OutputStream out;

    HoldsTheFinalAck(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      boolean finalAck = length == 1 && bytes[from] == 6;
      (finalAck ? buffer : out).write(bytes, from, length);
    }
  }
}
