// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import java.util.List;

/**
 * What to start. All of it is bytes, because a name or a variable need not be text in any encoding.
 *
 * @param file the path of the program
 * @param arguments its arguments; the first is the name by which it is called
 * @param environment its whole environment, each {@code NAME=value}
 * @param folder the folder in which it starts
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Program(
    byte[] file, List<byte[]> arguments, List<byte[]> environment, byte[] folder) {}
