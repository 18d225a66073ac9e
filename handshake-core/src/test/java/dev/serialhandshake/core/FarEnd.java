// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import dev.serialhandshake.testing.PseudoTerminal;
import dev.serialhandshake.testing.TerminalSession;
import dev.serialhandshake.testing.Tools;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What is at the far end of a line: a real program, a terminal, a device, a socket. */
public final class FarEnd implements AutoCloseable {

  private final InputStream in;
  private final OutputStream out;
  private final AutoCloseable made;

  private FarEnd(InputStream in, OutputStream out, AutoCloseable made) {
    this.in = in;
    this.out = out;
    this.made = made;
  }

  /** A program whose standard input and output are the line; skips the test where it lacks. */
  public static FarEnd of(String... command) throws IOException {
    Process process = start(command);
    return new FarEnd(process.getInputStream(), process.getOutputStream(), () -> end(process));
  }

  /** A program on a terminal of its own, as on a serial console. */
  public static FarEnd onTerminal(String... command) throws IOException {
    command[0] = Tools.path(command[0]);
    PseudoTerminal terminal = PseudoTerminal.open();
    Process process =
        start(new ProcessBuilder(TerminalSession.command(terminal.device(), command)));
    return new FarEnd(
        terminal.in(),
        terminal.out(),
        () -> {
          end(process);
          terminal.close();
        });
  }

  /** A terminal that nothing runs on. */
  public static FarEnd terminal(PseudoTerminal terminal) {
    return new FarEnd(terminal.in(), terminal.out(), terminal);
  }

  /** Who has opened a device. A read of it ends when the terminal behind it is closed. */
  public static FarEnd device(String path) throws IOException {
    FileInputStream in = new FileInputStream(path);
    FileOutputStream out = new FileOutputStream(path);
    return new FarEnd(
        in,
        out,
        () -> {
          in.close();
          out.close();
        });
  }

  /** A client of a Unix socket, once the server listens. */
  static FarEnd socket(Path socket, Process server) throws IOException {
    while (true) {
      try {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        return new FarEnd(Channels.newInputStream(channel), output(channel), channel);
      } catch (SocketException e) {
        requireAlive(server); // nobody listens yet, or there is no such file yet
      }
      Thread.onSpinWait();
    }
  }

  /** On JDK 17 the stream that {@link Channels} makes cannot write while another thread reads. */
  private static OutputStream output(SocketChannel channel) {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet});
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes, offset, length);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }
    };
  }

  private static void requireAlive(Process process) {
    if (!process.isAlive()) {
      throw new IllegalStateException(process.info() + " ended early");
    }
  }

  /** Starts a program that says nothing of its own; skips the test where it lacks. */
  static Process start(String... command) throws IOException {
    String[] found = command.clone();
    found[0] = Tools.path(command[0]);
    return start(new ProcessBuilder(found));
  }

  private static Process start(ProcessBuilder program) throws IOException {
    return program.redirectError(Redirect.DISCARD).start();
  }

  /** Ends a program, and those that it began; they are gone when this returns. */
  static void end(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
  }

  public InputStream in() {
    return in;
  }

  public OutputStream out() {
    return out;
  }

  @Override
  public void close() {
    try {
      made.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
