// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/** The C library of Linux: what a pseudo-terminal needs of it. Every failure is an exception. */
interface PtyLibC extends Library {

  int O_RDWR = 2;
  int O_NOCTTY = 0x100;
  int O_NONBLOCK = 0x800;
  int O_CLOEXEC = 0x80000;
  int F_SETFL = 4;
  long TIOCVHANGUP = 0x5437;
  short POLLIN = 1;
  short POLLOUT = 4;
  int EPERM = 1;
  int EINTR = 4;
  int EIO = 5;
  int EAGAIN = 11;

  PtyLibC C = Native.load(Platform.C_LIBRARY_NAME, PtyLibC.class);

  int posix_openpt(int flags) throws LastErrorException;

  int grantpt(int descriptor) throws LastErrorException;

  int unlockpt(int descriptor) throws LastErrorException;

  int ptsname_r(int descriptor, byte[] name, long length) throws LastErrorException;

  int open(String path, int flags) throws LastErrorException;

  int close(int descriptor) throws LastErrorException;

  int eventfd(int value, int flags) throws LastErrorException;

  long read(int descriptor, byte[] bytes, long count) throws LastErrorException;

  long write(int descriptor, Pointer bytes, long count) throws LastErrorException;

  int poll(Pointer descriptors, long count, int millis) throws LastErrorException;

  int fcntl(int descriptor, int command, Object... value) throws LastErrorException;

  int ioctl(int descriptor, long request, Object... value) throws LastErrorException;

  int tcgetattr(int descriptor, Pointer termios) throws LastErrorException;

  int tcsetattr(int descriptor, int when, Pointer termios) throws LastErrorException;

  void cfmakeraw(Pointer termios);

  int setsid() throws LastErrorException;

  int setenv(String name, String value, int overwrite) throws LastErrorException;

  int dup2(int descriptor, int as) throws LastErrorException;

  int execv(String path, String[] arguments) throws LastErrorException;
}
