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

/** SFTP on an SSH channel. It has a thread, because access to files blocks. */
public final class SftpCommand extends StreamCommand {

  /** The exit status of a session that broke. */
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
    } catch (IOException | RuntimeException | LinkageError e) {
      exit().onExit(BROKEN);
    }
  }

  /**
   * The folder in which relative names begin. As with other servers it is the user's home, not the
   * folder of this process.
   */
  private static Path home() {
    Account account = Account.current();
    return account.canEnterHome() ? FileNames.path(account.home()) : Path.of("/");
  }

  /** The session is over. The interrupt also ends an access to a file that would go on for ever. */
  @Override
  public void destroy(ChannelSession channel) {
    Future<?> task = running;
    if (task != null) {
      task.cancel(true);
    }
  }
}
