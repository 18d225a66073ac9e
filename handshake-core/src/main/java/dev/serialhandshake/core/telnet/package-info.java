// SPDX-License-Identifier: Apache-2.0
/**
 * Telnet (RFC 854, 855) as the line of a handshake. The codec has no I/O and no clock. It lets all
 * 256 values pass (BINARY, RFC 856), sets up a serial port at the far end (RFC 2217), and
 * understands what a VMware host says about a virtual machine (option 232).
 *
 * <p>Begin with {@link dev.serialhandshake.core.telnet.TelnetCodec}.
 */
@NullMarked
package dev.serialhandshake.core.telnet;

import org.jspecify.annotations.NullMarked;
