// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.Backoff;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.line.SharedPort;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.log.LogEvent;
import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.netty.serial.PortUsers;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A line that is served for ever: when its channel closes (unplugged, hung up, refused), it is
 * opened again. {@link LinePipeline} has what happens while it is open.
 *
 * <p>All of it runs on one event loop, except for calls that may block, such as looking up a host
 * or a file. Each line takes a thread of its own for these, so that a call that hangs delays no
 * other line.
 */
public final class ServedLine {

  /**
   * The longest pause before a device or a socket is tried again. A try costs little, and a person
   * may wait for the line.
   */
  private static final long LOCAL_PAUSE_MILLIS = 1_000;

  /** The longest pause for a network, and for a command, whose start may cost much. */
  private static final long FAR_PAUSE_MILLIS = 8_000;

  /** A line that was open this long was not refused, so it is tried again after a short pause. */
  private static final long STEADY_NANOS = Duration.ofSeconds(10).toNanos();

  private final String name;
  private final LineAddress line;
  private final EventLoop loop;
  private final ChannelOpener opener;
  private final LineRecord record;
  private final @Nullable BootLog log;
  private final Backoff backoff;
  private final CompletableFuture<@Nullable Void> firstTry = new CompletableFuture<>();

  private final CompletableFuture<@Nullable Void> stopped = new CompletableFuture<>();

  /**
   * Completes when the command of the last channel has ended: the next command may need the same
   * device.
   */
  private CompletableFuture<@Nullable Void> released = CompletableFuture.completedFuture(null);

  private volatile boolean keepsTrying;
  private boolean opening;
  private boolean retiring;
  private boolean stopping;
  private boolean allClosed;
  private @Nullable Channel channel;
  private @Nullable String toldReason;
  private long openedAt;
  private long sessionsBefore;

  ServedLine(
      String name,
      LineAddress line,
      EventLoop loop,
      ChannelOpener opener,
      LineRecord record,
      @Nullable BootLog log) {
    this.log = log;
    this.name = name;
    this.line = line;
    this.loop = loop;
    this.opener = opener;
    this.record = record;
    backoff =
        new Backoff(
            line instanceof LineAddress.Tcp || line instanceof LineAddress.Exec
                ? FAR_PAUSE_MILLIS
                : LOCAL_PAUSE_MILLIS,
            new SplittableRandom());
  }

  /**
   * Begins to open the line.
   *
   * @return completes when the first try has ended; fails if that has failed and {@link
   *     #keepTrying} was not called
   */
  public CompletableFuture<@Nullable Void> start() {
    onLoop(this::open);
    return firstTry;
  }

  /** Completes when the first try has ended, or when there will be none any more. */
  public CompletableFuture<@Nullable Void> firstTry() {
    return firstTry;
  }

  /** From now on a first try that fails is followed by further tries, like a later one. */
  public void keepTrying() {
    keepsTrying = true;
  }

  /**
   * Closes the line, and keeps it closed.
   *
   * @return completes when nothing of it is open any more, and its log is written
   */
  public CompletableFuture<@Nullable Void> stop() {
    onLoop(this::stopNow);
    return stopped;
  }

  /**
   * Stops as {@link #stop} does, but only when nobody is on the line any more: a session, a login
   * or a handshake that is under way goes on to its end.
   *
   * @return completes as that of {@link #stop}
   */
  public CompletableFuture<@Nullable Void> retire() {
    onLoop(this::retireNow);
    return stopped;
  }

  private void retireNow() {
    retiring = true;
    if (line.listens() && channel != null && !record.isAwaited()) {
      LineChannels.close(channel); // so that no new client connects
      record.endUnused();
    }
    record.whenUnused(() -> onLoop(this::stopNow));
  }

  /**
   * Whether the line is not opened again. A line that leaves is opened again only for sessions that
   * wait for it.
   */
  private boolean staysClosed() {
    return stopping || (retiring && !record.isAwaited());
  }

  private void stopNow() {
    if (stopping) {
      return;
    }
    stopping = true;
    firstTry.complete(null);
    PromiseCombiner all = new PromiseCombiner(loop);
    List<Channel> connections = record.endConnections();
    connections.forEach(connection -> all.add((Future<?>) connection.closeFuture()));
    if (channel != null && !connections.contains(channel)) {
      all.add((Future<?>) channel.close());
    }
    Promise<@Nullable Void> end = loop.newPromise();
    end.addListener(
        done -> {
          allClosed = true;
          tellWhetherStopped();
        });
    all.finish(end);
  }

  /** Completes {@link #stopped}, unless an attempt to open the line is still under way. */
  private void tellWhetherStopped() {
    if (!allClosed || opening) {
      return;
    }
    CompletableFuture<@Nullable Void> written =
        log == null ? CompletableFuture.completedFuture(null) : log.written();
    var unused = CompletableFuture.allOf(released, written).thenRun(() -> stopped.complete(null));
  }

  /**
   * The state of the line now. The event loop answers, so wait with a deadline.
   *
   * @throws RejectedExecutionException if the event loop has ended
   */
  public CompletableFuture<LineStatus> status() {
    return CompletableFuture.supplyAsync(record::status, loop);
  }

  /** Finds out which other programs have the port open, and logs it if that is news. Blocks. */
  public void lookForOthers() {
    if (line instanceof LineAddress.Serial port) {
      PortUsers users = PortUsers.recently(port.device());
      onLoop(() -> usedBy(port, users));
    }
  }

  private void usedBy(LineAddress.Serial port, PortUsers users) {
    String advice = SharedPort.advice(port, users);
    if (channel != null && record.usedBy(SharedPort.others(users)) && advice != null) {
      LogEvent.of(EventKind.NOTICE, name, advice).tell();
    }
  }

  private void open() {
    if (staysClosed()) {
      return;
    }
    opening = true;
    Threads.BLOCKING.execute(
        () -> {
          try {
            String device = device();
            ChannelFuture under = opener.open(line);
            under.addListener(
                done -> onLoop(() -> triedToOpen(under.channel(), device, done.cause())));
          } catch (Exception e) {
            onLoop(() -> failed(e));
          }
        });
  }

  /**
   * The real path of a serial port; null for other lines. The LINE may be a symbolic link to it.
   */
  private @Nullable String device() {
    try {
      return line instanceof LineAddress.Serial port
          ? Path.of(port.device()).toRealPath().toString()
          : null;
    } catch (IOException | InvalidPathException e) {
      return null; // it does not exist, or ports are no files on this system
    }
  }

  private void triedToOpen(Channel opened, @Nullable String device, @Nullable Throwable failure) {
    if (failure != null) {
      failed(failure);
      return;
    }
    released = CommandChannels.ended(opened);
    if (staysClosed()) {
      opened
          .close()
          .addListener(
              closed -> {
                opening = false;
                tellWhetherStopped();
              });
      return;
    }
    opening = false;
    channel = opened;
    toldReason = null;
    openedAt = System.nanoTime();
    sessionsBefore = record.sessions();
    boolean again = record.opened(device);
    String origin = record.origin();
    String serving = "serving " + opener.describe(line, opened);
    String message = origin == null ? serving : serving + "; its sessions come from " + origin;
    event(again ? EventKind.BACK : EventKind.WAITING, message).tell();
    firstTry.complete(null);
    opened.closeFuture().addListener(closed -> onLoop(this::lost));
  }

  private void lost() {
    channel = null;
    if (staysClosed()) {
      return;
    }
    if (System.nanoTime() - openedAt > STEADY_NANOS || record.sessions() > sessionsBefore) {
      backoff.reset();
    }
    record.broken("the line closed");
    record.usedBy(null);
    LogEvent.of(EventKind.LOST, name, "closed; opening it again").cause("it closed").tell();
    var unused = released.thenRun(() -> onLoop(this::openLater));
  }

  private void failed(Throwable failure) {
    opening = false;
    tellWhetherStopped();
    if (staysClosed()) {
      return;
    }
    if (!keepsTrying && firstTry.completeExceptionally(LineFailures.opening(line, failure))) {
      return;
    }
    firstTry.complete(null);
    CommandFailure told = LineFailures.opening(line, failure);
    String why = String.valueOf(told.getMessage());
    record.notOpened(told.code(), why);
    if (!why.equals(toldReason)) {
      toldReason = why; // logged once, not every few seconds for a week
      event(EventKind.LOST, why + " (will keep trying)").cause(why).tell();
    }
    openLater();
  }

  private void openLater() {
    var unused = loop.schedule(this::open, backoff.next(), TimeUnit.MILLISECONDS);
  }

  /**
   * Begins an event whose message contains the LINE, which need not be repeated if it is the name.
   */
  private LogEvent.Builder event(EventKind kind, String message) {
    LogEvent.Builder event = LogEvent.of(kind, name, message);
    return name.equals(line.toString()) ? event.namesTheLine() : event;
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The process is ending, and the loop has closed the line.
    }
  }
}
