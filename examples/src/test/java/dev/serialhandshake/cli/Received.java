// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.Arrays;

/** A descriptor that came over a Unix socket, as OpenSSH receives it. On Linux only. */
final class Received implements AutoCloseable {

  private interface C extends Library {
    C LIBRARY = Native.load("c", C.class);

    NativeLong recvmsg(int socket, Pointer message, int flags) throws LastErrorException;

    int poll(Pointer descriptors, NativeLong count, int millis) throws LastErrorException;

    NativeLong read(int descriptor, byte[] bytes, NativeLong length) throws LastErrorException;

    NativeLong write(int descriptor, byte[] bytes, NativeLong length) throws LastErrorException;

    int close(int descriptor) throws LastErrorException;
  }

  private static final int WORD = Native.POINTER_SIZE;
  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int DEADLINE_MILLIS = 60_000;

  private final int descriptor;

  private Received(int descriptor) {
    this.descriptor = descriptor;
  }

  /** Waits for one byte with one descriptor; closes the socket. */
  static Received from(int socket) throws IOException {
    try (Memory octet = new Memory(2);
        Memory vector = new Memory(2L * WORD);
        Memory control = new Memory(64);
        Memory message = new Memory(7L * WORD)) {
      control.clear();
      message.clear();
      vector.setPointer(0, octet);
      vector.setNativeLong(WORD, new NativeLong(octet.size()));
      message.setPointer(2L * WORD, vector);
      message.setNativeLong(3L * WORD, new NativeLong(1));
      message.setPointer(4L * WORD, control);
      message.setNativeLong(5L * WORD, new NativeLong(control.size()));
      await(socket);
      assertEquals(1, C.LIBRARY.recvmsg(socket, message, MSG_CMSG_CLOEXEC).intValue());
      assertEquals(SOL_SOCKET, control.getInt(WORD));
      assertEquals(SCM_RIGHTS, control.getInt(WORD + 4L));
      return new Received(control.getInt(WORD + 8L));
    } finally {
      C.LIBRARY.close(socket);
    }
  }

  private static void await(int descriptor) throws IOException {
    try (Memory pollfd = new Memory(8)) {
      pollfd.clear();
      pollfd.setInt(0, descriptor);
      pollfd.setShort(4, (short) 1); // POLLIN
      if (C.LIBRARY.poll(pollfd, new NativeLong(1), DEADLINE_MILLIS) != 1) {
        throw new IOException("nothing came");
      }
    }
  }

  int descriptor() {
    return descriptor;
  }

  byte[] read(int length) throws IOException {
    byte[] all = new byte[length];
    int count = 0;
    while (count < length) {
      await(descriptor);
      byte[] rest = new byte[length - count];
      int read = C.LIBRARY.read(descriptor, rest, new NativeLong(rest.length)).intValue();
      if (read <= 0) {
        throw new IOException("the line ended after " + count + " bytes");
      }
      System.arraycopy(rest, 0, all, count, read);
      count += read;
    }
    return all;
  }

  void write(byte[] bytes) throws IOException {
    byte[] rest = bytes;
    while (rest.length > 0) {
      int count = C.LIBRARY.write(descriptor, rest, new NativeLong(rest.length)).intValue();
      rest = Arrays.copyOfRange(rest, count, rest.length);
    }
  }

  @Override
  public void close() {
    C.LIBRARY.close(descriptor);
  }
}
