// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The users and groups of the system. The C library returns the same structure to all callers in
 * the process, so one lock guards all calls. They return null if there is no such user or group, or
 * if the C library cannot be used.
 */
public final class Users {

  /**
   * A user.
   *
   * @param shell the path of the login shell; empty where the system has none for the user
   */
  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  record Entry(byte[] name, byte[] home, byte[] shell) {}

  /** The size of the uid and the gid, which come between the password and the next pointer. */
  private static final int NUMBERS_BYTES = 8;

  /** On macOS, {@code pw_change} and {@code pw_class} come before {@code pw_gecos}. */
  private static final int MORE_BYTES = Platform.isMac() ? 16 : 0;

  private Users() {}

  static synchronized @Nullable Entry of(int uid) {
    return SystemCalls.areThere() ? entry(ProcessLibC.C.getpwuid(uid)) : null;
  }

  public static boolean areRoot() {
    return SystemCalls.areThere() && ProcessLibC.C.getuid() == 0;
  }

  public static @Nullable String name(int uid) {
    Entry entry = of(uid);
    return entry == null ? null : new String(entry.name(), UTF_8);
  }

  /** The home of a user, as bytes. */
  public static synchronized byte @Nullable [] home(byte[] name) {
    Entry entry = SystemCalls.areThere() ? entry(ProcessLibC.C.getpwnam(Spawn.ended(name))) : null;
    return entry == null ? null : entry.home();
  }

  public static synchronized @Nullable String groupName(int gid) {
    Pointer group = SystemCalls.areThere() ? ProcessLibC.C.getgrgid(gid) : null;
    return group == null ? null : new String(ProcessLibC.string(group.getPointer(0)), UTF_8);
  }

  private static @Nullable Entry entry(@Nullable Pointer user) {
    if (user == null) {
      return null;
    }
    long gecos = 2L * Native.POINTER_SIZE + NUMBERS_BYTES + MORE_BYTES;
    return new Entry(
        ProcessLibC.string(user.getPointer(0)),
        ProcessLibC.string(user.getPointer(gecos + Native.POINTER_SIZE)),
        ProcessLibC.string(user.getPointer(gecos + 2L * Native.POINTER_SIZE)));
  }
}
