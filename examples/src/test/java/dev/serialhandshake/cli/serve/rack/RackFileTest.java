// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.linefile.RackFaults;
import dev.serialhandshake.cli.trust.OwnFile;
import dev.serialhandshake.cli.trust.TrustedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class RackFileTest {

  @TempDir private Path folder;

  private Path write(String name, String... text) throws IOException {
    return OwnFile.write(folder.resolve(name), String.join("\n", text) + "\n");
  }

  private List<PlannedLine> lines(String... text) throws Exception {
    return RackPlan.read(write("lines.yaml", text)).lines();
  }

  private List<String> faults(String... text) throws IOException {
    Path file = write("lines.yaml", text);
    RackFaults faults = assertThrows(RackFaults.class, () -> RackPlan.read(file).lines());
    return faults.faults().stream().map(each -> each.replace(folder + "/", "")).toList();
  }

  @Test
  void keysAreTheOptionsOfTheCommandLine() throws Exception {
    List<PlannedLine> lines =
        lines(
            "lines:",
            "  board-17:",
            "    line: tcp:10.0.0.7:7001",
            "    forward: tcp:10.0.1.18:22",
            "    baud: 9600",
            "    from-line: false",
            "    no-dtr: true",
            "    login-idle: 5s",
            "    login: true",
            "  board_18: { line: /dev/ttyUSB0, accept-env: [A, 'B*'] }",
            "  short: tcp-listen:127.0.0.1:7002");
    assertEquals(
        List.of("board-17", "board_18", "short"), lines.stream().map(PlannedLine::name).toList());
    assertEquals("tcp:10.0.0.7:7001", lines.get(0).line().toString());
    assertEquals(
        List.of(
            "--baud=9600", "--forward=tcp:10.0.1.18:22", "--login=", "--login-idle=5s", "--no-dtr"),
        lines.get(0).arguments());
    assertEquals(List.of("--accept-env=A", "--accept-env=B*"), lines.get(1).arguments());
    assertTrue(lines.get(2).where().endsWith("lines.yaml:11:3"), lines.get(2).where());
  }

  @Test
  void aLinesOwnValueStandsForThatOfTheDefaults() throws Exception {
    List<PlannedLine> lines =
        lines(
            "defaults: { baud: 9600, forward: tcp:localhost:22, timeout: 1m }",
            "lines:",
            "  a: /dev/a",
            "  b: { line: /dev/b, baud: 115200 }",
            "  c: { line: /dev/c, echo: true }",
            "  d: { line: /dev/d, timeout: 1m }");
    assertEquals(
        List.of("--baud=9600", "--forward=tcp:localhost:22", "--timeout=1m"),
        lines.get(0).arguments());
    assertEquals(
        List.of("--baud=115200", "--forward=tcp:localhost:22", "--timeout=1m"),
        lines.get(1).arguments());
    assertEquals(List.of("--baud=9600", "--echo", "--timeout=1m"), lines.get(2).arguments());
    assertSame(lines.get(0).options(), lines.get(3).options(), "what is the same is read once");
  }

  @Test
  void includedFilesFollowInTheOrderOfTheirNames() throws Exception {
    TrustedFiles.makeFolder(folder.resolve("conf.d"));
    write("conf.d/2.yaml", "defaults: { baud: 300 }", "lines:", "  two: /dev/2");
    write("conf.d/1.yaml", "lines:", "  one: /dev/1");
    write("conf.d/3.yml", "no: matter");
    List<PlannedLine> lines =
        lines("include: conf.d/*.yaml", "defaults: { baud: 600 }", "lines:", "  zero: /dev/0");
    assertEquals(
        List.of("zero [--baud=600]", "one [--baud=600]", "two [--baud=300]"),
        lines.stream().map(line -> line.name() + " " + line.arguments()).toList());
  }

  @Test
  void anIncludeThatMatchesNothingIsToldAndNoFault() throws Exception {
    RackPlan plan =
        RackPlan.read(write("lines.yaml", "include: [ '*.nothing' ]", "lines:", "  a: /dev/a"));
    assertEquals(1, plan.notices().size());
    assertTrue(plan.notices().get(0).endsWith("lines.yaml:1:12: '*.nothing' matches no file"));
    assertEquals(1, plan.lines().size());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "lines: { a: { line: /dev/a, bauds: 1 } } | 1:29: there is no key 'bauds'; did you mean 'baud'?",
        "lines: { a: { line: /dev/a, verbose: true } } | 1:29: there is no key 'verbose'",
        "lines: { a: { line: /dev/a, baud: fast } } | 1:29: Invalid value for option '--baud': 'fast' is not a whole number",
        "lines: { a: { line: /dev/a, baud: 9600, baud: 300 } } | 1:41: 'baud' stands here twice",
        "lines: { a: { line: /dev/a, echo: maybe } } | 1:35: 'echo' is true or false",
        "lines: { a: { line: /dev/a, baud: } } | 1:34: 'baud' needs a value, such as N",
        "lines: { a: { line: /dev/a, baud: [1, 2] } } | 1:35: 'baud' needs a value, such as N",
        "lines: { a: { baud: 9600 } } | 1:10: 'a' needs a LINE: line: tcp:HOST:PORT",
        "lines: { a: 'foo:bar' } | 1:13: 'foo:bar': 'foo:' is no kind of line",
        "lines: { 'a b': /dev/a } | 1:10: the name of a line is made of letters",
        "lines: { a: /dev/a, a: /dev/b } | 1:21: there is another line 'a', at lines.yaml:1:10",
        "lines: { a: /dev/a, b: /dev/a } | 1:21: b and a are the same port, /dev/a",
        "lines: { a-*: /dev/a } | 1:15: a name with * needs the path of serial ports with one *",
        "lines: { a-*: /dev/*/a } | 1:15: a name with * needs",
        "lines: /dev/a | 1:8: 'lines' has names and lines",
        "lines: [ a: /dev/a ] | 1:8: 'lines' has names and lines",
        "lines: { a: { line: /dev/a, log: x }, b: { line: /dev/b, log: y/../x } } | 1:39: a and b would both be logged to",
        "lines: { a: { line: /dev/a, log: x }, b: { line: /dev/b, log: x.1 } } | 1:39: a and b would both be logged to",
        "lines: { a-*: { line: /dev/a*, log: x } } | 1:10: 'a-*' is many lines: put %n",
        "lines: { a: { line: /dev/a, log: \"\\0\" } } | 1:29: Invalid value for option '--log'",
        "lines: | lines.yaml: no line in it",
        "defaults: { baud: 9600 } | lines.yaml: no line in it",
        "include: '[*.yaml' | 1:10: '[*.yaml' is no name of files",
        "lines: { a-*: 'unix:/run/x-*' } | 1:15: a name with * needs the path of serial ports",
        "defaults: 3 | 1:11: 'defaults' has keys and values",
        "defaults: { line: /dev/a } | 1:1: 'line' belongs to one line, and is no default",
        "line: { a: /dev/a } | 1:1: there is no key 'line' here, only defaults, include, lines; did you mean 'lines'?",
        "include: nothere.yaml | nothere.yaml: no such file",
        "include: nothere/*.yaml | 1:10: there is no folder for 'nothere/*.yaml'",
        "just a word | 1:1: a file of lines begins with 'lines:' or 'defaults:'",
        "`\tlines: {}` | 1:1: no YAML: found character '\\t(TAB)'",
        "lines: { a: [ | no YAML",
      })
  void whatIsWrongIsToldWithItsPlace(String text, String fault) throws Exception {
    List<String> faults = faults(text);
    assertEquals(1, faults.size(), faults.toString());
    assertTrue(faults.get(0).contains(fault), faults.get(0));
  }

  @Test
  void allThatIsWrongIsTold() throws Exception {
    List<String> faults =
        faults("defaults: { bau: 9600 }", "lines:", "  a: 'x:y'", "  b: { line: /dev/b, ech: on }");
    assertEquals(3, faults.size(), faults.toString());
  }

  @Test
  void aFileThatIsIncludedIncludesNoOthers() throws Exception {
    write("other.yaml", "include: lines.yaml");
    assertEquals(
        List.of("other.yaml:1:1: a file that is included includes no others"),
        faults("include: other.yaml"));
  }

  @Test
  void aFileThatOthersCanWriteIsNotBelieved() throws Exception {
    Path file = write("lines.yaml", "lines: { a: /dev/a }");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    RackFaults faults = assertThrows(RackFaults.class, () -> RackPlan.read(file));
    assertEquals(List.of(file + ": others can write it; chmod 600 it"), faults.faults());
  }

  @Test
  void twoNamesOfOneDeviceAreOnePort() throws Exception {
    Path port = Files.createFile(folder.resolve("port"));
    Path link = Files.createSymbolicLink(folder.resolve("by-id"), port);
    List<String> faults = faults("lines:", "  a: " + port, "  b: " + link);
    assertEquals(List.of("lines.yaml:3:3: b and a are the same port, by-id"), faults);
  }

  @Test
  void anyNumberOfLinesMayHaveAPortThatTheSystemChooses() throws Exception {
    assertEquals(
        2, lines("lines:", "  a: tcp-listen:127.0.0.1:0", "  b: tcp-listen:127.0.0.1:0").size());
  }

  @Test
  void aPatternIsAllPortsThatAreThereButThoseWithLinesOfTheirOwn() throws Exception {
    Path devices = Files.createDirectory(folder.resolve("by-id"));
    Path plan =
        write(
            "lines.yaml",
            "lines:",
            "  lab-*: { line: 'serial:" + devices + "/usb-*-port0', baud: 9600 }",
            "  own: " + devices + "/usb-B-port0");
    RackPlan read = RackPlan.read(plan);
    assertTrue(read.hasPatterns());
    assertEquals(List.of("own"), read.lines().stream().map(PlannedLine::name).toList());
    for (String name : List.of("usb-B-port0", "usb-A-port0", "usb-x y-port0", "usb-A-port1")) {
      Files.createFile(devices.resolve(name));
    }
    List<PlannedLine> lines = read.lines();
    assertEquals(
        List.of("own", "lab-A", "lab-x_y"), lines.stream().map(PlannedLine::name).toList());
    assertEquals(List.of("--baud=9600"), lines.get(1).arguments());
    assertFalse(lines.get(0).isServedAs(lines.get(1)));
  }

  /** The first file of lines that a document shows. */
  private List<PlannedLine> linesOf(String document) throws Exception {
    String text = Files.readString(Path.of(document));
    int begin = text.indexOf("```yaml\n") + "```yaml\n".length();
    TrustedFiles.makeFolder(folder.resolve("conf.d"));
    return lines(text.substring(begin, text.indexOf("```", begin)));
  }

  @Test
  void theFileOfRackMdIsOne() throws Exception {
    List<PlannedLine> lines = linesOf("RACK.md");
    assertEquals(List.of("vm-01", "vm-02"), lines.stream().map(PlannedLine::name).toList());
    assertEquals(List.of("--forward=tcp:127.0.0.1:2222", "--from-line"), lines.get(1).arguments());
  }

  @Test
  void theFileOfReadmeMdIsOne() throws Exception {
    List<PlannedLine> lines = linesOf("README.md");
    assertEquals(
        List.of("board-17", "board-18", "spare"),
        lines.stream().map(PlannedLine::name).limit(3).toList());
    assertEquals(List.of("--baud=115200", "--forward=tcp:10.0.1.18:22"), lines.get(1).arguments());
  }

  @Test
  void aFileThatIsEmptyForAMomentIsNoOrderToServeNothing() throws Exception {
    assertEquals(List.of("lines.yaml: no line in it"), faults(""));
  }

  @Test
  void thousandsOfBracketsAreNoFileOfLines() throws Exception {
    assertEquals(1, faults("lines: " + "[".repeat(100_000)).size());
  }

  @Test
  void tenThousandLinesAreReadAtOnce() throws Exception {
    StringBuilder text = new StringBuilder("defaults: { baud: 9600, echo: true }\nlines:\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("  board-")
          .append(i)
          .append(": { line: 'tcp:10.0.0.1:")
          .append(1 + i)
          .append("' }\n");
    }
    assertEquals(10_000, lines(text.toString()).size());
  }
}
