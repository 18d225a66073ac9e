// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A thread that waits for a port's input, where no event loop can ({@link PolledInput}). It reads
 * once per {@link #demand()}, hands the bytes to the channel and touches its buffer again only
 * after the next one: no input is read ahead of it.
 *
 * <p>jSerialComm's own listener thread is not used: it would poll at full speed while input waits
 * for demand, and a close takes half a second to end it.
 */
final class SerialReader implements Runnable, InputWait {

  /** The kernel's terminals hold no more. */
  static final int BUFFER_SIZE = 4096;

  /** How soon a port without read demand is found unplugged. */
  private static final long CHECK_MILLIS = 250;

  private static final DefaultThreadFactory THREADS = new DefaultThreadFactory("serial-read", true);

  /** Where the input goes; called on the reader's thread. */
  interface Sink {
    void received(byte[] bytes, int length);

    void gone();
  }

  private final SerialDevice device;
  private final Sink sink;
  private final Semaphore demand = new Semaphore(0);
  private final byte[] buffer = new byte[BUFFER_SIZE];
  private volatile boolean stopped;

  SerialReader(SerialDevice device, Sink sink) {
    this.device = device;
    this.sink = sink;
  }

  void start() {
    THREADS.newThread(this).start();
  }

  @Override
  public void demand() {
    demand.release();
  }

  /** A read that waits already goes on. The channel keeps what it brings for the next demand. */
  @Override
  public void rest() {}

  /** Ends the thread as soon as its read returns; does not wait for it. */
  @Override
  public void stop() {
    stopped = true;
    demand.release();
  }

  @Override
  public void run() {
    try {
      while (!stopped) {
        if (demand.tryAcquire(CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
          readOnce();
        } else if (device.bytesAvailable() < 0) {
          gone();
        }
      }
    } catch (InterruptedException e) {
      gone();
    }
  }

  private void readOnce() {
    int length = 0;
    while (length == 0 && !stopped) {
      length = device.read(buffer, 0, buffer.length);
    }
    if (length < 0) {
      gone();
    } else if (!stopped) {
      sink.received(buffer, length);
    }
  }

  private void gone() {
    if (!stopped) {
      stopped = true;
      sink.gone();
    }
  }
}
