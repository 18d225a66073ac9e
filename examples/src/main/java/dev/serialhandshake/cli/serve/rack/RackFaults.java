// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.rack;

import java.util.List;

/** A plan that cannot be: all that is wrong with it. */
public final class RackFaults extends Exception {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // it is not sent anywhere
  private final List<String> faults;

  RackFaults(List<String> faults) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** Each in a line: where it is, what is wrong, what to do. */
  public List<String> faults() {
    return faults;
  }
}
