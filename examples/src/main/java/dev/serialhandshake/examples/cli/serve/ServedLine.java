// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.serve;

import dev.serialhandshake.examples.cli.console.CommandFailure;
import dev.serialhandshake.examples.cli.console.Console;
import dev.serialhandshake.examples.cli.line.LineAddress;
import dev.serialhandshake.examples.cli.line.LineFailures;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.AttributeKey;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A line that is served for ever: when its channel closes (unplugged, hung up, refused), it is
 * opened again. What happens while it is open is {@link LinePipeline}'s.
 */
final class ServedLine {

  /** On a line's channel: how the person at the console named it. */
  static final AttributeKey<String> NAME = AttributeKey.valueOf(ServedLine.class, "NAME");

  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 8_000;

  /** Looking up a host, or a look at a file, may block: not on an event loop. */
  private static final ScheduledExecutorService OPENER =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "line-opener");
            thread.setDaemon(true);
            return thread;
          });

  private final LineAddress line;
  private final ChannelOpener opener;
  private final CompletableFuture<@Nullable Void> firstOpen = new CompletableFuture<>();
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private boolean told;

  private volatile boolean stopped;
  private volatile @Nullable Channel channel;

  ServedLine(LineAddress line, ChannelOpener opener) {
    this.line = line;
    this.opener = opener;
  }

  /** Opens the line for the first time. If that fails, so does the command. */
  void start() throws CommandFailure, InterruptedException {
    OPENER.execute(this::open);
    try {
      firstOpen.get();
    } catch (ExecutionException e) {
      throw LineFailures.opening(line, Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  /** Begins to close the line, and keeps it closed. */
  void stop() {
    stopped = true;
    Channel open = channel;
    if (open != null) {
      Services.close(open);
    }
  }

  private void open() {
    if (stopped) {
      return;
    }
    try {
      ChannelFuture opening = opener.open(line);
      opening.addListener(done -> OPENER.execute(() -> opened(opening.channel(), done.cause())));
    } catch (Exception e) {
      failed(e);
    }
  }

  private void opened(Channel opened, @Nullable Throwable failure) {
    if (failure != null) {
      failed(failure);
      return;
    }
    channel = opened;
    if (stopped) {
      Services.close(opened);
      return;
    }
    pauseMillis = FIRST_PAUSE_MILLIS;
    told = false;
    Console.say("serving " + opener.describe(line, opened));
    firstOpen.complete(null);
    opened.closeFuture().addListener(closed -> OPENER.execute(this::lost));
  }

  private void lost() {
    channel = null;
    if (!stopped) {
      Console.say(line + ": closed; opening it again");
      openLater();
    }
  }

  private void failed(Throwable failure) {
    if (!firstOpen.isDone()) {
      firstOpen.completeExceptionally(failure);
      return;
    }
    if (!told) {
      told = true; // once, not every few seconds for a week
      Console.say(LineFailures.opening(line, failure).getMessage() + " (will keep trying)");
    }
    openLater();
  }

  private void openLater() {
    var unused = OPENER.schedule(this::open, pauseMillis, TimeUnit.MILLISECONDS);
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }
}
