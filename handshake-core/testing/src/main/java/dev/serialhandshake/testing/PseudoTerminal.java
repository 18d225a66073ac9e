// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import static dev.serialhandshake.testing.PtyLibC.C;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/**
 * A terminal: a device that programs open as a serial port, with the test at its far end. The
 * device stays open here too. So the test does not notice when programs open and close it, as on a
 * wire, and the modes stay as they were set.
 */
public final class PseudoTerminal implements AutoCloseable {

  private static final int OPEN = PtyLibC.O_RDWR | PtyLibC.O_NOCTTY | PtyLibC.O_CLOEXEC;

  private final String device;
  private final Descriptor far;
  private final String[] modes;
  private int held;

  /** Changes at the beginning and at the end of every hang-up. */
  private volatile int hangUps;

  private boolean closed;

  private PseudoTerminal(int master, String... modes) {
    this.modes = modes;
    C.grantpt(master);
    C.unlockpt(master);
    byte[] name = new byte[64];
    C.ptsname_r(master, name, name.length);
    device = Native.toString(name);
    held = C.open(device, OPEN);
    TerminalModes.apply(held, modes);
    far = new Descriptor(master);
  }

  /**
   * Makes a terminal; skips the test on another system than Linux.
   *
   * @param modes of the terminal, in the words of stty(1): {@code raw}, {@code icrnl}, {@code
   *     -echo}. A new terminal is a cooked one that echoes.
   */
  public static PseudoTerminal open(String... modes) {
    Assumptions.assumeTrue(Platform.isLinux(), "pseudo-terminals are made on Linux only");
    return new PseudoTerminal(C.posix_openpt(OPEN), modes);
  }

  /** The path of the device, {@code /dev/pts/N}. */
  public String device() {
    return device;
  }

  /** The modes that are set, in the words of stty(1), and {@code 9600} where that is the rate. */
  public synchronized Set<String> modes() {
    return TerminalModes.of(held);
  }

  /** The bytes that programs write to the device. Ends when this is closed. */
  public InputStream in() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return PseudoTerminal.this.read(one) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        byte[] buffer = new byte[length];
        int count = length == 0 ? 0 : PseudoTerminal.this.read(buffer);
        System.arraycopy(buffer, 0, bytes, from, Math.max(0, count));
        return count;
      }
    };
  }

  /** Bytes for programs that read the device. */
  public OutputStream out() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        far.write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        far.write(bytes, from, length);
      }
    };
  }

  int read(byte[] bytes) throws IOException {
    while (true) {
      int before = hangUps;
      int count = far.read(bytes);
      if (count >= 0 || !hungUpSince(before)) {
        return count;
      }
    }
  }

  /** Waits for the end of a hang-up that is under way. */
  private synchronized boolean hungUpSince(int before) {
    return before != hangUps;
  }

  /**
   * Hangs up, as the system does when a modem loses its carrier. A program that has the device open
   * reads the end of the stream and cannot write. The device stays and can be opened again, in the
   * modes that it had at first. Skips the test if this process may not hang up.
   */
  public synchronized void hangUp() {
    hangUps++;
    try {
      C.ioctl(held, PtyLibC.TIOCVHANGUP);
    } catch (LastErrorException e) {
      Assumptions.assumeTrue(e.getErrorCode() != PtyLibC.EPERM, "to hang up a terminal needs root");
      throw e;
    }
    C.close(held);
    held = C.open(device, OPEN);
    TerminalModes.apply(held, modes); // a hang-up makes them those of a new terminal
    hangUps++;
  }

  /** Takes the device away, as when a USB adapter is pulled out. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      far.close();
      C.close(held);
    }
  }
}
