// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.serialhandshake.core.ByteView;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A megabyte costs no memory, in either direction. */
class TelnetAllocationTest {

  private static final int MEGABYTE = 1 << 20;

  /** What the virtual machine allocates by itself. */
  private static final long MOST = 16 * 1024;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private long count;

  @Test
  void aMegabyteAllocatesNothing() {
    byte[] bytes = new byte[MEGABYTE];
    Arrays.fill(bytes, (byte) 0xff); // each is escaped, or escapes
    TelnetCodec codec = TelnetCodec.plain();
    codec.start();
    byte[] agrees = TelnetScript.bytes(TelnetScript.AGREES);
    codec.pollTransmit();
    for (int next = 0; next < agrees.length; codec.pollEvent()) {
      next = codec.receive(ByteView.of(agrees, 0, agrees.length), next, value -> count++);
    }
    allocated(codec, bytes); // loads what there is to load
    long allocated = allocated(codec, bytes);
    assertTrue(allocated < MOST, allocated + " bytes allocated");
  }

  private long allocated(TelnetCodec codec, byte[] bytes) {
    ByteView view = ByteView.of(bytes, 0, bytes.length);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    codec.receive(view, 0, value -> count++);
    codec.escape(view, value -> count++);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }
}
