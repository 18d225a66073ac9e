// SPDX-License-Identifier: Apache-2.0
/**
 * Telnet (RFC 854, 855) as the line of a handshake: a codec without I/O and without a clock that
 * lets all 256 values pass (BINARY, RFC 856), the settings of a serial port at the far end (RFC
 * 2217), and what VMware's hosts tell of a virtual machine (option 232).
 *
 * <p>{@link dev.serialhandshake.core.telnet.TelnetCodec} is the way in.
 */
@NullMarked
package dev.serialhandshake.core.telnet;

import org.jspecify.annotations.NullMarked;
