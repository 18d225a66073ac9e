// SPDX-License-Identifier: Apache-2.0
/**
 * Serial ports as Netty channels: {@link dev.serialhandshake.netty.serial.SerialChannel} on any
 * event loop, addressed and configured as {@code netty-transport-rxtx} does it ({@code
 * RxtxDeviceAddress}, {@code RxtxChannelOption}), on the natives of jSerialComm.
 */
@NullMarked
package dev.serialhandshake.netty.serial;

import org.jspecify.annotations.NullMarked;
