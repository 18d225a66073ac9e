// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.testing.JavaProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One run of a program to its end: what it said, and how it ended. */
final class Run {

  private static final long DEADLINE_SECONDS = 60;

  /** Until a program has read its input. Ten megabytes take their time on a line. */
  private static final long INPUT_MINUTES = 10;

  private final int exit;
  private final byte[] bytes;
  private final String err;

  private Run(int exit, byte[] bytes, String err) {
    this.exit = exit;
    this.bytes = bytes;
    this.err = err;
  }

  /** Runs the packaged jar, with nothing on its standard input. */
  static Run jar(String... arguments) throws Exception {
    return of(new byte[0], jarCommand(arguments));
  }

  /** Runs {@code connect} for a client that has sent something, and so is waited for. */
  static Run connect(String... arguments) throws Exception {
    List<String> command = jarCommand("connect");
    command.addAll(List.of(arguments));
    return of(new byte[] {'x'}, command);
  }

  static List<String> jarCommand(String... arguments) {
    return jarCommand(Path.of(jarPath()), arguments);
  }

  static List<String> jarCommand(Path jar, String... arguments) {
    List<String> command = JavaProgram.jvm();
    command.add("-jar");
    command.add(jar.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * A copy of the packaged jar in this folder: in the POSIX locale a JVM finds no jar in a folder
   * whose name is not ASCII, and a checkout may be in one.
   */
  static Path copyOfJar(Path folder) throws IOException {
    return Files.copy(Path.of(jarPath()), folder.resolve("program.jar"));
  }

  static String jarPath() {
    return System.getProperty("serial-handshake.jar");
  }

  static Run of(byte[] input, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    OutputStream in = process.getOutputStream();
    // If it ends without reading, its exit code and words tell why.
    Thread writer =
        Background.run(
            "run-input",
            () -> {
              try (in) {
                in.write(input);
              }
            });
    return ended(process, command, writer, readAll(process.getInputStream()));
  }

  /**
   * Sends something to a program that sends it back, and ends its input only then: {@code connect}
   * ends with its input, and need not wait for an answer.
   */
  static Run echo(byte[] input, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).start();
    OutputStream in = process.getOutputStream();
    Thread writer =
        Background.run(
            "run-input",
            () -> {
              in.write(input);
              in.flush();
            });
    CompletableFuture<byte[]> out =
        read(
            process.getInputStream(),
            stream -> {
              byte[] back = stream.readNBytes(input.length);
              in.close();
              return stream.readAllBytes().length == 0 ? back : new byte[0]; // and nothing else
            });
    return ended(process, command, writer, out);
  }

  /**
   * Waits for its end. After the deadline, or if the test is interrupted, the program is killed.
   */
  private static Run ended(
      Process process, List<String> command, Thread writer, CompletableFuture<byte[]> out)
      throws Exception {
    CompletableFuture<byte[]> err = readAll(process.getErrorStream());
    boolean ended = false;
    try {
      writer.join(TimeUnit.MINUTES.toMillis(INPUT_MINUTES));
      ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    if (!ended) {
      throw new AssertionError(command + " does not end; it said: " + text(err));
    }
    return new Run(process.exitValue(), bytes(out), JvmWords.without(text(err)));
  }

  int exit() {
    return exit;
  }

  /** Standard output, as it came. */
  byte[] bytes() {
    return bytes;
  }

  String err() {
    return err;
  }

  String out() {
    return new String(bytes, UTF_8);
  }

  private static String text(CompletableFuture<byte[]> stream) throws Exception {
    return new String(bytes(stream), UTF_8);
  }

  /** All of a stream. It may end after its program, because a child of that has it open too. */
  private static byte[] bytes(CompletableFuture<byte[]> stream) throws Exception {
    return stream.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static CompletableFuture<byte[]> readAll(InputStream stream) {
    return read(stream, InputStream::readAllBytes);
  }

  /** What is done with a stream. */
  private interface Reading {
    byte[] from(InputStream stream) throws IOException;
  }

  private static CompletableFuture<byte[]> read(InputStream stream, Reading reading) {
    CompletableFuture<byte[]> bytes = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (stream) {
                bytes.complete(reading.from(stream));
              } catch (IOException e) {
                bytes.completeExceptionally(e);
              }
            });
    reader.setDaemon(true);
    reader.start();
    return bytes;
  }
}
