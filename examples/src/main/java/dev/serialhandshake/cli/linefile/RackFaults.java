// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import java.util.List;

/** A file of lines cannot be used. Has all that is wrong with it. */
public final class RackFaults extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int MOST_TOLD = 20;

  @SuppressWarnings("serial") // The exception is never serialized.
  private final List<String> faults;

  private final ExitCode code;

  RackFaults(List<String> faults, ExitCode code) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
    this.code = code;
  }

  /** The exit code of all faults; {@link ExitCode#USAGE} if they have different ones. */
  public ExitCode code() {
    return code;
  }

  /** One text for each fault: where it is, what is wrong, what to do. */
  public List<String> faults() {
    return faults;
  }

  /** How many there are, in words. */
  public String count() {
    return faults.size() == 1 ? "1 fault" : faults.size() + " faults";
  }

  /** Prints the first 20 faults, and how many more there are. */
  public void tell() {
    faults.stream().limit(MOST_TOLD).forEach(Console::warn);
    if (faults.size() > MOST_TOLD) {
      Console.warn("and " + (faults.size() - MOST_TOLD) + " more");
    }
  }
}
