// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.core.probing.SweepSettings;
import dev.serialhandshake.core.probing.TransparencySweep;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** Which byte values a sweep tries. */
enum SweepValues {
  /** The values that have a meaning for terminals, flow control, telnet or the handshake. */
  DANGEROUS,
  /** All 256. */
  ALL;

  /**
   * Takes a value only if it is attached, as in {@code --sweep=all}. In {@code --sweep LINE} the
   * next word is the LINE.
   */
  static final class OnlyAttached implements IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!"=".equals(info.get("separator"))) {
        arguments.push(DANGEROUS.name());
      }
      return false;
    }
  }

  TransparencySweep sweep(SweepSettings waits) {
    return this == ALL
        ? TransparencySweep.allValues(waits)
        : TransparencySweep.dangerousValues(waits);
  }

  String inWords() {
    return this == ALL ? "all 256 values" : "24 values";
  }
}
