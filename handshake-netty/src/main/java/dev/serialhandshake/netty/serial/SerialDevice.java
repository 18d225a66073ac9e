// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import dev.serialhandshake.netty.serial.SerialPortException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An open port of jSerialComm, in its blocking mode: in its non-blocking one a write to a full
 * buffer spins in native code until there is room.
 *
 * <p>Every native call holds {@code inUse}, and the port is closed only when none is left:
 * jSerialComm would otherwise use a closed descriptor, which may be another file's by then.
 */
final class SerialDevice {

  /** Of a slow line. One more byte could wait for its turn for seconds. */
  private static final int SMALL_WRITE = 1024;

  /**
   * A flushed kernel buffer has room for this, or for all but a byte of it. So a close, which
   * flushes until no call is left, can release a held write.
   */
  private static final int LARGE_WRITE = 4096;

  /** With its start and stop bit. */
  private static final int BITS_PER_BYTE = 10;

  /** How long a close waits for calls in progress; only a driver that hangs needs so long. */
  private static final long RELEASE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long POLL_MILLIS = 5;

  /**
   * How long a close waits after a write even when the system holds no output any more. jSerialComm
   * flushes as it closes, and what a pseudo-terminal or the far side of a USB adapter holds is not
   * counted as output, but is flushed: the last message of a session would be cut off.
   */
  private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private static final String PSEUDO_TERMINALS = "/dev/pts/";

  private static final int EXIT_DRAIN_MILLIS = 500;

  /** The exit waits no longer than this for ports to close, because a driver may hang. */
  private static final long EXIT_MILLIS = 1500;

  private static final OpenTurns TURNS = new OpenTurns(500);

  private static final Set<SerialDevice> OPEN = ConcurrentHashMap.newKeySet();

  private static volatile boolean processEnds;

  private final SerialPort port;
  private final String path;
  private final int descriptor;
  private final int mostWritten;
  private final @Nullable MarkedInput marks;
  private final @Nullable DriverCounts counts;
  private final ReentrantReadWriteLock inUse = new ReentrantReadWriteLock();
  private final @Nullable ExclusiveUse exclusive;
  private volatile boolean closing;
  private volatile boolean writing;
  private volatile long writtenAt = System.nanoTime() - LINGER_NANOS;

  private SerialDevice(
      SerialPort port,
      String path,
      int descriptor,
      int baudRate,
      @Nullable MarkedInput marks,
      @Nullable DriverCounts counts,
      @Nullable ExclusiveUse exclusive) {
    this.port = port;
    this.path = path;
    this.descriptor = descriptor;
    mostWritten = Math.max(SMALL_WRITE, Math.min(LARGE_WRITE, baudRate / BITS_PER_BYTE));
    this.marks = marks;
    this.counts = counts;
    this.exclusive = exclusive;
    OPEN.add(this);
  }

  /**
   * Opens and sets up a port; may block.
   *
   * @param decodesMarks whether the reader understands the marks of {@link #marks}
   */
  static SerialDevice open(String name, SerialSettings settings, boolean decodesMarks)
      throws SerialPortException {
    PortSetup.check(name, settings);
    String device = PortPath.resolve(name);
    loadLibrary(name);
    try {
      Set<Integer> before = PortDescriptor.numbers(device);
      SerialPort port = openPort(name, device, settings);
      int number = PortDescriptor.since(before, device);
      PortDescriptor descriptor = PortDescriptor.of(number);
      return new SerialDevice(
          port,
          device,
          number,
          settings.baudRate(),
          decodesMarks && wantsMarks(device, settings) ? markErrors(port, device, settings) : null,
          descriptor != null && settings.lineErrors() ? DriverCounts.begin(descriptor) : null,
          // This comes last, because it would keep stty out.
          descriptor == null ? null : ExclusiveUse.begin(descriptor));
    } catch (SerialPortInvalidPortException e) {
      throw new SerialPortException(Reason.NO_SUCH_PORT, name, "no such port; check the name");
    } catch (LinkageError e) {
      throw noLibrary(name, NativeAccess.whyNot(e), e);
    }
  }

  private static void loadLibrary(String name) throws SerialPortException {
    try {
      NativeLibrary.load();
    } catch (IOException e) {
      throw noLibrary(name, String.valueOf(e.getMessage()), e);
    }
  }

  private static SerialPortException noLibrary(String name, String why, Throwable cause) {
    SerialPortException failure =
        new SerialPortException(
            Reason.NO_NATIVE_LIBRARY, name, "serial ports cannot be used here: " + why);
    failure.initCause(cause);
    return failure;
  }

  private static SerialPort openPort(String name, String device, SerialSettings settings)
      throws SerialPortException {
    SerialPort port = SerialPort.getCommPort(device);
    PortSetup.apply(settings, port);
    int error = TURNS.open(name, device, () -> port.openPort() ? 0 : port.getLastErrorCode());
    if (error != 0 || !port.isOpen()) {
      throw OperatingSystem.isWindows()
          ? new SerialPortException(Reason.FAILED, name, "cannot be opened (error " + error + ')')
          : PortPath.openFailed(name, device, error);
    }
    return port;
  }

  private static boolean wantsMarks(String device, SerialSettings settings) {
    return device.startsWith(PSEUDO_TERMINALS) ? settings.wantsMarksOnPty() : settings.wantsMarks();
  }

  private static @Nullable MarkedInput markErrors(
      SerialPort port, String device, SerialSettings settings) {
    if (ErrorMarks.turnOn(device)) {
      return new MarkedInput(settings.parity() != Parity.NONE);
    }
    PortSetup.applyTimeouts(settings, port); // Sets the terminal up anew, whatever stty left.
    return null;
  }

  /**
   * Closes all ports before jSerialComm does it as the JVM ends, which would cut off output. All at
   * once, so that a port that hangs in its close costs the others nothing.
   */
  static void closeAllAtExit() {
    processEnds = true;
    List<Runnable> closes = new ArrayList<>();
    OPEN.forEach(device -> closes.add(() -> device.close(EXIT_DRAIN_MILLIS)));
    BlockingCalls.runAll(closes, EXIT_MILLIS);
  }

  /** Ports then go away without anything being wrong with them. */
  static boolean processEnds() {
    return processEnds;
  }

  /** What jSerialComm lists, for systems that do not describe their ports in files. */
  static List<SerialPortInfo> list() {
    try {
      NativeLibrary.load();
    } catch (IOException e) {
      throw new UncheckedIOException("serial ports cannot be listed here: " + e.getMessage(), e);
    }
    return Stream.of(SerialPort.getCommPorts())
        .map(p -> new SerialPortInfo(p.getSystemPortPath(), p.getPortDescription(), List.of()))
        .sorted(Comparator.comparing(SerialPortInfo::path))
        .toList();
  }

  /**
   * Waits for input: the number of bytes read, 0 after the read timeout, -1 if there is no port.
   */
  int read(byte[] bytes, int offset, int most) {
    inUse.readLock().lock();
    try {
      return closing ? -1 : port.readBytes(bytes, most, offset);
    } finally {
      inUse.readLock().unlock();
    }
  }

  /**
   * Takes input that the system has already, and does not wait. Nobody else may read meanwhile.
   *
   * @return the number of bytes; 0 if there is none now, or that cannot be told without waiting
   */
  int readWithoutWaiting(byte[] bytes) {
    if (!OperatingSystem.isLinux() || !inUse.readLock().tryLock()) {
      return 0;
    }
    try {
      int count = 0;
      int last;
      do {
        int most = closing ? 0 : Math.min(port.bytesAvailable(), bytes.length - count);
        last = most <= 0 ? 0 : port.readBytes(bytes, most, count);
        count += Math.max(0, last); // If there is no port any more, a read that waits tells.
      } while (last > 0);
      return count;
    } finally {
      inUse.readLock().unlock();
    }
  }

  /** The descriptor of the open port; -1 where it is not known. */
  int descriptor() {
    return descriptor;
  }

  /** How many bytes one write should have at the most: what a line carries in about a second. */
  int mostWritten() {
    return mostWritten;
  }

  /** Waits until the system took all of it; false if the port is gone or closed meanwhile. */
  boolean write(byte[] bytes, int length) {
    inUse.readLock().lock();
    try {
      writing = true;
      return !closing && port.writeBytes(bytes, length) == length;
    } finally {
      writtenAt = System.nanoTime();
      writing = false;
      inUse.readLock().unlock();
    }
  }

  /** Input that the system holds; -1 if there is no port any more. */
  int bytesAvailable() {
    if (!inUse.readLock().tryLock()) {
      return -1;
    }
    try {
      return closing ? -1 : port.bytesAvailable();
    } finally {
      inUse.readLock().unlock();
    }
  }

  /** What decodes the input of this port; null if it is plain. */
  @Nullable MarkedInput marks() {
    return marks;
  }

  /** What went wrong since the open; on any thread. */
  SerialLineErrors lineErrors() {
    SerialLineErrors errors = marks == null ? SerialLineErrors.NONE : marks.errors();
    if (counts == null || !inUse.readLock().tryLock()) {
      return errors;
    }
    try {
      SerialLineErrors counted = closing ? null : counts.read();
      return counted == null ? errors : counted;
    } finally {
      inUse.readLock().unlock();
    }
  }

  boolean setLines(boolean dtr, boolean rts) {
    return call(() -> port.setDTRandRTS(dtr, rts));
  }

  boolean setBreak(boolean on) {
    return call(() -> on ? port.setBreak() : port.clearBreak());
  }

  ModemLines modemLines() {
    if (!inUse.readLock().tryLock()) {
      return ModemLines.NONE;
    }
    try {
      return closing
          ? ModemLines.NONE
          : new ModemLines(
              port.getCTS(),
              port.getDSR(),
              port.getDCD(),
              port.getRI(),
              port.getDTR(),
              port.getRTS());
    } finally {
      inUse.readLock().unlock();
    }
  }

  /**
   * Waits up to the given time for the output to leave, then ends all calls in progress and closes
   * the port. May block; a second call waits for the first.
   */
  synchronized void close(int drainMillis) {
    if (closing) {
      return;
    }
    closing = true;
    boolean released = false;
    try {
      awaitOutput(TimeUnit.MILLISECONDS.toNanos(drainMillis));
      released = release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (exclusive != null) {
        exclusive.end();
      }
      port.closePort();
      OPEN.remove(this);
      if (released) {
        inUse.writeLock().unlock();
      }
    }
  }

  /**
   * Leaves the port open for another process that gets its descriptor. From now on neither this
   * object nor the exit touches it.
   *
   * @return the descriptor; -1 where the system does not tell it, or the port is closed
   */
  synchronized int handOver() {
    if (closing || descriptor < 0) {
      return -1;
    }
    closing = true;
    OPEN.remove(this);
    // With a read timeout, a read of the system returns nothing after it, which means "the end".
    port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, 0, 0);
    if (exclusive != null && path.startsWith(PSEUDO_TERMINALS)) {
      exclusive.end(); // The kernel ends it only for a port, when the other process closes that.
    }
    return descriptor;
  }

  private void awaitOutput(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    while (holdsOutput() && System.nanoTime() - start < nanos) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean holdsOutput() {
    return writing || port.bytesAwaitingWrite() > 0 || System.nanoTime() - writtenAt < LINGER_NANOS;
  }

  /** Ends reads and writes that wait in the system; afterwards this thread has the port alone. */
  private boolean release() throws InterruptedException {
    long start = System.nanoTime();
    do {
      // This makes room for a held write. The change of mode then wakes the writer.
      port.flushIOBuffers();
      port.setComPortTimeouts(SerialPort.TIMEOUT_NONBLOCKING, 0, 0);
      if (inUse.writeLock().tryLock(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        return true;
      }
      // A pseudo-terminal that was told XOFF takes nothing, room or not.
      port.setFlowControl(SerialPort.FLOW_CONTROL_DISABLED);
    } while (System.nanoTime() - start < RELEASE_NANOS);
    return false;
  }

  private boolean call(BooleanSupplier nativeCall) {
    if (!inUse.readLock().tryLock()) {
      return false;
    }
    try {
      return !closing && nativeCall.getAsBoolean();
    } finally {
      inUse.readLock().unlock();
    }
  }
}
