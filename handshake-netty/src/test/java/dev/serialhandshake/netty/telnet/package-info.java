// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of lines behind telnet. Fixture: {@code TelnetLine}, an embedded channel with the handler
 * in it, whose far end speaks hexadecimal.
 */
package dev.serialhandshake.netty.telnet;
