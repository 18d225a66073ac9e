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
  /** What terminals, flow control, telnet and the handshake itself mind. */
  DANGEROUS,
  /** All 256. */
  ALL;

  /** Takes a value from {@code --sweep=all}, and none from {@code --sweep LINE}. */
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
