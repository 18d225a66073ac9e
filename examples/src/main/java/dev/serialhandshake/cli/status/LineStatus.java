// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A served line at one moment.
 *
 * @param name what it is called: in a file of lines, or else as its LINE
 * @param line as the person at the console named it
 * @param state what it does now
 * @param since when that began
 * @param connections how many peers are on it: at most one, but on a line that listens
 * @param sessions how many began since the start
 * @param attempts how many SYNs were answered since the start
 * @param discardedBytes how many bytes were no part of a frame that was due, since the start
 * @param bytesIn how many bytes came in since the start
 * @param bytesOut how many bytes went out since the start
 * @param lastError why the line is not open, or was not before it was opened again
 * @param lastVerdict what the last handshake that did not come about said about the peer
 * @param others which other programs have the port open; null where none was seen
 * @param origin from which address its sessions come to who serves them; null where none is fixed
 * @param login who is at the login of the line; null where nobody is, or it is not known who
 * @param machine the virtual machine whose port is on the line, all of them on a line that listens;
 *     null where none is known
 */
public record LineStatus(
    String name,
    String line,
    LineState state,
    Instant since,
    int connections,
    long sessions,
    long attempts,
    long discardedBytes,
    long bytesIn,
    long bytesOut,
    @Nullable String lastError,
    @Nullable String lastVerdict,
    @Nullable String others,
    @Nullable String origin,
    @Nullable String login,
    @Nullable String machine) {}
