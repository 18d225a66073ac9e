// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.cli.linefile.RackFaults;
import dev.serialhandshake.cli.trust.OwnFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two near ends of a file may not have in common. */
class NearFileTest {

  @TempDir private Path folder;
  private Path file;
  private Path log;

  @BeforeEach
  void name() {
    file = folder.resolve("near.yaml");
    log = folder.resolve("log");
  }

  private NearFile read(String first, String second) throws Exception {
    OwnFile.write(file, "lines:\n  a: {" + first + "}\n  b: {" + second + "}\n");
    return NearFile.read(file);
  }

  private void assertClash(String words, String first, String second) {
    RackFaults faults = assertThrows(RackFaults.class, () -> read(first, second));
    assertEquals(List.of(file + ":3:3: b and a would both " + words), faults.faults());
  }

  private static String line(String line, int port, String more) {
    return "line: '" + line + "', listen: '127.0.0.1:" + port + "'" + more;
  }

  private String logged(int port, String name) {
    return line("tcp:127.0.0.1:1", port, ", log: '" + folder.resolve(name) + "'");
  }

  @Test
  void twoLinesHaveNoCommonPortAddressOrLog() {
    assertClash("open /dev/ttyS9", line("/dev/ttyS9", 7, ""), line("/dev/ttyS9", 8, ""));
    assertClash("listen on 127.0.0.1:7", line("/dev/ttyS8", 7, ""), line("tcp:127.0.0.1:1", 7, ""));
    assertClash("be logged to " + log, logged(7, "log"), logged(8, "./log"));
  }

  /** A log that is full would take the place of the other one. */
  @Test
  void noLogHasTheNameThatAnotherOneGetsWhenItIsFull() {
    assertClash("be logged to " + log + ".1", logged(7, "log"), logged(8, "log.1"));
    assertClash("be logged to " + log, logged(7, "log.1"), logged(8, "log"));
  }

  @Test
  void anyNumberOfLinesMayHaveAnAddressThatTheSystemChooses() throws Exception {
    NearFile read = read(line("/dev/ttyS8", 0, ""), line("/dev/ttyS9", 0, ""));
    assertEquals(List.of("a", "b"), read.plans().stream().map(NearPlan::name).toList());
  }

  @Test
  void onlyOneSessionAtATimeHasTheNameThePortAndTheLog() throws Exception {
    NearFile read = read(line("/dev/ttyS9", 7, ", log: " + log), line("tcp:127.0.0.1:1", 8, ""));
    Set<Object> exclusive = read.plans().get(0).exclusive();
    assertEquals(4, exclusive.size(), exclusive.toString());
    assertEquals(Set.of("b"), read.plans().get(1).exclusive());
  }
}
