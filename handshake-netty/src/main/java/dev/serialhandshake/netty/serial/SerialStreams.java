// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import dev.serialhandshake.netty.internal.ArrayInput;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;

/**
 * A serial port as a pair of blocking streams, for programs without an event loop.
 *
 * <p>A read waits for the first byte, a write until the system took the bytes, both for as long as
 * it takes; one thread may read while another writes. A {@link #close} from any thread ends them.
 * Both throw a {@link SerialPortException} once the device is gone.
 */
public final class SerialStreams implements Closeable {

  private static final int DRAIN_MILLIS = 500;
  private static final long CLOSE_MILLIS = 2000;

  private final String port;
  private final SerialDevice device;
  private final InputStream input = new Input();
  private final OutputStream output;

  private SerialStreams(String port, SerialDevice device) {
    this.port = port;
    this.device = device;
    output = new Output(device.mostWritten());
  }

  /**
   * Opens a port and sets it up. Blocks for as long as the driver takes, some milliseconds with
   * most; there is no deadline.
   *
   * @param port a device path, or a name such as {@code ttyUSB0} or {@code COM3}
   * @param settings how to set it up
   * @return the open port
   * @throws SerialPortException when it cannot be opened or set up; says why
   */
  public static SerialStreams open(String port, SerialSettings settings)
      throws SerialPortException {
    return new SerialStreams(port, SerialDevice.open(port, settings, false));
  }

  /**
   * What comes from the line.
   *
   * @return always the same stream; closing it does nothing
   */
  public InputStream input() {
    return input;
  }

  /**
   * What goes to the line.
   *
   * @return always the same stream; closing it does nothing
   */
  public OutputStream output() {
    return output;
  }

  /**
   * Returns what went wrong on the line so far; may be called from any thread. Needs {@link
   * SerialSettings.Builder#lineErrors}.
   *
   * @return the counts since the open; not counted if the port cannot tell
   */
  public SerialLineErrors lineErrors() {
    return device.lineErrors();
  }

  /**
   * Closes the port after up to half a second for written bytes to leave; idempotent. It waits two
   * seconds at the most: if a driver hangs, its close goes on without the caller.
   */
  @Override
  public void close() {
    BlockingCalls.runAll(List.of(() -> device.close(DRAIN_MILLIS)), CLOSE_MILLIS);
  }

  /**
   * Gives the open port away: another process that gets the descriptor, over a Unix socket for
   * instance, goes on with it. The port stays as it is: open, set up, and refused to other
   * programs. Only of a pseudo-terminal the kernel would not end that refusal, so it ends here.
   * From now on, the streams behave as those of a device that is gone, and {@link #close} does
   * nothing.
   *
   * <p>This process must end by {@link Runtime#halt} then. An exit runs jSerialComm's hook, which
   * discards the bytes that both processes wait for, and unlocks the port for both.
   *
   * <p>No other call may be under way. A read takes no more from the system than it returns, so no
   * byte is lost. Linux only.
   *
   * @return the number of the descriptor
   * @throws SerialPortException when the system does not tell it; the port stays usable
   */
  public int handOver() throws SerialPortException {
    int descriptor = device.handOver();
    if (descriptor < 0) {
      throw new SerialPortException(
          SerialPortException.Reason.FAILED,
          port,
          "its descriptor cannot be handed on here: that takes Linux and /proc");
    }
    return descriptor;
  }

  private final class Input extends ArrayInput {

    /** A read that finds nothing waits again. The end of a port is a failure. */
    @Override
    protected int fill(byte[] bytes, int offset, int length) throws IOException {
      int most = Math.min(length, SerialReader.BUFFER_SIZE);
      int count = 0;
      while (count == 0) {
        count = device.read(bytes, offset, most);
      }
      if (count < 0) {
        throw SerialPortException.disconnected(port);
      }
      return count;
    }
  }

  private final class Output extends OutputStream {

    private final byte[] chunk;

    Output(int mostWritten) {
      chunk = new byte[mostWritten];
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, source.length);
      for (int done = 0; done < length; done += chunk.length) {
        int count = Math.min(chunk.length, length - done);
        System.arraycopy(source, offset + done, chunk, 0, count);
        if (!device.write(chunk, count)) {
          throw SerialPortException.disconnected(port);
        }
      }
    }
  }
}
