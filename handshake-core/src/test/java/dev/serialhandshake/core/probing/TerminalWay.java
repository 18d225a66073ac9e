// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import dev.serialhandshake.core.FarEnd;
import dev.serialhandshake.core.RealReads;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * One direction of a real terminal, for a line in simulated time: bytes go in, and behind them a
 * fence that no terminal minds. What comes out ahead of the fence is all that they became.
 */
final class TerminalWay implements SimulatedLine.Way {

  private static final byte[] FENCE = {'%', ',', '%', ','};

  private final OutputStream in;
  private final RealReads out;

  TerminalWay(FarEnd from, FarEnd to) {
    in = from.out();
    out = new RealReads(to.in());
  }

  @Override
  public byte[] carry(byte[] bytes) {
    try {
      in.write(bytes);
      in.write(FENCE);
      in.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] all = out.await(TerminalWay::endsWithFence);
    return Arrays.copyOf(all, all.length - FENCE.length);
  }

  private static boolean endsWithFence(byte[] bytes) {
    int from = bytes.length - FENCE.length;
    return from >= 0 && Arrays.equals(bytes, from, bytes.length, FENCE, 0, FENCE.length);
  }
}
