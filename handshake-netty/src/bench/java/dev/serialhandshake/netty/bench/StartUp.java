// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code connect} of the executable jar as OpenSSH starts it for every login: from the start of the
 * process to its first SYN, against {@link JdkOnly}; over TCP, and over a pseudo terminal where
 * there is {@code socat}.
 */
final class StartUp {

  private static final int MILLIS = 60_000;

  /** How long a process is watched behind its SYN, for the most memory that it takes. */
  private static final int WATCHED_MILLIS = 300;

  /** JEP 514: one command makes the cache. */
  private static final int FIRST_WITH_AHEAD_OF_TIME = 25;

  private static final File NOTHING = new File("/dev/null");

  private static final List<String> FLAGS =
      List.of(
          "-Xlog:disable",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-Xms4m",
          "-XX:-UsePerfData",
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:+IgnoreUnrecognizedVMOptions",
          "-XX:GuaranteedSafepointInterval=0",
          "-XX:AsyncDeflationInterval=10000");

  private final List<String> arguments;
  private final List<Double> millis = new ArrayList<>();
  private final List<Double> processorMillis = new ArrayList<>();
  private final List<Double> megabytes = new ArrayList<>();

  private StartUp(String... arguments) {
    this.arguments = List.of(arguments);
  }

  /** What a process is given as its line, and where what it writes there comes in. */
  private interface Line extends AutoCloseable {
    List<String> arguments(boolean jdkOnly);

    InputStream open() throws IOException;

    @Override
    void close() throws IOException;
  }

  static List<Figure> measure(Effort effort) throws Exception {
    List<Figure> figures = new ArrayList<>();
    Path jar = effort.jar();
    if (!Files.exists(jar)) {
      System.err.println("start: there is no " + jar + "; package the examples first");
      return figures;
    }
    figures.addAll(compare("TCP", jar, effort, Tcp::new));
    if (Pty.isThere()) {
      figures.addAll(compare("a pseudo terminal", jar, effort, Pty::new));
    }
    return figures;
  }

  private interface Lines {
    Line next() throws Exception;
  }

  private static List<Figure> compare(String kind, Path jar, Effort effort, Lines lines)
      throws Exception {
    Path classes =
        Path.of(JdkOnly.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    StartUp floor = new StartUp("-cp", classes.toString(), JdkOnly.class.getName());
    StartUp plain = new StartUp("-jar", jar.toString(), "connect");
    StartUp archived = withArchive("ArchiveClassesAtExit", "SharedArchiveFile", jar);
    List<StartUp> all = new ArrayList<>(List.of(floor, plain, archived));
    StartUp ahead = null;
    if (Runtime.version().feature() >= FIRST_WITH_AHEAD_OF_TIME) {
      ahead = withArchive("AOTCacheOutput", "AOTCache", jar);
      all.add(ahead);
    }
    for (int round = -2; round < effort.pick(3, 21); round++) {
      for (StartUp each : all) {
        try (Line line = lines.next()) {
          each.run(line, each == floor, round >= 0);
        }
      }
    }
    String what = "start of `connect` to its first SYN over " + kind;
    List<Figure> figures = new ArrayList<>(archived.figures(kind, "class-data archive", floor));
    double least = Rounds.median(floor.millis);
    figures.add(Figure.of(what, "ms", Rounds.median(plain.millis), least, Bar.none()));
    if (ahead != null) {
      figures.addAll(ahead.figures(kind, "ahead-of-time cache", floor));
    }
    return figures;
  }

  /** {@code connect} as {@code serial-handshake.sh} starts it, with a file that is made for it. */
  private static StartUp withArchive(String writes, String reads, Path jar) throws Exception {
    Path archive = Files.createTempDirectory("bench").resolve("classes");
    List<String> command = new ArrayList<>(List.of(Felt.java(), "-XX:" + writes + "=" + archive));
    command.addAll(FLAGS);
    command.addAll(List.of("-cp", jar.toString(), "dev.serialhandshake.cli.Rehearsal"));
    Process rehearsal =
        new ProcessBuilder(command)
            .redirectInput(NOTHING)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    if (!rehearsal.waitFor(MILLIS, TimeUnit.MILLISECONDS) || !Files.exists(archive)) {
      rehearsal.destroyForcibly();
      throw new IOException("no archive: " + command);
    }
    archive.toFile().deleteOnExit();
    List<String> arguments = new ArrayList<>(List.of("-XX:" + reads + "=" + archive));
    arguments.addAll(FLAGS);
    arguments.addAll(List.of("-cp", jar.toString(), "dev.serialhandshake.cli.Main", "connect"));
    return new StartUp(arguments.toArray(String[]::new));
  }

  private List<Figure> figures(String kind, String with, StartUp floor) {
    String what = "start of `connect` to its first SYN over " + kind + ", " + with;
    return List.of(
        Figure.of(
            what, "ms", Rounds.median(millis), Rounds.median(floor.millis), Bar.ratioAtMost(2.5)),
        Figure.of(
            what + ", processor time",
            "ms",
            Rounds.median(processorMillis),
            Rounds.median(floor.processorMillis),
            Bar.none()),
        Figure.of(
            "its memory over " + kind + ", " + with,
            "MB",
            Rounds.median(megabytes),
            0,
            Bar.moreAtMost(80)));
  }

  private void run(Line line, boolean jdkOnly, boolean counts) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Felt.java());
    command.addAll(arguments);
    command.addAll(line.arguments(jdkOnly));
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try (InputStream in = line.open()) {
      if (in.readNBytes(2).length < 2) {
        throw new IOException("no SYN: " + command);
      }
      double took = (System.nanoTime() - start) / 1e6;
      double processor = process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e6;
      TimeUnit.MILLISECONDS.sleep(WATCHED_MILLIS);
      if (counts) {
        millis.add(took);
        processorMillis.add(processor);
        megabytes.add(mostMegabytes(process));
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** What Linux says; elsewhere 0. */
  private static double mostMegabytes(Process process) throws IOException {
    Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6)
          .findFirst()
          .orElse(0);
    }
  }

  private static final class Tcp implements Line {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    Tcp() throws IOException {
      server.setSoTimeout(MILLIS);
    }

    @Override
    public List<String> arguments(boolean jdkOnly) {
      String port = String.valueOf(server.getLocalPort());
      return jdkOnly ? List.of("127.0.0.1", port) : List.of("tcp:127.0.0.1:" + port);
    }

    @Override
    public InputStream open() throws IOException {
      Socket line = server.accept();
      line.setSoTimeout(MILLIS);
      return line.getInputStream();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static final class Pty implements Line {
    private final Path link = Files.createTempDirectory("bench").resolve("line");
    private final Process socat;

    static boolean isThere() {
      return Files.isExecutable(Path.of("/usr/bin/socat"));
    }

    Pty() throws Exception {
      // A wait for the peer keeps what it wrote until somebody reads.
      socat =
          new ProcessBuilder("socat", "-u", "pty,raw,echo=0,link=" + link, "STDOUT")
              .redirectError(Redirect.DISCARD)
              .start();
      for (int i = 0; !Files.exists(link); i++) {
        if (i > MILLIS) {
          throw new IOException("socat makes no pseudo terminal");
        }
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }

    @Override
    public List<String> arguments(boolean jdkOnly) {
      return List.of(link.toString());
    }

    @Override
    public InputStream open() {
      return socat.getInputStream();
    }

    @Override
    public void close() throws IOException {
      socat.destroy();
      socat.onExit().join();
      Files.deleteIfExists(link);
      Files.delete(link.getParent());
    }
  }
}
