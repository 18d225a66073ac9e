// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.process.Account;
import dev.serialhandshake.cli.process.StreamCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Future;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;

/** SFTP behind an SSH channel. Files block, so it has a thread. */
public final class SftpCommand extends StreamCommand {

  private static final int BROKEN = 255;

  private volatile @Nullable Future<?> running;

  @Override
  public void start(ChannelSession channel, Environment environment) {
    running = Threads.BLOCKING.submit(this::run);
  }

  private void run() {
    try {
      new SftpServer(home()).serve(in(), out());
      exit().onExit(0);
    } catch (IOException | LinkageError e) {
      exit().onExit(BROKEN);
    }
  }

  /** Files begin there, as elsewhere, not where this process was started. */
  private static Path home() {
    Account account = Account.current();
    return account.canEnterHome() ? FileNames.path(account.home()) : Path.of("/");
  }

  /** The session is over: also ends a read of a file that would go on for ever. */
  @Override
  public void destroy(ChannelSession channel) {
    Future<?> task = running;
    if (task != null) {
      task.cancel(true);
    }
  }
}
