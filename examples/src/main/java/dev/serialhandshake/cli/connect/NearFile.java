// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.linefile.FileFaults;
import dev.serialhandshake.cli.linefile.RackEntry;
import dev.serialhandshake.cli.linefile.RackFaults;
import dev.serialhandshake.cli.linefile.RackFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine.ParameterException;

/** A file of lines for {@code connect}, each with an address for its clients. */
final class NearFile {

  private final Path file;
  private final List<RackEntry<NearOptions>> entries;

  private NearFile(Path file, List<RackEntry<NearOptions>> entries) {
    this.file = file;
    this.entries = entries;
  }

  /**
   * Reads it, and looks whether all near ends could be made. Blocks, and changes nothing.
   *
   * @throws RackFaults if they could not
   */
  static NearFile read(Path file) throws RackFaults {
    RackFile.Content<NearOptions> content = RackFile.read(file, NearOptions::new);
    content.notices().forEach(Console::say);
    NearFile read = new NearFile(file, content.entries());
    read.check();
    return read;
  }

  private void check() throws RackFaults {
    FileFaults faults = new FileFaults();
    Map<Object, String> taken = new HashMap<>();
    for (RackEntry<NearOptions> entry : entries) {
      NearOptions options = entry.kind().options();
      try {
        options.check();
      } catch (CommandFailure | ParameterException e) {
        faults.add(entry.where(), e);
      }
      if (entry.line() instanceof LineAddress.Serial serial) {
        claim(serial.port(), "open " + serial, entry, taken, faults);
      }
      HostPort address = address(entry);
      if (address.port() != 0) { // or each gets another one
        claim(address, "listen on " + address, entry, taken, faults);
      }
      if (options.log() != null) {
        claim(options.log(), "be logged to " + options.log(), entry, taken, faults);
      }
    }
    faults.check();
  }

  private static void claim(
      Object what,
      String words,
      RackEntry<NearOptions> entry,
      Map<Object, String> taken,
      FileFaults faults) {
    String other = taken.putIfAbsent(what, entry.name());
    if (other != null) {
      faults.add(entry.where(), entry.name() + " and " + other + " would both " + words);
    }
  }

  private static HostPort address(RackEntry<NearOptions> entry) {
    return Objects.requireNonNull(entry.kind().options().listen());
  }

  /** Says that nothing is wrong. */
  void tell() {
    int lines = entries.size();
    Console.say(file + ": nothing is wrong; " + lines + (lines == 1 ? " line" : " lines"));
  }

  /**
   * The near ends, which do not listen yet. Blocks: logs are made.
   *
   * @throws CommandFailure if one cannot be made after all
   */
  List<NearPlan> plans() throws CommandFailure {
    List<NearPlan> plans = new ArrayList<>();
    for (RackEntry<NearOptions> entry : entries) {
      plans.add(
          new NearPlan(
              entry.name(), address(entry), near(entry), entry.kind().arguments(), alone(entry)));
    }
    return plans;
  }

  private static Set<Object> alone(RackEntry<NearOptions> entry) {
    Set<Object> alone = new HashSet<>(Set.of(entry.name()));
    if (entry.line() instanceof LineAddress.Serial serial) {
      alone.add(serial.port());
    }
    Path log = entry.kind().options().log();
    if (log != null) {
      alone.add(log);
    }
    return alone;
  }

  /** What was right when it was checked may not be any more. */
  private static NearLine near(RackEntry<NearOptions> entry) throws CommandFailure {
    try {
      return entry.kind().options().near(Objects.requireNonNull(entry.line()));
    } catch (CommandFailure e) {
      throw new CommandFailure(e.code(), entry.where() + ": " + e.getMessage(), e);
    }
  }
}
