// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the lines, and compares the process after with the process before. */
final class Soak implements AutoCloseable {
  private static final Duration PROGRESS = Duration.ofSeconds(30);

  /** Pools of the JDK and of MINA keep an idle thread for a minute. */
  private static final Duration REST_LIMIT = Duration.ofSeconds(150);

  private static final int FIRST_AT_ONCE = 4;

  private final SoakSettings settings;
  private final Ledger ledger;
  private final Path directory = Files.createTempDirectory("soak");
  private final Ssh ssh;
  private final Path sshConfig;
  private final Path sshConfigOfLink;
  private final EventLoopGroup relayLoops = loops("relay", 2);
  private final EventLoopGroup serverLoops = loops("server", 2);
  private final EventLoopGroup clientLoops = loops("client", 2);
  private final ScheduledThreadPoolExecutor helpers =
      new ScheduledThreadPoolExecutor(2, new DefaultThreadFactory("helper", true));
  private final ExecutorService workers;
  private final List<SoakLine> lines = new ArrayList<>();

  Soak(SoakSettings settings, Ledger ledger) throws Exception {
    this.settings = settings;
    this.ledger = ledger;
    ssh = new Ssh(directory, ledger);
    helpers.prestartAllCoreThreads(); // or they would be new ones at the end
    sshConfig = OpenSshVisit.writeConfig(directory, ssh.identity, settings.jar());
    sshConfigOfLink = OpenSshVisit.writeLinkConfig(directory, ssh.identity, settings.jar());
    workers =
        Executors.newFixedThreadPool(
            settings.numbers().length, new DefaultThreadFactory("visits", true));
    for (int number : settings.numbers()) {
      lines.add(new SoakLine(this, number));
    }
  }

  private static EventLoopGroup loops(String name, int threads) {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
    loops.forEach(loop -> loop.execute(() -> {})); // or a thread would be a new one at the end
    return loops;
  }

  SoakSettings settings() {
    return settings;
  }

  Ledger ledger() {
    return ledger;
  }

  Path directory() {
    return directory;
  }

  Ssh ssh() {
    return ssh;
  }

  Path sshConfig() {
    return sshConfig;
  }

  Path sshConfigOfLink() {
    return sshConfigOfLink;
  }

  EventLoopGroup relayLoops() {
    return relayLoops;
  }

  EventLoopGroup serverLoops() {
    return serverLoops;
  }

  EventLoopGroup clientLoops() {
    return clientLoops;
  }

  /** For what may block a moment. */
  ScheduledExecutorService helpers() {
    return helpers;
  }

  /** Soaks, and finds out what is left of it. */
  void run() throws Exception {
    say("%d lines, %.1f minutes, seed %d", lines.size(), settings.minutes(), settings.seed());
    Semaphore few = new Semaphore(FIRST_AT_ONCE); // this JVM is not warm yet
    onAllLines(
        line -> {
          few.acquire();
          line.runClean(VisitPlan.Client.MINA, "first visit");
          few.release();
        });
    lines.get(0).runClean(VisitPlan.Client.OPENSSH, "first visit of processes");
    Footprint before = atRest(null);
    long start = System.nanoTime();
    long end = start + (long) (settings.minutes() * TimeUnit.MINUTES.toNanos(1));
    Thread progress = new Thread(() -> tellProgress(start), "progress");
    progress.setDaemon(true);
    progress.start();
    onAllLines(line -> line.run(end));
    progress.interrupt();
    progress.join();
    say("no more faults: every line must serve");
    onAllLines(line -> line.runClean(VisitPlan.Client.MINA, "last visit"));
    Footprint after = atRest(before);
    after.judge(before, ledger);
  }

  /** What is done on one line. */
  private interface Work {
    void on(SoakLine line) throws Exception;
  }

  private void onAllLines(Work work) throws Exception {
    List<Callable<Void>> tasks = new ArrayList<>();
    for (SoakLine line : lines) {
      tasks.add(
          () -> {
            work.on(line);
            return null;
          });
    }
    for (Future<Void> task : workers.invokeAll(tasks)) {
      task.get();
    }
  }

  private void tellProgress(long start) {
    try {
      while (true) {
        Thread.sleep(PROGRESS.toMillis());
        say(
            "%4d s: %d sessions completed, %d faults, %d violations; load %.1f a processor",
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
            ledger.sum("completed "),
            ledger.sum("fault "),
            ledger.violations().size(),
            Host.loadPerProcessor());
      }
    } catch (InterruptedException e) {
      // the end
    }
  }

  /** Waits until all sessions have ended, idle threads with them, and nothing moves any more. */
  private Footprint atRest(Footprint earlier) throws Exception {
    long start = System.nanoTime();
    Footprint last;
    Footprint now = Footprint.now();
    do {
      Thread.sleep(1000);
      last = now;
      now = Footprint.now();
    } while (System.nanoTime() - start < REST_LIMIT.toNanos()
        && (!ssh.server.getActiveSessions().isEmpty()
            || !now.isAsBusyAs(last)
            || (earlier != null && now.exceeds(earlier))));
    say("%s, at rest after %d s", now, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));
    return now;
  }

  private static boolean isInstalled(String tool) {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  private static void say(String format, Object... values) {
    System.out.printf(Locale.ROOT, format + "%n", values);
  }

  @Override
  public void close() throws IOException {
    workers.shutdownNow();
    lines.forEach(SoakLine::close);
    ssh.close();
    helpers.shutdownNow();
    for (EventLoopGroup loops : List.of(relayLoops, serverLoops, clientLoops)) {
      loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /**
   * The program.
   *
   * @param arguments as {@link SoakSettings#parse} wants them
   * @throws Exception if it cannot run
   */
  public static void main(String[] arguments) throws Exception {
    SoakSettings settings = SoakSettings.parse(arguments);
    List<String> missing = Stream.of("socat", "ssh").filter(tool -> !isInstalled(tool)).toList();
    if (!missing.isEmpty()) {
      say("missing here: %s (Debian: apt-get install socat openssh-client)", missing);
      System.exit(2);
    }
    Path log = Files.createDirectories(settings.directory()).resolve("visits.log");
    List<String> violations;
    try (Ledger ledger = new Ledger(log)) {
      ByteBufUtil.setLeakListener(
          (type, records) -> {
            ledger.count("leaked buffers");
            ledger.violation("leaked: " + type + records);
          });
      try (Soak soak = new Soak(settings, ledger)) {
        soak.run();
      }
      System.out.println(new Report(ledger));
      violations = ledger.violations();
    }
    say("each visit: %s", log);
    if (!violations.isEmpty()) {
      violations.forEach(violation -> say("VIOLATION: %s", violation));
      say(
          "%d violations; again with: -Dsoak.seed=%d -Dsoak.lines=%d",
          violations.size(), settings.seed(), settings.lines());
    }
    System.exit(violations.isEmpty() ? 0 : 1);
  }
}
