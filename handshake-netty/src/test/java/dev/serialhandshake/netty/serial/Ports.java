// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import dev.serialhandshake.netty.testing.LoopKind;
import dev.serialhandshake.netty.testing.Loops;
import dev.serialhandshake.testing.PtyPair;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test of serial channels needs: an event loop, and a line of two pseudo-terminals, A and B.
 * Each is made when the test first asks for it, and ends with the test. To be registered as an
 * extension.
 */
final class Ports implements AfterEachCallback {

  private final Loops loops = new Loops();
  private final LoopKind kind;
  private @Nullable EventLoopGroup loop;
  private @Nullable Path directory;
  private @Nullable PtyPair line;

  /** With the event loop that each system has. */
  Ports() {
    this(LoopKind.NIO);
  }

  Ports(LoopKind kind) {
    this.kind = kind;
  }

  synchronized EventLoopGroup loop() {
    if (loop == null) {
      loop = loops.of(kind);
    }
    return loop;
  }

  /** Makes it, or skips the test on another system than Linux. */
  synchronized PtyPair line() {
    if (line == null) {
      try {
        directory = Files.createTempDirectory("ports");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      line = PtyPair.open(directory);
    }
    return line;
  }

  String a() {
    return line().a();
  }

  String b() {
    return line().b();
  }

  Bootstrap bootstrap(ChannelHandler handler) {
    return new Bootstrap().group(loop()).channel(SerialChannel.class).handler(handler);
  }

  SerialChannel open(String port, ChannelHandler handler) {
    return open(bootstrap(handler), port);
  }

  static SerialChannel open(EventLoopGroup loop, String port, ChannelHandler handler) {
    return open(new Bootstrap().group(loop).channel(SerialChannel.class).handler(handler), port);
  }

  SerialChannel openA(ChannelHandler handler) {
    return open(a(), handler);
  }

  SerialChannel openB(ChannelHandler handler) {
    return open(b(), handler);
  }

  static SerialChannel open(Bootstrap bootstrap, String port) {
    ChannelFuture connect = bootstrap.connect(new SerialAddress(port));
    await(connect);
    return (SerialChannel) connect.channel();
  }

  /** The exception that a connect fails with. */
  static Throwable openFails(Bootstrap bootstrap, String port) {
    ChannelFuture connect = bootstrap.connect(new SerialAddress(port));
    if (!connect.awaitUninterruptibly(30, TimeUnit.SECONDS) || connect.isSuccess()) {
      throw new AssertionError("should have failed: " + connect);
    }
    await(connect.channel().closeFuture());
    return connect.cause();
  }

  static void close(Channel channel) {
    await(channel.close());
  }

  /** One of the descriptors that this process has of a device or a file. */
  static PortDescriptor descriptor(String name) throws IOException {
    String path = Path.of(name).toRealPath().toString();
    return Objects.requireNonNull(PortDescriptor.of(PortDescriptor.since(Set.of(), path)));
  }

  /** Waits for success. */
  static void await(Future<?> future) {
    if (!future.awaitUninterruptibly(30, TimeUnit.SECONDS)) {
      throw new AssertionError("no end of " + future);
    }
    if (!future.isSuccess()) {
      throw new AssertionError(future.cause());
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    close();
  }

  /** The end, for a program that is no test. */
  synchronized void close() throws IOException {
    if (line != null) {
      line.close();
    }
    if (directory != null) {
      Files.delete(directory);
    }
    loops.close();
  }
}
