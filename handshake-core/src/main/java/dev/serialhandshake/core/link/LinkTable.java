// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static dev.serialhandshake.core.link.LinkState.ACCEPTED;
import static dev.serialhandshake.core.link.LinkState.AWAITING_RESUME;
import static dev.serialhandshake.core.link.LinkState.CLOSING;
import static dev.serialhandshake.core.link.LinkState.LISTENING;
import static dev.serialhandshake.core.link.LinkState.NEW;
import static dev.serialhandshake.core.link.LinkState.OPEN;
import static dev.serialhandshake.core.link.LinkState.OPENING;
import static dev.serialhandshake.core.link.LinkState.RESUMING;
import static dev.serialhandshake.core.link.LinkState.WAITING;

import dev.serialhandshake.core.Role;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The changes of state of one role of a link. A row names a state and an event. An event that has
 * no row in the present state changes nothing.
 */
final class LinkTable {

  /**
   * One row: in the state {@code from}, on the event {@code on}, do {@code action} and go to the
   * state {@code to}.
   *
   * @param end why the link ends with it; null unless it does
   * @param why the reason of the row, as it stands in LINK.md
   */
  record Row(
      LinkState from,
      LinkEvent on,
      LinkAction action,
      LinkState to,
      @Nullable LinkEnd end,
      String why) {

    Row because(String reason) {
      return new Row(from, on, action, to, end, reason);
    }
  }

  private static final int EVENTS = LinkEvent.values().length;

  private static final List<Row> CLIENTS =
      List.of(
          on(NEW, LinkEvent.START, LinkAction.SEND_OPEN, OPENING)
              .because("The client speaks first, as in SSH."),
          on(OPENING, LinkEvent.OPEN_RETRY, LinkAction.REPEAT_OPEN, OPENING)
              .because("The OPEN or its answer was damaged."),
          on(OPENING, LinkEvent.OPEN_ACK, LinkAction.BEGIN_EPOCH, OPEN)
              .because("The answer has our nonce, so it answers this OPEN and no older one."),
          ends(OPENING, LinkEvent.REFUSED, LinkEnd.REFUSED)
              .because("No server of this library refuses a new session. The peer has an error."),
          ends(OPENING, LinkEvent.REFUSED_VERSION, LinkEnd.OTHER_VERSION)
              .because("The server speaks another version."),
          ends(OPENING, LinkEvent.OPEN_TIMEOUT, LinkEnd.NO_LINK_AT_PEER)
              .because(
                  "The handshake has succeeded, so the line works. The server knows no"
                      + " links."),
          ends(OPENING, LinkEvent.LINE_LOST, LinkEnd.LINE_LOST)
              .because("There is no session yet that could wait."),
          ends(OPENING, LinkEvent.CLOSE_ASKED, LinkEnd.CLOSED_UNCONFIRMED)
              .because("Nothing can be delivered yet."),
          on(RESUMING, LinkEvent.OPEN_RETRY, LinkAction.REPEAT_OPEN, RESUMING)
              .because("The OPEN or its answer was damaged."),
          on(RESUMING, LinkEvent.OPEN_ACK, LinkAction.BEGIN_EPOCH, OPEN)
              .because("The session goes on where it was."),
          ends(RESUMING, LinkEvent.REFUSED, LinkEnd.REFUSED)
              .because("The server has restarted, or another client has replaced the session."),
          ends(RESUMING, LinkEvent.REFUSED_VERSION, LinkEnd.OTHER_VERSION)
              .because("The server has restarted with another version."),
          on(RESUMING, LinkEvent.OPEN_TIMEOUT, LinkAction.SUSPEND, WAITING)
              .because("The line broke again, or the server still shakes hands."),
          on(OPEN, LinkEvent.OPEN_ACK, LinkAction.ACKNOWLEDGE, OPEN)
              .because("Our first frame was damaged, so the server does not know us yet."));

  private static final List<Row> SERVERS =
      List.of(
          on(NEW, LinkEvent.START, LinkAction.LISTEN, LISTENING).because("The server is silent."),
          on(LISTENING, LinkEvent.OPEN_NEW, LinkAction.ACCEPT, ACCEPTED)
              .because("The server takes no memory for the session yet."),
          on(LISTENING, LinkEvent.OPEN_UNKNOWN, LinkAction.REFUSE, LISTENING)
              .because(
                  "The session has ended here. The client must be told, and it may send"
                      + " its OPEN again."),
          on(LISTENING, LinkEvent.OPEN_OTHER_VERSION, LinkAction.REFUSE_VERSION, LISTENING)
              .because("The client must be told, and it may send its OPEN again."),
          ends(LISTENING, LinkEvent.OPEN_TIMEOUT, LinkEnd.NO_OPENING)
              .because("What looked like a link was noise, or its client is gone."),
          ends(LISTENING, LinkEvent.SYNS, LinkEnd.NO_OPENING)
              .because("The client shakes hands again and must be answered."),
          ends(LISTENING, LinkEvent.LINE_LOST, LinkEnd.LINE_LOST)
              .because("There is no session yet that could wait."),
          ends(LISTENING, LinkEvent.CLOSE_ASKED, LinkEnd.CLOSED_UNCONFIRMED)
              .because("No client is known yet."),
          on(AWAITING_RESUME, LinkEvent.OPEN_KNOWN, LinkAction.ACCEPT, ACCEPTED)
              .because("The session goes on when the client has received the answer."),
          on(AWAITING_RESUME, LinkEvent.OPEN_UNKNOWN, LinkAction.REFUSE, AWAITING_RESUME)
              .because("A client of an older session does not end this one."),
          on(
                  AWAITING_RESUME,
                  LinkEvent.OPEN_OTHER_VERSION,
                  LinkAction.REFUSE_VERSION,
                  AWAITING_RESUME)
              .because("It cannot be the client of this session."),
          on(AWAITING_RESUME, LinkEvent.OPEN_NEW, LinkAction.ACCEPT, ACCEPTED)
              .because("No client has used the session that waits."),
          ends(AWAITING_RESUME, LinkEvent.OPEN_OTHER, LinkEnd.REPLACED)
              .because("A line has one session, and the newest client gets it."),
          on(AWAITING_RESUME, LinkEvent.OPEN_TIMEOUT, LinkAction.SUSPEND, WAITING)
              .because("The client died after the handshake."),
          on(AWAITING_RESUME, LinkEvent.SYNS, LinkAction.SUSPEND, WAITING)
              .because("The client shakes hands again and must be answered."),
          on(ACCEPTED, LinkEvent.FRAME, LinkAction.BEGIN_EPOCH, OPEN)
              .because("Only a client that received our nonce can make a good frame."),
          on(ACCEPTED, LinkEvent.OPEN_AGAIN, LinkAction.REPEAT_OPEN_ACK, ACCEPTED)
              .because("The OPEN-ACK was damaged."),
          on(ACCEPTED, LinkEvent.OPEN_RETRY, LinkAction.REPEAT_OPEN_ACK, ACCEPTED)
              .because("The OPEN-ACK, or the client's first frame, was damaged."),
          on(ACCEPTED, LinkEvent.OPEN_KNOWN, LinkAction.ACCEPT, ACCEPTED)
              .because("The OPEN before it was an old one that arrived late."),
          on(ACCEPTED, LinkEvent.OPEN_NEW, LinkAction.ACCEPT, ACCEPTED)
              .because("The OPEN before it was an old one that arrived late."),
          on(ACCEPTED, LinkEvent.OPEN_UNKNOWN, LinkAction.REFUSE, ACCEPTED)
              .because("A client of an older session does not end this one."),
          ends(ACCEPTED, LinkEvent.OPEN_OTHER, LinkEnd.REPLACED)
              .because("A line has one session, and the newest client gets it."),
          on(ACCEPTED, LinkEvent.OPEN_TIMEOUT, LinkAction.SUSPEND, WAITING)
              .because("The client sends nothing more, but it may have received the OPEN-ACK."),
          on(ACCEPTED, LinkEvent.SYNS, LinkAction.SUSPEND, WAITING)
              .because("The client shakes hands again and must be answered."),
          on(OPEN, LinkEvent.SYNS, LinkAction.SUSPEND, WAITING)
              .because("The client has noticed that the line was lost, and shakes hands again."),
          ends(CLOSING, LinkEvent.SYNS, LinkEnd.CLOSED_UNCONFIRMED)
              .because("The line was lost, and the caller does not wait."));

  /** Rows of both roles. */
  private static final List<Row> BOTH =
      List.of(
          ends(NEW, LinkEvent.CLOSE_ASKED, LinkEnd.CLOSED_UNCONFIRMED)
              .because("Nothing was begun."),
          on(OPEN, LinkEvent.LINE_LOST, LinkAction.SUSPEND, WAITING)
              .because("The line may come back."),
          on(OPEN, LinkEvent.SILENCE, LinkAction.SUSPEND, WAITING)
              .because("A peer that is there would have answered the PING."),
          ends(OPEN, LinkEvent.PEER_CLOSED, LinkEnd.PEER_CLOSED)
              .because("The peer has sent everything and takes nothing more."),
          on(OPEN, LinkEvent.CLOSE_ASKED, LinkAction.SEND_CLOSE, CLOSING)
              .because("The bytes offered before are delivered first."),
          ends(CLOSING, LinkEvent.CLOSE_ACKNOWLEDGED, LinkEnd.CLOSED)
              .because("The peer has received everything."),
          ends(CLOSING, LinkEvent.PEER_CLOSED, LinkEnd.CLOSED_UNCONFIRMED)
              .because("Both ends closed at once."),
          ends(CLOSING, LinkEvent.CLOSE_TIMEOUT, LinkEnd.CLOSED_UNCONFIRMED)
              .because("The peer may have ended already."),
          ends(CLOSING, LinkEvent.SILENCE, LinkEnd.CLOSED_UNCONFIRMED)
              .because("The peer is not there."),
          ends(CLOSING, LinkEvent.LINE_LOST, LinkEnd.CLOSED_UNCONFIRMED)
              .because("A caller that closes does not wait for the line."),
          ends(WAITING, LinkEvent.GRACE_OVER, LinkEnd.GRACE_OVER)
              .because("A session that nobody resumes ends."),
          ends(WAITING, LinkEvent.CLOSE_ASKED, LinkEnd.CLOSED_UNCONFIRMED)
              .because("A caller that closes does not wait for the line."));

  static final LinkTable CLIENT =
      new LinkTable(
          CLIENTS,
          List.of(RESUMING),
          on(WAITING, LinkEvent.LINE_BACK, LinkAction.SEND_OPEN, RESUMING)
              .because("The fresh nonce begins a new epoch, and no older frame counts in it."));

  static final LinkTable SERVER =
      new LinkTable(
          SERVERS,
          List.of(AWAITING_RESUME, ACCEPTED),
          on(WAITING, LinkEvent.LINE_BACK, LinkAction.LISTEN, AWAITING_RESUME)
              .because("The client speaks first."));

  private final List<Row> rows = new ArrayList<>();
  private final @Nullable Row[] cells = new @Nullable Row[LinkState.values().length * EVENTS];

  /**
   * Makes the table of a role.
   *
   * @param resuming the states in which the line is back, and the session not yet
   */
  private LinkTable(List<Row> ofRole, List<LinkState> resuming, Row back) {
    rows.addAll(ofRole);
    for (LinkState state : resuming) {
      rows.add(
          on(state, LinkEvent.LINE_LOST, LinkAction.SUSPEND, WAITING)
              .because("The line broke again. The grace time goes on."));
      rows.add(
          ends(state, LinkEvent.GRACE_OVER, LinkEnd.GRACE_OVER)
              .because("A session that nobody resumes ends."));
      rows.add(
          ends(state, LinkEvent.CLOSE_ASKED, LinkEnd.CLOSED_UNCONFIRMED)
              .because("A caller that closes does not wait for the line."));
    }
    rows.addAll(BOTH);
    rows.add(back);
    for (Row row : rows) {
      int cell = cell(row.from, row.on);
      if (row.why.isEmpty() || cells[cell] != null) {
        throw new IllegalArgumentException("no reason, or a second row: " + row);
      }
      cells[cell] = row;
    }
  }

  static LinkTable of(Role role) {
    return role == Role.CLIENT ? CLIENT : SERVER;
  }

  private static Row on(LinkState from, LinkEvent on, LinkAction action, LinkState to) {
    return new Row(from, on, action, to, null, "");
  }

  private static Row ends(LinkState from, LinkEvent on, LinkEnd end) {
    return new Row(from, on, LinkAction.NOTHING, LinkState.ENDED, end, "");
  }

  @Nullable Row find(LinkState from, LinkEvent on) {
    return cells[cell(from, on)];
  }

  List<Row> rows() {
    return List.copyOf(rows);
  }

  @SuppressWarnings("EnumOrdinal") // a dense table, which is never stored
  private static int cell(LinkState from, LinkEvent on) {
    return from.ordinal() * EVENTS + on.ordinal();
  }
}
