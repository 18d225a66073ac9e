// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.sftp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * What Java does not tell of accounts and file systems, from the C library of Linux on 64 bits. All
 * methods return null elsewhere, and where the native library of JNA cannot be loaded.
 */
final class Libc {

  static final int EPERM = 1;
  static final int ENOTDIR = 20;
  static final int EINVAL = 22;
  static final int ENAMETOOLONG = 36;
  static final int ENOSYS = 38;
  static final int ELOOP = 40;

  /**
   * Of {@code struct passwd}: two pointers, two numbers of four bytes, a pointer; then the home.
   */
  private static final long PASSWD_HOME = 32;

  /** More than {@code struct statvfs} has. */
  private static final long STATVFS_SIZE = 256;

  private static final int STATVFS_FIELDS = 11;

  private static final int FLAGS = 9;

  /** Read only, no set-user-ID. */
  private static final long PORTABLE_FLAGS = 3;

  private static final @Nullable NativeLibrary LIBRARY = load();

  private Libc() {}

  private static @Nullable NativeLibrary load() {
    try {
      return Platform.isLinux() && Native.POINTER_SIZE == Long.BYTES
          ? NativeLibrary.getInstance("c")
          : null;
    } catch (LinkageError e) {
      return null;
    }
  }

  /** The words for an error that {@code strerror} has, which Java's exceptions have too. */
  static String errorText(int errno) {
    Object text = call(Pointer.class, "strerror", errno);
    return text instanceof Pointer pointer ? pointer.getString(0) : "error " + errno;
  }

  static @Nullable String userName(int uid) {
    return name("getpwuid", uid);
  }

  static @Nullable String groupName(int gid) {
    return name("getgrgid", gid);
  }

  /** The home of a user, as bytes. */
  static synchronized byte @Nullable [] home(byte[] user) {
    Object entry = call(Pointer.class, "getpwnam", (Object) terminated(user));
    return entry instanceof Pointer passwd ? bytes(passwd.getPointer(PASSWD_HOME)) : null;
  }

  /**
   * What {@code statvfs} tells of the file system of a file: sizes of blocks, blocks, files, id,
   * flags, the longest name.
   */
  static long @Nullable [] statvfs(byte[] path) {
    if (LIBRARY == null) {
      return null;
    }
    try (Memory result = new Memory(STATVFS_SIZE)) {
      Object failed = call(Integer.class, "statvfs", terminated(path), result);
      if (!(failed instanceof Integer code) || code != 0) {
        return null;
      }
      long[] fields = result.getLongArray(0, STATVFS_FIELDS);
      fields[FLAGS] &= PORTABLE_FLAGS;
      return fields;
    }
  }

  /** Both structures begin with the name. The C library has one of each for all threads. */
  private static synchronized @Nullable String name(String function, int number) {
    Object entry = call(Pointer.class, function, number);
    return entry instanceof Pointer struct ? new String(bytes(struct.getPointer(0)), UTF_8) : null;
  }

  private static @Nullable Object call(Class<?> type, String function, Object... arguments) {
    NativeLibrary library = LIBRARY;
    if (library == null) {
      return null;
    }
    Function called = library.getFunction(function);
    return called.invoke(type, arguments);
  }

  private static byte[] bytes(Pointer text) {
    return text.getByteArray(0, (int) text.indexOf(0, (byte) 0));
  }

  private static byte[] terminated(byte[] text) {
    byte[] terminated = new byte[text.length + 1];
    System.arraycopy(text, 0, terminated, 0, text.length);
    return terminated;
  }
}
