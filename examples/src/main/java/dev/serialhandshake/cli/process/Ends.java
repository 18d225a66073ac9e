// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/**
 * Descriptors that belong together: our ends of a child's pipes or of its pty. They are closed
 * together, also while threads wait for them. These threads are woken first. If a descriptor were
 * closed while a thread is about to use it, its number could already be that of another file.
 */
final class Ends {

  private static final int PIECE = 32 * 1024;
  private static final int POLL_BYTES = 8;

  private final Set<Integer> descriptors = new TreeSet<>();
  private final int wakeReader;
  private final int wakeWriter;
  private int users;
  private boolean closed;

  Ends() throws IOException {
    int[] wake = new int[2];
    ProcessLibC.checked(ProcessLibC.C.pipe(wake), "pipe");
    wakeReader = wake[0];
    wakeWriter = wake[1];
    descriptors.add(wakeReader);
    descriptors.add(wakeWriter);
  }

  /** Adds a descriptor, and makes it non-blocking. */
  synchronized int add(int descriptor) {
    descriptors.add(descriptor);
    ProcessLibC.C.fcntl(descriptor, ProcessLibC.F_SETFL, ProcessLibC.O_NONBLOCK);
    return descriptor;
  }

  /** Runs an action that uses a descriptor, unless the descriptors are closed. */
  void with(Runnable action) {
    if (enter()) {
      try {
        action.run();
      } finally {
        leave();
      }
    }
  }

  /** Wakes all threads that wait; the last one of them closes the descriptors. */
  synchronized void close() {
    if (!closed) {
      closed = true;
      if (users > 0) {
        ProcessLibC.C.write(wakeWriter, new byte[1], new NativeLong(1));
      } else {
        closeAll();
      }
    }
  }

  private void closeAll() {
    descriptors.forEach(ProcessLibC.C::close);
  }

  private synchronized boolean enter() {
    if (!closed) {
      users++;
    }
    return !closed;
  }

  private synchronized void leave() {
    users--;
    if (closed && users == 0) {
      closeAll();
    }
  }

  private synchronized void closeOne(int descriptor) {
    if (!closed && descriptors.remove(descriptor)) {
      ProcessLibC.C.close(descriptor);
    }
  }

  InputStream input(int descriptor) {
    return new Input(descriptor);
  }

  /**
   * A stream to a descriptor.
   *
   * @param canEnd whether closing the stream closes the descriptor
   */
  OutputStream output(int descriptor, boolean canEnd) {
    return new Output(descriptor, canEnd);
  }

  /**
   * Waits until the descriptor can be read or written, or the descriptors are closed; false in that
   * case.
   */
  private boolean await(Memory poll, int descriptor, short event) {
    poll.setInt(0, descriptor);
    poll.setShort(4, event);
    poll.setShort(6, (short) 0);
    poll.setInt(POLL_BYTES, wakeReader);
    poll.setShort(POLL_BYTES + 4, ProcessLibC.POLLIN);
    poll.setShort(POLL_BYTES + 6, (short) 0);
    ProcessLibC.C.poll(poll, new NativeLong(2), -1);
    return poll.getShort(POLL_BYTES + 6) == 0;
  }

  private static boolean again(int error) {
    return error == ProcessLibC.EINTR || error == ProcessLibC.EAGAIN;
  }

  private final class Input extends InputStream {
    private final int descriptor;
    private final Memory poll = new Memory(2 * POLL_BYTES);
    private final byte[] piece = new byte[PIECE];

    Input(int descriptor) {
      this.descriptor = descriptor;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /**
     * Any error is the end of the stream. EIO is the usual end of a pty whose last program has
     * gone.
     */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (!enter()) {
        return -1;
      }
      try {
        while (await(poll, descriptor, ProcessLibC.POLLIN)) {
          NativeLong most = new NativeLong(Math.min(length, piece.length));
          int count = ProcessLibC.C.read(descriptor, piece, most).intValue();
          if (count > 0) {
            System.arraycopy(piece, 0, bytes, offset, count);
            return count;
          }
          if (count == 0 || !again(Native.getLastError())) {
            return -1;
          }
        }
        return -1;
      } finally {
        leave();
      }
    }
  }

  private final class Output extends OutputStream {
    private final int descriptor;
    private final boolean canEnd;
    private final Memory poll = new Memory(2 * POLL_BYTES);

    Output(int descriptor, boolean canEnd) {
      this.descriptor = descriptor;
      this.canEnd = canEnd;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      for (int written = 0; written < length; ) {
        int from = offset + written;
        int most = Math.min(length - written, PIECE);
        written += writeOnce(Arrays.copyOfRange(bytes, from, from + most));
      }
    }

    private int writeOnce(byte[] piece) throws IOException {
      if (!enter()) {
        throw new IOException("the process is hung up");
      }
      try {
        while (await(poll, descriptor, ProcessLibC.POLLOUT)) {
          int count =
              ProcessLibC.C.write(descriptor, piece, new NativeLong(piece.length)).intValue();
          if (count >= 0) {
            return count;
          }
          if (!again(Native.getLastError())) {
            throw new IOException("the process does not read");
          }
        }
        throw new IOException("the process is hung up");
      } finally {
        leave();
      }
    }

    @Override
    public void close() {
      if (canEnd) {
        closeOne(descriptor);
      }
    }
  }
}
