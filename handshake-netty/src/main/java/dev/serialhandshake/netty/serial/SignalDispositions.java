// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the process does at each signal. jSerialComm's library sets HUP, USR1, USR2, CONT, TTIN,
 * TTOU and IO to <i>ignored</i> when it is loaded, for the whole process and all its children. A
 * terminal that closes then ends nothing, a JVM that uses USR2 to stop its threads takes no JFR
 * samples, and {@code trap} in a shell that we start is never run. So the dispositions are kept
 * before the load and put back after it.
 *
 * <p>This takes JNA. Without it ports work, and those signals stay ignored.
 */
final class SignalDispositions {

  /** Those that POSIX names; the others are not touched by jSerialComm. */
  private static final int LAST_SIGNAL = 31;

  /** More than {@code struct sigaction} has on any system. Its first field is the handler. */
  private static final int STRUCT_BYTES = 512;

  private static final Pointer IGNORED = Pointer.createConstant(1);

  private final Map<Integer, Memory> kept = new HashMap<>();

  private SignalDispositions() {}

  /** Null if there is no JNA to ask. */
  static @Nullable SignalDispositions now() {
    try {
      SignalDispositions now = new SignalDispositions();
      for (int signal = 1; signal <= LAST_SIGNAL; signal++) {
        Memory action = ask(signal);
        if (action != null && !isIgnored(action)) {
          now.kept.put(signal, action);
        }
      }
      return now;
    } catch (LinkageError e) {
      InternalLoggerFactory.getInstance(SignalDispositions.class)
          .warn(
              "Without JNA, jSerialComm lets this process ignore HUP, USR1 and others: {}",
              e.toString());
      return null;
    }
  }

  /** Undoes what was set to ignored since, and nothing else. */
  void restore() {
    kept.forEach(
        (signal, action) -> {
          Memory changed = ask(signal);
          if (changed != null && isIgnored(changed)) {
            PortLibC.INSTANCE.sigaction(signal, action, null);
          }
        });
  }

  private static @Nullable Memory ask(int signal) {
    Memory action = new Memory(STRUCT_BYTES);
    action.clear();
    return PortLibC.INSTANCE.sigaction(signal, null, action) == 0 ? action : null;
  }

  private static boolean isIgnored(Memory action) {
    return IGNORED.equals(action.getPointer(0));
  }
}
