// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import org.jspecify.annotations.Nullable;

/**
 * How a process ended.
 *
 * @param code its exit code, if no signal ended it
 * @param signal the name of the signal that ended it, without SIG; null if it exited
 * @param coreDumped whether the signal left a core file
 */
public record Ending(int code, @Nullable String signal, boolean coreDumped) {

  private static final int SIGNAL_MASK = 0x7f;
  private static final int CORE_MASK = 0x80;
  private static final int CODE_SHIFT = 8;
  private static final int CODE_MASK = 0xff;

  public static Ending exit(int code) {
    return new Ending(code, null, false);
  }

  /** What happened, for a sentence whose subject is the process. */
  public String text() {
    return signal == null ? "ended with exit code " + code : "was ended by signal " + signal;
  }

  /** Made of the status that {@code waitpid} returns. */
  static Ending ofWaitStatus(int status) {
    int signal = status & SIGNAL_MASK;
    return signal == 0
        ? exit(status >> CODE_SHIFT & CODE_MASK)
        : new Ending(0, SignalName.of(signal), (status & CORE_MASK) != 0);
  }
}
