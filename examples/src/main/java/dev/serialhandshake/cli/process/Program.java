// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import java.util.List;

/**
 * What to start. All of it is bytes: a name or a variable need not be text in any encoding, least
 * of all in the one that this JVM takes for the system's.
 *
 * @param file the path of the program
 * @param arguments its arguments, the name that it is called by first
 * @param environment its whole environment, each {@code NAME=value}
 * @param folder where it starts
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Program(
    byte[] file, List<byte[]> arguments, List<byte[]> environment, byte[] folder) {}
