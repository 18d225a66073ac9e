// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of messages and exit codes. Fixtures: {@link JsonTree}, a JSON text as maps and lists, and
 * {@link Schema}, which finds what is wrong with a JSON text.
 */
package dev.serialhandshake.cli.console;
