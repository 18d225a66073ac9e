// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Platform;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A program that runs until it is closed, and the lines that it says. */
final class Daemon implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 30;

  private final Process process;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Thread errors;
  private final Thread outputs;

  private Daemon(List<String> command) throws IOException {
    List<String> all = new ArrayList<>();
    if (Platform.isLinux()) {
      // As from a shell, though the tests may run under nohup, which has their children ignore it.
      all.addAll(List.of("env", "--default-signal=HUP,INT,QUIT"));
    }
    all.addAll(command);
    process = new ProcessBuilder(all).start();
    errors = read(process.errorReader(UTF_8), lines::add, said::add);
    outputs = read(process.inputReader(UTF_8), output::add, line -> {});
  }

  /** Starts the packaged jar. */
  static Daemon jar(String... arguments) throws IOException {
    return new Daemon(Run.jarCommand(arguments));
  }

  static Daemon program(String... command) throws IOException {
    return new Daemon(List.of(command));
  }

  /** Waits for a line on standard error that contains the text, and returns it. */
  String await(String text) throws InterruptedException {
    return await(text, lines);
  }

  /** The same on standard output. */
  String awaitOutput(String text) throws InterruptedException {
    return await(text, output);
  }

  /** Waits until {@code serve} serves its next line, and returns the LINE of a client of it. */
  String served() throws InterruptedException {
    return clientEnd(await("serving "));
  }

  /** The same, but only the port, of a line that listens. */
  int servedPort() throws InterruptedException {
    return portOf(served());
  }

  /** Waits until {@code connect --listen} listens, and returns its port. */
  int localPort() throws InterruptedException {
    return Integer.parseInt(await("listening on").replaceFirst(".*port ", ""));
  }

  /** The LINE of a client, from the words in which {@code serve} says that it listens. */
  static String clientEnd(String serving) {
    return serving.replaceFirst(".*serving (tcp|telnet)-listen:", "$1:");
  }

  /** The port at the end of a LINE. */
  static int portOf(String line) {
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  private static String await(String text, BlockingQueue<String> lines)
      throws InterruptedException {
    StringBuilder said = new StringBuilder();
    while (true) {
      String line = lines.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("never said '" + text + "' but: " + said);
      }
      if (line.contains(text)) {
        return line;
      }
      said.append(line).append('\n');
    }
  }

  /** All that it said on standard error, once it has ended. */
  String said() throws InterruptedException {
    errors.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
    return String.join("\n", said);
  }

  /** What it wrote to standard output and nobody has awaited, once it has ended. */
  String wrote() throws InterruptedException {
    outputs.join(TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS));
    return String.join("\n", output);
  }

  /** Sends it a signal, by its name without SIG. */
  void signal(String name) throws Exception {
    Run.of(new byte[0], List.of("sh", "-c", "kill -" + name + " " + process.pid()));
  }

  /** Ends it by SIGHUP, and returns its exit code. */
  int hangUp() throws Exception {
    signal("HUP");
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end on SIGHUP");
    }
    return process.exitValue();
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits until it ends by itself, and returns its exit code. */
  int await() throws InterruptedException {
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end");
    }
    return process.exitValue();
  }

  /** Ends it by SIGTERM, and returns its exit code. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end on SIGTERM");
    }
    return process.exitValue();
  }

  /** Ends it by SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end on SIGKILL");
    }
  }

  /** Prints its memory and threads, for whoever measures; nothing where there is no /proc. */
  void printMemory(String when) throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (Files.exists(status)) {
      Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS") || line.startsWith("Threads"))
          .forEach(line -> System.out.println(when + ": " + line.replaceAll("\\s+", " ")));
    }
  }

  private static Thread read(BufferedReader from, Consumer<String> lines, Consumer<String> record) {
    Thread thread =
        new Thread(
            () -> {
              try (from) {
                for (String line = from.readLine(); line != null; line = from.readLine()) {
                  if (!JvmWords.is(line)) {
                    record.accept(line);
                    lines.accept(line);
                  }
                }
              } catch (IOException e) {
                lines.accept("reading failed: " + e);
              }
            },
            "daemon-lines");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        killWithChildren();
      }
    } catch (InterruptedException e) {
      killWithChildren();
      Thread.currentThread().interrupt();
    }
  }

  private void killWithChildren() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
