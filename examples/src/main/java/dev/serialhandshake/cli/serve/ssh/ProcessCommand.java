// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.BytePump;
import dev.serialhandshake.cli.process.Account;
import dev.serialhandshake.cli.process.Child;
import dev.serialhandshake.cli.process.Ending;
import dev.serialhandshake.cli.process.StreamCommand;
import dev.serialhandshake.cli.process.WindowSize;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;

/**
 * A process whose input and output are an SSH channel. It runs on a pty if the client asked for
 * one. Its streams block, so each has a thread. Its start has one too, because the system may ask a
 * server for the user's account. How the process ended is told to {@link LoginChannel}: MINA's own
 * callback takes only a number, and a process may have ended by a signal.
 */
final class ProcessCommand extends StreamCommand {

  /** The exit status with which a shell says that it cannot start a command. */
  private static final int CANNOT_START = 127;

  private final Supplier<Account> user;
  private final byte @Nullable [] command;
  private @Nullable Child child;
  private boolean hungUp;

  /**
   * Creates a command.
   *
   * @param user finds the account; called on a thread that may block
   * @param command what the user's shell is to run; null for an interactive shell
   */
  ProcessCommand(Supplier<Account> user, byte @Nullable [] command) {
    this.user = user;
    this.command = command;
  }

  @Override
  public void start(ChannelSession channel, Environment environment) {
    Threads.BLOCKING.execute(() -> run((LoginChannel) channel));
  }

  private void run(LoginChannel channel) {
    try {
      channel.ended(live(channel));
    } catch (IOException | RuntimeException | LinkageError e) {
      complain(e.getMessage() == null ? e.toString() : e.getMessage());
      channel.ended(Ending.exit(CANNOT_START));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Ending live(LoginChannel channel) throws IOException, InterruptedException {
    Child started = launch(channel);
    adopt(started, channel);
    CountDownLatch errors = new CountDownLatch(1);
    Threads.BLOCKING.execute(() -> pumpInput(started.input()));
    Threads.BLOCKING.execute(
        () -> {
          BytePump.run(started.errors(), err());
          errors.countDown();
        });
    // A pump ends when its source or its target is gone. The exit of the process does that, and so
    // does the end of the session.
    BytePump.run(started.output(), out());
    errors.await();
    Ending ending = started.await();
    started.hangUp();
    return ending;
  }

  private Child launch(LoginChannel channel) throws IOException {
    Account account = user.get();
    LoginProgram program = new LoginProgram(account, channel, command);
    if (!account.canEnterHome()) {
      complain("Could not chdir to home directory " + new String(account.home(), UTF_8));
    }
    return channel.term() == null
        ? Child.onPipes(program.on(null))
        : Child.onPty(program::on, channel.window());
  }

  /** The client may have left, or changed its window, while the process was being started. */
  private synchronized void adopt(Child started, LoginChannel channel) {
    child = started;
    if (hungUp) {
      started.hangUp();
    } else {
      started.resize(channel.window()); // read under the lock: resize() comes before or after
    }
  }

  private void complain(@Nullable String what) {
    try {
      err().write((what + "\r\n").getBytes(UTF_8));
      err().flush();
    } catch (IOException e) {
      // The client is gone.
    }
  }

  synchronized void resize(WindowSize window) {
    if (child != null) {
      child.resize(window);
    }
  }

  synchronized boolean signal(String name) {
    return child != null && child.signal(name);
  }

  /** The client has closed the channel, or its session has ended. */
  @Override
  public synchronized void destroy(ChannelSession channel) {
    hungUp = true;
    if (child != null) {
      child.hangUp();
    }
  }

  private void pumpInput(OutputStream to) {
    BytePump.run(in(), to);
    try {
      to.close();
    } catch (IOException e) {
      // The process has ended or closed its input.
    }
  }
}
