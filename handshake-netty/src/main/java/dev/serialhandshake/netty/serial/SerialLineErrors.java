// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.OptionalLong;

/**
 * What went wrong on a line since its port was opened. Many framing errors mean that the two ends
 * differ in baud rate or framing.
 *
 * <p>On Linux, where JNA is on the class path, these are the counters of the port's driver. Where
 * it is not, a {@link SerialChannel} counts the marks in its input, and knows nothing of overruns.
 * Pseudo-terminals have no errors, and some drivers of USB adapters do not count theirs.
 *
 * @param counted whether the port reports its errors; all else is 0 or empty if it does not
 * @param breaks BREAKs received
 * @param framing characters without a stop bit where one belongs
 * @param parity characters with a wrong parity bit; where marks are counted and parity is on,
 *     framing errors count here too
 * @param overruns how often bytes were lost because nobody took them in time, in the hardware or in
 *     the system; empty if the port does not tell
 */
public record SerialLineErrors(
    boolean counted, long breaks, long framing, long parity, OptionalLong overruns) {

  static final SerialLineErrors NONE = new SerialLineErrors(false, 0, 0, 0, OptionalLong.empty());

  static SerialLineErrors marked(long breaks, long framing, long parity) {
    return new SerialLineErrors(true, breaks, framing, parity, OptionalLong.empty());
  }
}
