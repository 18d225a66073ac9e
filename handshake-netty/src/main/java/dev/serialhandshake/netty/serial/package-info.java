// SPDX-License-Identifier: Apache-2.0
/**
 * Serial ports as Netty channels: {@link dev.serialhandshake.netty.serial.SerialChannel} on any
 * event loop, addressed and configured as {@code netty-transport-rxtx} does it ({@code
 * RxtxDeviceAddress}, {@code RxtxChannelOption}), on the natives of jSerialComm.
 *
 * <p>What no program can change:
 *
 * <ul>
 *   <li>Linux raises DTR and RTS for an instant at every open of a port, whatever it is told;
 *       boards that reset on DTR do so then.
 *   <li>The first open in a process makes jSerialComm look at all built-in ports ({@code ttyS}),
 *       and it opens them for an instant.
 *   <li>On a port that is the kernel's console, the kernel may take a BREAK and the byte after it
 *       for itself (SysRq).
 * </ul>
 */
@NullMarked
package dev.serialhandshake.netty.serial;

import org.jspecify.annotations.NullMarked;
