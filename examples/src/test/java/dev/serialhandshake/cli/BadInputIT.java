// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.testing.JavaProgram;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each row of {@code bad-input.txt}, in a Turkish locale and in that of POSIX: one clear line, no
 * stack trace, an exit code of the table, and no command that hangs. All of a locale run in one
 * JVM, whose start would take longer than most of them.
 */
@Timeout(300)
class BadInputIT {

  private static final String PREFIX = "serial-handshake: ";

  @TempDir private static Path folder;

  private static final List<InLocale> LOCALES = new ArrayList<>();

  private record Row(ExitCode code, String words, String arguments) {

    static Row parse(String line) {
      String[] parts = line.split(" \\| ", -1);
      assertEquals(3, parts.length, line);
      return new Row(ExitCode.valueOf(parts[0]), parts[1], parts[2]);
    }

    /** Each fault of a file is told in a line of its own. The last line has their number. */
    boolean isOfFile() {
      return arguments.contains("--config");
    }
  }

  /** All rows in one locale. */
  private static final class InLocale {
    final String locale;
    final BadInputs inputs;
    final Process process;
    final Path err;
    final Path out;

    InLocale(String locale) throws Exception {
      this.locale = locale;
      Path own = Files.createDirectory(folder.resolve(locale));
      inputs = new BadInputs(own);
      err = folder.resolve(locale + ".err");
      out = folder.resolve(locale + ".out");
      Path commands = folder.resolve(locale + ".commands");
      Files.writeString(
          commands, rows().stream().map(this::command).collect(Collectors.joining("\n", "", "\n")));
      List<String> java = JavaProgram.command(ManyCommands.class, commands.toString());
      int classPath = java.indexOf("-cp") + 1;
      java.set(classPath, inAscii(own, java.get(classPath)));
      java.add(1, "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider");
      java.add(1, "-Dslf4j.internal.verbosity=WARN");
      if (Runtime.version().feature() >= 24) {
        java.add(1, "--enable-native-access=ALL-UNNAMED"); // as the manifest of the jar says
      }
      if (locale.startsWith("tr")) { // also where the system has no such locale
        java.addAll(1, List.of("-Duser.language=tr", "-Duser.country=TR"));
      }
      ProcessBuilder builder = new ProcessBuilder(java);
      // The JDK itself needs a working folder whose name it can write.
      builder.directory(own.toFile()).redirectError(err.toFile()).redirectOutput(out.toFile());
      builder.environment().put("LC_ALL", locale);
      builder.environment().remove("XDG_RUNTIME_DIR");
      process = builder.start(); // its input is a pipe that stays open
    }

    /**
     * In the POSIX locale a JVM finds no file whose name is not ASCII. It follows links first, so
     * the name of the file itself counts. Such files are copied.
     */
    private static String inAscii(Path here, String classPath) throws IOException {
      StringJoiner all = new StringJoiner(File.pathSeparator);
      for (String entry : classPath.split(File.pathSeparator, -1)) {
        if (entry.chars().allMatch(letter -> letter < 128)) {
          all.add(entry);
        } else {
          Path other = here.resolve("class-path-" + all.length());
          copy(Path.of(entry), other);
          all.add(other.toString());
        }
      }
      return all.toString();
    }

    private static void copy(Path from, Path to) throws IOException {
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.copy(file, to.resolve(from.relativize(file).toString()));
        }
      }
    }

    private String command(Row row) {
      return Stream.of(row.arguments.split(" "))
          .map(word -> inputs.in(word))
          .collect(Collectors.joining("\t"));
    }

    void assertTold(int index) throws Exception {
      assertTrue(process.waitFor(150, TimeUnit.SECONDS), "the rows do not end");
      Row row = rows().get(index);
      String words = inputs.in(row.words);
      List<String> errors = part(err, index);
      List<String> output = part(out, index);
      String all = String.join("\n", errors) + "\n" + String.join("\n", output);
      assertEquals(String.valueOf(row.code.number()), exit(err, index), all);
      assertTrue(all.contains(words), all + "\nwithout: " + words);
      assertFalse(all.contains("\tat ") || all.contains("Exception"), all);
      List<String> ours = errors.stream().filter(line -> line.startsWith(PREFIX)).toList();
      boolean reports = ours.isEmpty() && row.arguments.startsWith("probe");
      if (!reports && !row.isOfFile() && !row.arguments.contains("--wait")) {
        assertEquals(1, ours.stream().filter(line -> !line.contains(" serving ")).count(), all);
      }
      boolean ofCommand = row.arguments.contains("exec:"); // a command says what it likes
      assertTrue(ofCommand || ours.size() == errors.size(), all);
    }

    private static List<String> part(Path file, int index) throws IOException {
      return text(file, index).lines().filter(line -> !line.isEmpty()).toList();
    }

    /** The text between the mark of this row and that of the row before. */
    private static String text(Path file, int index) throws IOException {
      String[] parts = new String(Files.readAllBytes(file), UTF_8).split(mark(), -1);
      assertTrue(index < parts.length - 1, "no row was run after: " + parts[parts.length - 1]);
      return index == 0 ? parts[0] : parts[index].replaceFirst("^-?\\d+\n", "");
    }

    private static String exit(Path file, int index) throws IOException {
      String[] parts = new String(Files.readAllBytes(file), UTF_8).split(mark(), -1);
      return parts[index + 1].lines().findFirst().orElse("");
    }

    private static String mark() {
      return String.valueOf(ManyCommands.MARK);
    }

    void close() throws Exception {
      process.destroyForcibly();
      inputs.close();
    }
  }

  private static List<Row> rows() {
    try (InputStream in = BadInputIT.class.getResourceAsStream("/bad-input.txt")) {
      assertNotNull(in);
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .map(Row::parse)
          .toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeAll
  static void run() throws Exception {
    for (String locale : List.of("tr_TR.UTF-8", "C")) {
      LOCALES.add(new InLocale(locale));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    for (InLocale each : LOCALES) {
      each.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> eachRowEndsWithItsCodeAndItsWords() {
    int count = rows().size();
    assertNotEquals(0, count);
    return LOCALES.stream()
        .flatMap(
            in ->
                IntStream.range(0, count)
                    .mapToObj(
                        i ->
                            dynamicTest(
                                in.locale + ": " + rows().get(i).arguments,
                                () -> in.assertTold(i))));
  }
}
