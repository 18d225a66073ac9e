// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.Role;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A megabyte of noise costs no memory, however it comes. */
class AllocationTest {

  private static final int MEGABYTE = 1 << 20;

  /** An excerpt, a few frames, and what the virtual machine allocates by itself. */
  private static final long MOST = 16 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** A view that is moved along the noise, so that the reads themselves allocate nothing. */
  private static final class Moving implements ByteView {
    private final byte[] bytes;
    private final int length;
    private int offset;

    Moving(byte[] bytes, int length) {
      this.bytes = bytes;
      this.length = length;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public byte get(int index) {
      return bytes[offset + index];
    }
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT, CONTROLS, 1",
    "CLIENT, SEVEN_BITS, 16",
    "CLIENT, ACKS, 4096",
    "SERVER, CONTROLS, 1",
    "SERVER, SEVEN_BITS, 16",
    "SERVER, SYNS_AND_NAKS, 4096"
  })
  void aMegabyteOfNoiseAllocatesNothing(Role role, Garbage noise, int read) {
    byte[] bytes = noise.bytes(MEGABYTE, new Random(1), role == Role.CLIENT);
    allocated(role, bytes, read); // loads what there is to load
    long allocated = allocated(role, bytes, read);
    assertTrue(allocated < MOST, allocated + " bytes allocated");
  }

  private static long allocated(Role role, byte[] bytes, int read) {
    Random random = new Random(2);
    HandshakeSettings settings = HandshakeSettings.defaults();
    Handshake handshake =
        role == Role.CLIENT
            ? Handshake.client(settings, random, HandshakeObserver.NONE)
            : Handshake.server(settings, random, HandshakeObserver.NONE);
    handshake.start(0);
    Moving view = new Moving(bytes, read);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (; view.offset < bytes.length; view.offset += read) {
      handshake.receive(view, view.offset);
      handshake.pollTransmit();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
