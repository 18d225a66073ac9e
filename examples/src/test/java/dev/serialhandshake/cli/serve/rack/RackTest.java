// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.linefile.RackChange;
import dev.serialhandshake.cli.linefile.RackFaults;
import dev.serialhandshake.cli.process.SocketChild;
import dev.serialhandshake.cli.serve.line.ServedLine;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.serve.service.ForwardService;
import dev.serialhandshake.cli.status.LineState;
import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.cli.status.LineTotals;
import dev.serialhandshake.cli.trust.OwnFile;
import dev.serialhandshake.cli.trust.TrustedFiles;
import dev.serialhandshake.testing.Poll;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One plan after another. The lines listen at any port of loopback, or cannot be opened. */
@Timeout(60)
class RackTest {

  private static final String LISTENS = "{ line: 'tcp-listen:127.0.0.1:0', echo: true";

  @TempDir private Path folder;

  private final EventLoopGroup loops = Transport.newEventLoops();
  private final Rack rack = new Rack(loops);

  @AfterEach
  void stop() {
    rack.stop();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private List<PlannedLine> plan(String... lines) throws Exception {
    Path file = folder.resolve("lines.yaml");
    OwnFile.write(file, "lines:\n  " + String.join("\n  ", lines) + "\n");
    return RackPlan.read(file).lines();
  }

  private RackChange apply(String... lines) throws Exception {
    return rack.apply(plan(lines), false);
  }

  private List<String> names() throws Exception {
    List<String> names = new ArrayList<>();
    for (ServedLine line : rack.lines()) {
      names.add(line.status().get().name());
    }
    return names;
  }

  private void awaitNames(String... names) throws Exception {
    Poll.until("the lines are " + List.of(names), () -> names().equals(List.of(names)));
  }

  private ServedLine line(int index) {
    return rack.lines().get(index);
  }

  private void awaitState(ServedLine line, LineState state) throws Exception {
    Poll.until("the state is " + state, () -> line.status().get().state() == state);
  }

  @Test
  void linesThatHaveNotChangedGoOn() throws Exception {
    assertEquals(
        "2 added, 0 changed, 0 removed, 0 as before",
        apply("a: " + LISTENS + " }", "b: " + LISTENS + " }").toString());
    ServedLine a = line(0);
    ServedLine b = line(1);
    awaitState(a, LineState.WAITING);
    awaitState(b, LineState.WAITING);
    RackChange change =
        apply(
            "c: " + LISTENS + " }",
            "b: " + LISTENS + ", max-connections: 3 }",
            "a: " + LISTENS + " }");
    assertEquals("1 added, 1 changed, 0 removed, 1 as before", change.toString());
    awaitNames("c", "b", "a");
    assertSame(a, line(2));
    assertNotSame(b, line(1));
    awaitState(line(0), LineState.WAITING);
    awaitState(line(1), LineState.WAITING);
    assertEquals(
        "0 added, 0 changed, 2 removed, 1 as before", apply("a: " + LISTENS + " }").toString());
    awaitNames("a");
    assertEquals(
        "0 added, 0 changed, 0 removed, 1 as before", apply("a: " + LISTENS + " }").toString());
  }

  /** Also when the line is gone for a while, as the port of an adapter that is unplugged. */
  @Test
  void countsSurviveAChangeOfTheirLine() throws Exception {
    String missing = "{ line: '" + folder.resolve("none") + "', echo: true";
    apply("a: " + missing + " }");
    LineTotals before = awaitFailures(1);
    apply("a: " + missing + ", max-connections: 3 }");
    LineTotals changed = awaitFailures(before.failures().get("no_such_port") + 1);
    assertEquals(before.since(), changed.since());
    apply("b: " + LISTENS + " }");
    awaitNames("b");
    apply("a: " + missing + " }");
    LineTotals back = awaitFailures(changed.failures().get("no_such_port") + 1);
    assertEquals(before.since(), back.since());
  }

  private LineTotals awaitFailures(long count) throws Exception {
    AtomicReference<LineTotals> found = new AtomicReference<>();
    Poll.until(
        "a port was missing " + count + " times",
        () -> {
          for (LineStatus line : rack.status().get()) {
            if (line.totals().failures().getOrDefault("no_such_port", 0L) >= count) {
              found.set(line.totals());
            }
          }
          return found.get() != null;
        });
    return found.get();
  }

  @Test
  void aPlanThatCannotBeChangesNothing() throws Exception {
    apply("a: " + LISTENS + " }");
    ServedLine a = line(0);
    List<PlannedLine> wrong =
        plan(
            "a: " + LISTENS + ", max-connections: 3 }",
            "b: { line: /dev/b, forward: 'unix:/x' }",
            "c: { line: /dev/c, baud: -1 }",
            "d: { line: /dev/d, baud: -1 }");
    RackFaults faults = assertThrows(RackFaults.class, () -> rack.apply(wrong, true));
    assertEquals(2, faults.faults().size(), "what two lines have alike is told once: " + faults);
    assertTrue(
        faults.faults().get(0).endsWith("lines.yaml:3:3: --forward unix:/x: give tcp:HOST:PORT"));
    assertTrue(
        faults
            .faults()
            .get(1)
            .endsWith("lines.yaml:4:3: --baud -1: give a rate such as 115200 or 9600"));
    assertEquals(List.of("a"), names());
    assertSame(a, line(0));
    awaitState(a, LineState.WAITING);
  }

  @Test
  void eachLineIsLoggedToAFileOfItsOwnThatMustBeWritable() throws Exception {
    String logs = ", log: '" + folder.resolve("%n.log") + "' }";
    apply("a: " + LISTENS + logs, "b: " + LISTENS + logs);
    for (String name : List.of("a.log", "b.log")) {
      Poll.until(name + " is there", () -> Files.exists(folder.resolve(name)));
    }
    RackFaults faults =
        assertThrows(
            RackFaults.class, () -> apply("c: " + LISTENS + ", log: '" + folder + "/no/log' }"));
    assertTrue(faults.toString().contains("there is no such folder"), faults.toString());
    assertEquals(List.of("a", "b"), names());
  }

  /** A host that DNS does not know yet is nothing that a change of the file would mend. */
  @Test
  void whatIsWrongOutsideTheFileKeepsItsExitCode() throws Exception {
    String forwards = "{ line: /dev/a, forward: 'tcp:no-such-host.invalid:22' }";
    RackFaults unknown = assertThrows(RackFaults.class, () -> apply("a: " + forwards));
    assertEquals(ExitCode.CONNECTION_REFUSED, unknown.code(), unknown.toString());
    RackFaults both =
        assertThrows(
            RackFaults.class, () -> apply("a: " + forwards, "b: { line: /dev/b, baud: -1 }"));
    assertEquals(ExitCode.USAGE, both.code(), both.toString());
  }

  @Test
  void nothingBeginsWhenTheProcessEnds() throws Exception {
    apply("a: " + LISTENS + " }");
    awaitState(line(0), LineState.WAITING);
    rack.stop();
    apply("a: " + LISTENS + " }", "b: " + LISTENS + " }");
    assertEquals(1, rack.lines().size());
  }

  @Test
  void aLineThatCannotBeOpenedIsTriedAgainAndKeepsNobodyWaiting() throws Exception {
    apply("a: { line: " + folder.resolve("none") + ", echo: true }", "b: " + LISTENS + " }");
    awaitState(line(0), LineState.REOPENING);
    awaitState(line(1), LineState.WAITING);
    apply("b: " + LISTENS + " }");
    awaitNames("b");
  }

  @Test
  void whatTakesThePlaceOfALineBeginsWhenThatHasGone() throws Exception {
    Path own = folder.resolve("own");
    TrustedFiles.makeFolder(own);
    Path socket = own.resolve("line");
    String there = "{ line: 'unix-listen:" + socket + "', echo: true }";
    apply("old: " + there);
    awaitState(line(0), LineState.WAITING);
    apply("new: " + there);
    awaitNames("new");
    awaitState(line(0), LineState.WAITING);
  }

  /** A command that ends late has its device for so long: here it ends only when it is killed. */
  @Test
  void aChangedCommandStartsWhenTheOldOneHasEnded() throws Exception {
    startsWhenTheOldOneHasEnded("a", " }", "a", " }");
  }

  /** A log that is full takes the other name. */
  @Test
  void aLineStartsWhenTheOldOneOfTheSameLogHasEnded() throws Exception {
    String log = ", log: '" + folder.resolve("x.log");
    startsWhenTheOldOneHasEnded("a", log + "' }", "b", log + ".1' }");
  }

  private void startsWhenTheOldOneHasEnded(
      String oldName, String oldOptions, String name, String options) throws Exception {
    Assumptions.assumeTrue(Epoll.isAvailable() && SocketChild.canStart(), "needs Linux");
    Path pid = folder.resolve("pid");
    Path seen = folder.resolve("seen");
    String waits = "trap '' HUP; echo $$ > " + pid + "; exec sleep 30";
    apply(oldName + ": { line: \"exec:" + waits + "\", echo: true" + oldOptions);
    awaitText(pid);
    String look = "if kill -0 $(cat " + pid + "); then echo both; else echo alone; fi > " + seen;
    apply(name + ": { line: \"exec:" + look + "; exec sleep 30\", echo: true" + options);
    assertEquals("alone\n", awaitText(seen));
  }

  private static String awaitText(Path file) throws Exception {
    Poll.until(
        file + " has a line", () -> Files.exists(file) && Files.readString(file).endsWith("\n"));
    return Files.readString(file);
  }

  /** The test looks for two names that have the same address. */
  @Test
  void twoLinesOfOneAddressAreToldByCheckAndByApply() throws Exception {
    Map<String, String> names = new HashMap<>();
    String first = null;
    String second = "";
    for (int i = 0; first == null; i++) {
      second = "board-" + i;
      first = names.put(ForwardService.addressOf(second), second);
    }
    String forwards = ": { line: /dev/%s, forward: 'tcp:127.0.0.1:22', from-line: true }";
    List<PlannedLine> lines =
        plan(first + forwards.replace("%s", "a"), second + forwards.replace("%s", "b"));
    String fault =
        "lines.yaml:3:3: --from-line: " + first + " and " + second + " would both come from 127.";
    RackFaults atCheck =
        assertThrows(RackFaults.class, () -> RackPlan.read(folder.resolve("lines.yaml")).check());
    assertTrue(atCheck.toString().contains(fault), atCheck.toString());
    RackFaults applied = assertThrows(RackFaults.class, () -> rack.apply(lines, false));
    assertTrue(applied.toString().contains(fault), applied.toString());
  }
}
