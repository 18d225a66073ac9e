// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.ReceivedLog;
import dev.serialhandshake.cli.linefile.FileFaults;
import dev.serialhandshake.cli.linefile.RackEntry;
import dev.serialhandshake.cli.linefile.RackFaults;
import dev.serialhandshake.cli.linefile.RackFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
   * Reads a file, and checks that all its near ends could be made. Blocks, and changes nothing.
   *
   * @throws RackFaults with all that is wrong
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
      HostPort address = address(entry);
      if (address.port() != 0) { // For port 0 the system gives each line a port of its own.
        claim(List.of(address), "listen on " + address, entry, taken, faults);
      }
      exclusive(entry).forEach((words, things) -> claim(things, words, entry, taken, faults));
    }
    faults.check();
  }

  private static void claim(
      List<?> things,
      String words,
      RackEntry<NearOptions> entry,
      Map<Object, String> taken,
      FileFaults faults) {
    String other = null;
    for (Object thing : things) {
      String before = taken.putIfAbsent(thing, entry.name());
      other = other == null ? before : other;
    }
    if (other != null) {
      faults.add(entry.where(), entry.name() + " and " + other + " would both " + words);
    }
  }

  /**
   * What the sessions of two lines cannot use at the same time, by the words for a clash: a serial
   * port; and a log, with the name that it gets when it is full.
   */
  private static Map<String, List<?>> exclusive(RackEntry<NearOptions> entry) {
    Map<String, List<?>> things = new LinkedHashMap<>();
    if (entry.line() instanceof LineAddress.Serial serial) {
      things.put("open " + serial, List.of(serial.port()));
    }
    Path log = entry.kind().options().log();
    if (log != null) {
      things.put("be logged to " + log, ReceivedLog.files(log));
    }
    return things;
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
   * Makes the near ends; they do not listen yet. Blocks: files are read, and logs are made.
   *
   * @throws CommandFailure if one cannot be made any more
   */
  List<NearPlan> plans() throws CommandFailure {
    List<NearPlan> plans = new ArrayList<>();
    for (RackEntry<NearOptions> entry : entries) {
      Set<Object> exclusive = new HashSet<>(Set.of(entry.name()));
      exclusive(entry).values().forEach(exclusive::addAll);
      plans.add(
          new NearPlan(
              entry.name(), address(entry), near(entry), entry.kind().arguments(), exclusive));
    }
    return plans;
  }

  /** May fail although {@link #check} found nothing: a file may have changed since. */
  private static NearLine near(RackEntry<NearOptions> entry) throws CommandFailure {
    try {
      return entry.kind().options().near(Objects.requireNonNull(entry.line()));
    } catch (CommandFailure e) {
      throw new CommandFailure(e.code(), entry.where() + ": " + e.getMessage(), e);
    }
  }
}
