// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Functions of the C library that Java lacks: a child with exact bytes for arguments, with a
 * session and a terminal of its own and default signals; sockets that carry descriptors; users,
 * groups and file systems. A path is bytes that end with 0. Use it only if {@link
 * SystemCalls#areThere}.
 */
@SuppressWarnings({"checkstyle:MethodName", "MethodName"})
public interface ProcessLibC extends Library {

  ProcessLibC C = Native.load("c", ProcessLibC.class);

  int O_RDWR = 2;
  int O_NOCTTY = Platform.isLinux() ? 0x100 : 0x20000;
  int O_NONBLOCK = Platform.isLinux() ? 0x800 : 0x4;
  int F_SETFD = 2;
  int FD_CLOEXEC = 1;
  int F_SETFL = 4;
  int X_OK = 1;

  int AF_UNIX = 1;

  /** From here to {@link #SOCK_CLOEXEC}: of Linux, but not on MIPS processors. */
  int SOL_SOCKET = 1;

  int SO_LINGER = 13;
  int SO_DOMAIN = 39;

  int SOCK_STREAM = 1;
  int SOCK_DGRAM = 2;
  int MSG_DONTWAIT = 0x40;
  int MSG_NOSIGNAL = 0x4000;
  int SOCK_CLOEXEC = 0x80000;
  int EINTR = 4;
  int EAGAIN = Platform.isLinux() ? 11 : 35;
  short POLLIN = 1;
  short POLLOUT = 4;

  /** Other than on MIPS and PowerPC processors. */
  long TIOCSWINSZ = Platform.isLinux() ? 0x5414 : 0x80087467L;

  short SPAWN_SETSIGDEF = 0x04;
  short SPAWN_SETSIGMASK = 0x08;
  short SPAWN_SETSID = (short) (Platform.isLinux() ? 0x80 : 0x400);

  /** On macOS: closes all descriptors in the child that no action names. */
  short SPAWN_CLOEXEC_DEFAULT = (short) (Platform.isMac() ? 0x4000 : 0);

  int posix_spawn(
      IntByReference pid,
      byte[] path,
      Pointer actions,
      Pointer attributes,
      Pointer arguments,
      Pointer environment);

  int posix_spawnattr_init(Pointer attributes);

  int posix_spawnattr_destroy(Pointer attributes);

  int posix_spawnattr_setflags(Pointer attributes, short flags);

  int posix_spawnattr_setsigdefault(Pointer attributes, Pointer signals);

  int posix_spawnattr_setsigmask(Pointer attributes, Pointer signals);

  int posix_spawn_file_actions_init(Pointer actions);

  int posix_spawn_file_actions_destroy(Pointer actions);

  int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

  int posix_spawn_file_actions_addopen(Pointer actions, int to, byte[] path, int flags, int mode);

  int posix_spawn_file_actions_addchdir_np(Pointer actions, byte[] path);

  /** Since glibc 2.34. */
  int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

  int sigfillset(Pointer signals);

  int sigemptyset(Pointer signals);

  int pipe(int[] ends);

  int socket(int domain, int type, int protocol);

  NativeLong sendto(
      int socket, byte[] bytes, NativeLong length, int flags, Pointer address, int addressLength);

  int socketpair(int domain, int type, int protocol, int[] ends);

  int getsockopt(int socket, int level, int option, Pointer value, IntByReference size);

  NativeLong sendmsg(int socket, Pointer message, int flags);

  int posix_openpt(int flags);

  int grantpt(int master);

  int unlockpt(int master);

  int ptsname_r(int master, byte[] name, NativeLong length);

  int fcntl(int descriptor, int command, Object... argument);

  int ioctl(int descriptor, NativeLong request, Object... argument);

  NativeLong read(int descriptor, byte[] bytes, NativeLong length);

  NativeLong write(int descriptor, byte[] bytes, NativeLong length);

  int poll(Pointer descriptors, NativeLong count, int timeout);

  int close(int descriptor);

  int waitpid(int pid, IntByReference status, int options);

  int kill(int pid, int signal);

  int access(byte[] path, int mode);

  int getuid();

  @Nullable Pointer getpwuid(int uid);

  @Nullable Pointer getpwnam(byte[] name);

  @Nullable Pointer getgrgid(int gid);

  int statvfs(byte[] path, Pointer result);

  @Nullable Pointer getenv(String name);

  String strerror(int error);

  /** A string of C without the 0 that ends it; empty for none. */
  static byte[] string(@Nullable Pointer text) {
    return text == null ? new byte[0] : text.getByteArray(0, (int) text.indexOf(0, (byte) 0));
  }

  /** Checks the result of a function that returns an error number. */
  static void check(int error, String what) throws IOException {
    if (error != 0) {
      throw new IOException(what + ": " + C.strerror(error));
    }
  }

  /** Checks the result of a function that returns -1 and sets errno. */
  static int checked(int result, String what) throws IOException {
    if (result == -1) {
      throw new IOException(what + ": " + C.strerror(Native.getLastError()));
    }
    return result;
  }
}
