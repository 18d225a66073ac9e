// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/**
 * What went wrong on a line since its port was opened. Many framing errors mean that the two ends
 * differ in baud rate or framing.
 *
 * @param counted whether the port reports its errors; all else is 0 if it does not
 * @param breaks BREAKs received
 * @param framing characters without a stop bit where one belongs
 * @param parity characters with a wrong parity bit; where parity is on, framing errors count here
 *     too
 */
public record SerialLineErrors(boolean counted, long breaks, long framing, long parity) {

  static final SerialLineErrors NONE = new SerialLineErrors(false, 0, 0, 0);
}
