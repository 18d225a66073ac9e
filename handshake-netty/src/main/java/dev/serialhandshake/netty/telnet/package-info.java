// SPDX-License-Identifier: Apache-2.0
/**
 * A line behind telnet, for a pipeline and for blocking streams. Needs no library but Netty, and
 * the streams not even that.
 */
@NullMarked
package dev.serialhandshake.netty.telnet;

import org.jspecify.annotations.NullMarked;
