// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.cli.status.LineState;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many lines in one {@code serve}, each with a session of its own at the same time. In full: {@code
 * -Dconcentrator.lines=64 -Dconcentrator.bytes=1000000}.
 */
@Timeout(600)
class ConcentratorIT {

  private static final int LINES = Integer.getInteger("concentrator.lines", 16);
  private static final int BYTES = Integer.getInteger("concentrator.bytes", 256_000);
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  @TempDir Path folder;

  private final List<PtyLine> ptys = new ArrayList<>();
  private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @Test
  void allLinesCarryASessionAtTheSameTimeAndEveryByteIsIntact() throws Exception {
    KeyFiles keys = new KeyFiles(folder);
    Path status = folder.resolve("private/status");
    List<String> optionsAndLines = new ArrayList<>(List.of("--status=" + status));
    for (int line = 0; line < LINES; line++) {
      PtyLine pty = new PtyLine(Files.createDirectory(folder.resolve("line" + line)));
      ptys.add(pty);
      optionsAndLines.add(pty.a);
    }
    try (Daemon server = Daemon.jar(keys.serve(optionsAndLines.toArray(new String[0])));
        SshClient ssh = client(keys)) {
      for (int line = 0; line < LINES; line++) {
        server.await("serving");
      }
      server.printMemory("waiting");
      List<ClientSession> sessions = new ArrayList<>();
      for (PtyLine pty : ptys) { // one after the other, because serve ends a login that is too slow
        sessions.add(login(ssh, pty.b));
      }
      assertEquals(LINES, inSession(status));
      server.printMemory("in session");
      long start = System.nanoTime();
      List<Long> done = onAllLines(line -> thereAndBack(sessions.get(line), line, start));
      server.printMemory("afterwards");
      System.out.printf(
          Locale.ROOT,
          "%d lines, %d bytes there and back on each: the first done after %d ms, the last after"
              + " %d ms%n",
          LINES,
          BYTES,
          done.stream().mapToLong(Long::longValue).min().orElse(0),
          done.stream().mapToLong(Long::longValue).max().orElse(0));
    } finally {
      threads.shutdownNow();
      loops.shutdownGracefully();
      ptys.forEach(PtyLine::close);
    }
  }

  private interface OnLine<T> {
    T run(int line) throws Exception;
  }

  private <T> List<T> onAllLines(OnLine<T> task) throws Exception {
    List<Callable<T>> tasks = new ArrayList<>();
    for (int line = 0; line < LINES; line++) {
      int number = line;
      tasks.add(() -> task.run(number));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> result : threads.invokeAll(tasks)) {
      results.add(result.get());
    }
    return results;
  }

  private static SshClient client(KeyFiles keys) {
    SshClient ssh = SshClient.setUpDefaultClient();
    ssh.setIoServiceFactoryFactory(new SshLines());
    ssh.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    ssh.setKeyIdentityProvider(new FileKeyPairProvider(keys.identity()));
    ssh.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    ssh.start();
    return ssh;
  }

  private ClientSession login(SshClient ssh, String line) throws Exception {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(SerialChannel.class)
            .remoteAddress(new SerialAddress(line))
            .handler(HandshakeHandler.client());
    ClientSession session =
        SshLines.connect(ssh, "tester", "localhost", bootstrap).verify(PATIENCE).getSession();
    session.auth().verify(PATIENCE);
    return session;
  }

  /** Returns how long it took, in milliseconds. */
  private static long thereAndBack(ClientSession session, int line, long start) throws Exception {
    byte[] sent = new byte[BYTES];
    new Random(line).nextBytes(sent);
    MessageDigest received = MessageDigest.getInstance("SHA-256");
    try (ClientChannel channel = session.createExecChannel("cat")) {
      channel.setIn(new ByteArrayInputStream(sent));
      channel.setOut(new DigestOutputStream(OutputStream.nullOutputStream(), received));
      channel.open().verify(PATIENCE);
      channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), PATIENCE);
      assertEquals(0, channel.getExitStatus());
    }
    assertEquals(hex(MessageDigest.getInstance("SHA-256").digest(sent)), hex(received.digest()));
    return (System.nanoTime() - start) / 1_000_000;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static long inSession(Path socket) throws Exception {
    return StatusIT.lines(socket).stream()
        .filter(line -> line.state() == LineState.IN_SESSION)
        .count();
  }
}
