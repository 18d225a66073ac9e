// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of the telnet codec. Fixture: {@code TelnetScript}, a codec that plays one end of a script
 * in hexadecimal, and what it made of it.
 */
package dev.serialhandshake.core.telnet;
