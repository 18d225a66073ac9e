// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.ExitCode;
import java.util.List;

/** A plan that cannot be: all that is wrong with it. */
public final class RackFaults extends Exception {

  private static final long serialVersionUID = 1L;

  private static final int MOST_TOLD = 20;

  @SuppressWarnings("serial") // it is not sent anywhere
  private final List<String> faults;

  private final ExitCode code;

  RackFaults(List<String> faults, ExitCode code) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
    this.code = code;
  }

  /** What kind all of them are; wrong use, where they are of several. */
  public ExitCode code() {
    return code;
  }

  /** Each in a line: where it is, what is wrong, what to do. */
  public List<String> faults() {
    return faults;
  }

  /** How many there are, in words. */
  public String count() {
    return faults.size() == 1 ? "1 fault" : faults.size() + " faults";
  }

  /** Says the first of them, and how many more there are. */
  public void tell() {
    faults.stream().limit(MOST_TOLD).forEach(Console::warn);
    if (faults.size() > MOST_TOLD) {
      Console.warn("and " + (faults.size() - MOST_TOLD) + " more");
    }
  }
}
