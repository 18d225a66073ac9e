// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The environment of this process as bytes. Java's own view is text, which may have lost bytes. */
public final class OwnEnvironment {

  /** By these variables systemd addresses this process. Its children must not have them. */
  private static final Pattern OF_THE_SUPERVISOR =
      Pattern.compile("(NOTIFY_SOCKET|WATCHDOG_USEC|WATCHDOG_PID)=.*", Pattern.DOTALL);

  private OwnEnvironment() {}

  /** One variable; null if it is not set, or empty. */
  public static byte @Nullable [] variable(String name) {
    byte[] value;
    if (!SystemCalls.areThere()) {
      value = String.valueOf(System.getenv().getOrDefault(name, "")).getBytes(UTF_8);
    } else {
      value = ProcessLibC.string(ProcessLibC.C.getenv(name));
    }
    return value.length == 0 ? null : value;
  }

  /** The variables that children get, each as {@code NAME=value}. */
  public static List<byte[]> all() {
    return variables().stream()
        .filter(each -> !OF_THE_SUPERVISOR.matcher(new String(each, UTF_8)).matches())
        .toList();
  }

  private static List<byte[]> variables() {
    if (!SystemCalls.areThere()) {
      return System.getenv().entrySet().stream()
          .map(each -> (each.getKey() + "=" + each.getValue()).getBytes(UTF_8))
          .toList();
    }
    Pointer variables =
        NativeLibrary.getInstance("c").getGlobalVariableAddress("environ").getPointer(0);
    return Arrays.stream(variables.getPointerArray(0)).map(ProcessLibC::string).toList();
  }
}
