// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.netty.serial.PortUser;
import dev.serialhandshake.netty.serial.PortUsers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A serial port that other programs have open as well. They may read a part of its bytes. */
public final class SharedPort {

  private SharedPort() {}

  /** Says who else has the port open, in a clause; null if no other program was seen. */
  public static @Nullable String others(PortUsers users) {
    if (users.list().isEmpty()) {
      return null;
    }
    return users + (users.list().size() == 1 ? " has" : " have") + " the port open too";
  }

  /** Says who else has the port open, and what to do; null if no other program was seen. */
  public static @Nullable String advice(LineAddress.Serial port, PortUsers users) {
    String others = others(users);
    return others == null
        ? null
        : others + " and may take a part of its bytes; " + remedy(port, users);
  }

  private static String remedy(LineAddress.Serial port, PortUsers users) {
    boolean getty = users.list().stream().map(PortUser::program).anyMatch(SharedPort::isGetty);
    Path name = Path.of(port.device()).getFileName();
    return getty && name != null
        ? "stop its getty (systemctl mask --now serial-getty@" + name + ")"
        : "end it first";
  }

  /** A getty executes {@code login} when somebody has typed a name. */
  private static boolean isGetty(String program) {
    return program.endsWith("getty") || program.equals("login");
  }
}
