// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.linefile.FileFaults;
import dev.serialhandshake.cli.linefile.RackChange;
import dev.serialhandshake.cli.linefile.RackFaults;
import dev.serialhandshake.cli.serve.line.LineHistory;
import dev.serialhandshake.cli.serve.line.LineSetup;
import dev.serialhandshake.cli.serve.line.ServedLine;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.serve.ssh.SshServers;
import dev.serialhandshake.cli.serve.watchdog.OpenFiles;
import dev.serialhandshake.cli.status.LineStatus;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/**
 * All lines that are served. A new plan replaces the one before. Lines that are the same in both
 * plans go on without a change.
 *
 * <p>Plans are applied one at a time, on a thread that may block.
 */
public final class Rack {

  private static final long STATUS_SECONDS = 2;
  private static final long FIRST_TRY_SECONDS = 5;

  /**
   * For how many lines that are no longer served the counts are kept. Their ports may come back.
   */
  private static final int MOST_GONE = 1_000;

  private final EventLoopGroup loops;
  private final Set<EventLoop> used = ConcurrentHashMap.newKeySet();
  private final SshServers servers = new SshServers();

  /**
   * By the arguments of their lines. Concurrent, because {@link #stop} does not wait while a plan
   * is applied.
   */
  private final Map<List<String>, LineSetup> setups = new ConcurrentHashMap<>();

  /** The lines of the plan, in its order. */
  private List<Place> places = new ArrayList<>();

  /** The counts by the names of lines, in the order in which these were first served. */
  private final Map<String, LineHistory> histories = new LinkedHashMap<>();

  /** Lines of former plans that are not closed yet, for example because somebody is on them. */
  private final List<Place> leaving = new ArrayList<>();

  private volatile List<ServedLine> lines = List.of();

  /** Whether the process is ending: no line is opened any more. */
  private volatile boolean stopping;

  public Rack(EventLoopGroup loops) {
    this.loops = loops;
  }

  /** The lines that are served now, in the order of the plan, and then those that leave. */
  public List<ServedLine> lines() {
    return lines;
  }

  /**
   * Sets up the lines of a command line, and opens none.
   *
   * @throws CommandFailure if their options are wrong
   */
  public synchronized void plan(List<PlannedLine> plan) throws CommandFailure {
    OpenFiles.check(plan.size());
    for (PlannedLine line : plan) {
      if (!setups.containsKey(line.arguments())) {
        setups.put(line.arguments(), line.options().open(servers));
      }
      line.checkLog();
    }
    String log = SameLog.find(plan);
    if (log != null) {
      throw new CommandFailure(ExitCode.USAGE, log);
    }
    List<String> clashes = Origins.clashes(plan);
    if (!clashes.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, clashes.get(0));
    }
    plan.forEach(line -> places.add(place(line, new LineHistory(loop()))));
  }

  /**
   * Opens all lines at once.
   *
   * @param keepTrying whether a line that cannot be opened is tried again later
   * @throws CommandFailure if {@code keepTrying} is false, for the first line that cannot be opened
   */
  public void open(boolean keepTrying) throws CommandFailure, InterruptedException {
    List<CompletableFuture<@Nullable Void>> tries = new ArrayList<>();
    synchronized (this) {
      places.forEach(place -> tries.add(place.start(keepTrying)));
      show();
    }
    for (CompletableFuture<@Nullable Void> first : tries) {
      try {
        if (!keepTrying) {
          first.get();
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof CommandFailure failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      }
    }
    setups.values().forEach(setup -> setup.service().linesAreOpen());
  }

  /** Waits until the first try to open each line has ended, but no longer than 5 s. */
  public void awaitFirstTries() throws InterruptedException {
    CompletableFuture<?>[] tries =
        lines.stream().map(ServedLine::firstTry).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(tries).get(FIRST_TRY_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // A line that failed is tried again. A line that takes longer goes on.
    }
  }

  /**
   * Serves a new plan. A line that is gone or has changed closes when nobody is on it. The line
   * that replaces it is opened then.
   *
   * @param atOnce whether such lines close at once, with the sessions on them
   * @return what has changed
   * @throws RackFaults if the plan cannot be served; then nothing has changed
   */
  public synchronized RackChange apply(List<PlannedLine> plan, boolean atOnce) throws RackFaults {
    Map<List<String>, LineSetup> fresh = openSetups(plan);
    setups.putAll(fresh);
    Map<String, Place> before = new LinkedHashMap<>();
    places.forEach(place -> before.put(place.plan().name(), place));
    List<Place> next = new ArrayList<>();
    int kept = 0;
    int changed = 0;
    for (PlannedLine line : plan) {
      Place old = before.get(line.name());
      boolean keeps = old != null && old.plan().isServedAs(line);
      if (keeps) {
        before.remove(line.name());
        kept++;
      } else if (old != null) {
        changed++;
      }
      next.add(keeps ? old : place(line, history(line.name())));
    }
    places = next;
    if (atOnce) {
      for (Place place : leaving) {
        var unused = place.line().stop(); // leave() already waits for its end
      }
    }
    before.values().forEach(place -> leave(place, atOnce));
    startWhatCan();
    closeUnused();
    forgetWhatIsGone();
    show();
    fresh.values().forEach(setup -> setup.service().linesAreOpen());
    return new RackChange(plan.size() - kept - changed, changed, before.size() - changed, kept);
  }

  /** Whether a plan would change something. */
  synchronized boolean isOtherThan(List<PlannedLine> plan) {
    boolean other = plan.size() != places.size();
    for (int i = 0; i < plan.size() && !other; i++) {
      PlannedLine now = places.get(i).plan();
      other = !now.name().equals(plan.get(i).name()) || !now.isServedAs(plan.get(i));
    }
    return other;
  }

  /** Opens the setups that are not open yet: all of them, or none after a fault. */
  private Map<List<String>, LineSetup> openSetups(List<PlannedLine> plan) throws RackFaults {
    Map<List<String>, LineSetup> fresh = new HashMap<>();
    Set<List<String>> tried = new HashSet<>();
    Map<String, PlannedLine> served = new HashMap<>();
    places.forEach(place -> served.put(place.plan().name(), place.plan()));
    FileFaults faults = new FileFaults();
    try {
      OpenFiles.check(plan.size());
    } catch (CommandFailure e) {
      faults.add(String.valueOf(e.getMessage()));
    }
    for (PlannedLine line : plan) {
      List<String> arguments = line.arguments();
      try {
        if (!setups.containsKey(arguments) && tried.add(arguments)) {
          fresh.put(arguments, line.options().open(servers)); // one for all lines that share it
        }
        PlannedLine now = served.get(line.name());
        if (now == null || !now.isServedAs(line)) {
          line.checkLog();
        }
      } catch (CommandFailure | ParameterException e) {
        faults.add(line.where(), e);
      } catch (RuntimeException e) {
        fresh.values().forEach(Rack::close);
        throw e;
      }
    }
    Origins.clashes(plan).forEach(faults::add);
    try {
      faults.check();
    } catch (RackFaults e) {
      fresh.values().forEach(Rack::close);
      throw e;
    }
    return fresh;
  }

  private EventLoop loop() {
    EventLoop loop = loops.next();
    if (used.add(loop)) {
      Transport.letSleep(loop);
    }
    return loop;
  }

  private LineHistory history(String name) {
    return histories.computeIfAbsent(name, fresh -> new LineHistory(loop()));
  }

  private void forgetWhatIsGone() {
    Set<String> gone = new LinkedHashSet<>(histories.keySet());
    places.forEach(place -> gone.remove(place.plan().name()));
    leaving.forEach(place -> gone.remove(place.plan().name()));
    gone.stream().limit(Math.max(0, gone.size() - MOST_GONE)).forEach(histories::remove);
  }

  private Place place(PlannedLine plan, LineHistory history) {
    LineSetup setup = setups.get(plan.arguments());
    if (setup == null) {
      throw new IllegalStateException("no setup for " + plan.name());
    }
    return new Place(plan, setup.line(plan.name(), plan.line(), history));
  }

  private void leave(Place place, boolean atOnce) {
    if (!place.isStarted()) {
      return; // it was never opened: it waited for a line that leaves
    }
    leaving.add(place);
    CompletableFuture<@Nullable Void> left = atOnce ? place.line().stop() : place.line().retire();
    var unused = left.thenRunAsync(() -> left(place), Threads.BLOCKING);
  }

  private synchronized void left(Place place) {
    leaving.remove(place);
    startWhatCan();
    closeUnused();
    show();
  }

  private void startWhatCan() {
    Set<Object> taken = new HashSet<>();
    for (Place place : leaving) {
      taken.addAll(place.exclusive());
    }
    for (Place place : places) {
      boolean free = Collections.disjoint(taken, place.exclusive());
      if (free && !place.isStarted() && !stopping) {
        var unused = place.start(true);
      }
    }
  }

  private void closeUnused() {
    Set<List<String>> used = new HashSet<>();
    places.forEach(place -> used.add(place.plan().arguments()));
    leaving.forEach(place -> used.add(place.plan().arguments()));
    List.copyOf(setups.keySet()).stream()
        .filter(arguments -> !used.contains(arguments))
        .forEach(arguments -> close(setups.remove(arguments)));
  }

  private static void close(@Nullable LineSetup setup) {
    try {
      if (setup != null) {
        setup.close();
      }
    } catch (IOException e) {
      Console.tell(e);
    }
  }

  /**
   * Updates {@link #lines}. A line that waits for one that leaves is not among them: the one that
   * leaves is.
   */
  private void show() {
    List<ServedLine> all = new ArrayList<>();
    places.stream().filter(Place::isStarted).forEach(place -> all.add(place.line()));
    leaving.forEach(place -> all.add(place.line()));
    lines = List.copyOf(all);
  }

  /** Finds out which other programs have the ports of lines open. Blocks. */
  public void lookForOthers() {
    lines.forEach(ServedLine::lookForOthers);
  }

  /**
   * The state of all lines now, in the order of {@link #lines}. Each line answers on its event
   * loop.
   */
  public CompletableFuture<List<LineStatus>> status() {
    List<CompletableFuture<LineStatus>> parts = lines.stream().map(ServedLine::status).toList();
    return CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
        .thenApply(done -> parts.stream().map(CompletableFuture::join).toList());
  }

  /**
   * Whether somebody is on one of the lines, or a session waits for its line. A line that does not
   * answer within 2 s counts as unused, since nobody can use it. Blocks.
   */
  public boolean isInSession() {
    for (ServedLine line : lines) {
      try {
        LineStatus now = line.status().get(STATUS_SECONDS, TimeUnit.SECONDS);
        if (!now.visitors().isEmpty()) {
          return true;
        }
      } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
        // Another line may answer.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return false;
  }

  /**
   * Closes all lines, and blocks for a second at most. Sessions end first, while their lines can
   * still carry their last words.
   */
  public void stop() {
    stopping = true;
    List.copyOf(setups.values()).forEach(Rack::close);
    CompletableFuture<?>[] closed =
        lines.stream().map(ServedLine::stop).toArray(CompletableFuture<?>[]::new);
    try {
      CompletableFuture.allOf(closed).get(1, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // A line that is still open closes with the event loops.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
