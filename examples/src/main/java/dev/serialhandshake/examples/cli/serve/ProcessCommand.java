// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import dev.serialhandshake.examples.cli.console.Threads;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/**
 * A process behind an SSH channel, on a pty if the client asked for one. Its streams block, so each
 * has a thread.
 */
public final class ProcessCommand implements Command {

  private static final int BUFFER_SIZE = 32 * 1024;

  /** A program on the pty would believe these, and miss that the window changes. */
  private static final Set<String> WINDOW_SIZE =
      Set.of(Environment.ENV_COLUMNS, Environment.ENV_LINES);

  private final List<String> command;
  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private OutputStream err = OutputStream.nullOutputStream();
  private ExitCallback exit = (code, message, closeImmediately) -> {};
  private volatile @Nullable Process process;
  private volatile boolean onPty;

  public ProcessCommand(List<String> command) {
    this.command = command;
  }

  @Override
  public void setInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void setErrorStream(OutputStream err) {
    this.err = err;
  }

  @Override
  public void setExitCallback(ExitCallback exit) {
    this.exit = exit;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) throws IOException {
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.putAll(environment.getEnv());
    variables.keySet().removeAll(WINDOW_SIZE);
    String home = System.getProperty("user.home");
    onPty = environment.getEnv().containsKey(Environment.ENV_TERM);
    Process started =
        onPty
            ? Pty.start(command, environment, variables, home)
            : startOnPipes(variables, new File(home));
    process = started;
    CountDownLatch outputs = new CountDownLatch(2);
    Threads.BLOCKING.execute(() -> pumpInput(started.getOutputStream()));
    Threads.BLOCKING.execute(() -> pumpOutput(started.getInputStream(), out, outputs));
    Threads.BLOCKING.execute(() -> pumpOutput(started.getErrorStream(), err, outputs));
    Threads.BLOCKING.execute(() -> awaitExit(started, outputs));
  }

  private Process startOnPipes(Map<String, String> variables, File home) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(home);
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** The session is over: hangs up, as a terminal does. What was told to survive that, does. */
  @Override
  public void destroy(ChannelSession channel) {
    Process started = process;
    if (started == null || !started.isAlive()) {
      return;
    }
    if (!onPty || HangUps.areIgnored()) {
      Processes.end(started);
    }
    if (onPty) {
      closeStreams(started);
    }
  }

  private void awaitExit(Process started, CountDownLatch outputs) {
    try {
      int code = started.waitFor();
      outputs.await();
      exit.onExit(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeStreams(started);
    }
  }

  private void pumpInput(OutputStream to) {
    pump(in, to);
    if (!onPty) { // where it would be a hang-up
      closeQuietly(to);
    }
  }

  private static void pumpOutput(InputStream from, OutputStream to, CountDownLatch outputs) {
    pump(from, to);
    outputs.countDown();
  }

  private static void pump(InputStream from, OutputStream to) {
    byte[] buffer = new byte[BUFFER_SIZE];
    try {
      for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
        to.write(buffer, 0, count);
        to.flush();
      }
    } catch (IOException e) {
      // One of the two ends is gone; the exit of the process, or of the session, ends the rest.
    }
  }

  private static void closeStreams(Process process) {
    closeQuietly(process.getOutputStream());
    closeQuietly(process.getInputStream());
    closeQuietly(process.getErrorStream());
  }

  private static void closeQuietly(Closeable stream) {
    try {
      stream.close();
    } catch (IOException e) {
      // It is gone, as it should be.
    }
  }
}
