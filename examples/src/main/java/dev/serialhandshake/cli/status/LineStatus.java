// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A served line at one moment.
 *
 * @param name what it is called: in a file of lines, or else as its LINE
 * @param line as the person at the console named it
 * @param device the real path of a serial port that is open; null for other lines
 * @param settings how a serial port is set up; null for other lines
 * @param state what it does now
 * @param since when that began
 * @param connections how many peers are on it: at most one, but on a line that listens
 * @param visitors who is on it: in a session, or at the login of the line
 * @param totals what has happened on it
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
    @Nullable String device,
    @Nullable String settings,
    LineState state,
    Instant since,
    int connections,
    List<Visitor> visitors,
    LineTotals totals,
    @Nullable String lastError,
    @Nullable String lastVerdict,
    @Nullable String others,
    @Nullable String origin,
    @Nullable String login,
    @Nullable String machine) {

  /** Takes a copy of the visitors. */
  public LineStatus {
    visitors = List.copyOf(visitors);
  }
}
