// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.Action.*;
import static dev.serialhandshake.core.Event.*;
import static dev.serialhandshake.core.State.*;
import static dev.serialhandshake.core.TransitionTable.on;

/**
 * The table of the client. Each row says what the client does in a state on an event, which state
 * follows, and why.
 */
final class ClientTable {

  static final TransitionTable TABLE =
      TransitionTable.of(
          on(NEW, START, SEND_SYN, SYN_SENT).because("The client begins the handshake."),
          on(SYN_SENT, SYN_ACK, SEND_ACK, ACK_SENT)
              .because(
                  "The answer contains the successor of n. None of the 93 SYNs before had"
                      + " this n, so no older answer can pass for this one."),
          on(SYN_SENT, SYN_ACK_IN_NOISE, NOTHING, SYN_ACK_IN_DOUBT)
              .because(
                  "The noise may go on. If the client answered now, the rest of the noise"
                      + " would reach the application."),
          on(SYN_SENT, STALE_SYN_ACK, STRETCH, SYN_SENT)
              .because(
                  "The answer is late and not lost. The line is slow, or the server has"
                      + " only just begun to read."),
          on(SYN_SENT, NAK, SHORTEN, SYN_SENT)
              .because(
                  "A SYN for each NAK would flood the line. The right answer may still"
                      + " follow the NAK."),
          on(SYN_SENT, TIMER_IN_NOISE, WAIT_FOR_QUIET, SYN_SENT)
              .because(
                  "A SYN that is sent now is probably lost. Its answer would arrive in the"
                      + " noise and would not count."),
          on(SYN_SENT, TIMER_AT_BOOT_LOADER, HOLD, SYN_SENT)
              .because(
                  "A boot loader takes a SYN for a key press, and then the machine does"
                      + " not boot."),
          on(SYN_SENT, TIMER, SEND_SYN, SYN_SENT)
              .because(
                  "No answer arrived in time. Every second retry begins with a filler, for"
                      + " a peer that reads pairs of bytes out of step."),
          on(SYN_ACK_IN_DOUBT, TIMER, SEND_ACK, ACK_SENT)
              .because(
                  "The line became quiet, and no byte followed the answer. So the answer counts."),
          on(SYN_ACK_IN_DOUBT, OTHER, NOTHING, DRAINING)
              .because(
                  "More bytes followed, so the noise goes on. The answer may have been a"
                      + " part of it."),
          on(ACK_SENT, FINAL_ACK, NOTHING, ESTABLISHED)
              .because(
                  "The server is done. Every byte after the final ACK belongs to the"
                      + " application."),
          on(ACK_SENT, NAK, NOTHING, DRAINING)
              .because("The server received something else than our ACK."),
          on(ACK_SENT, OTHER, NOTHING, DRAINING)
              .because(
                  "The final ACK is lost. A client that went on waiting for `06` would"
                      + " find one among the application's bytes."),
          on(ACK_SENT, TIMER, NOTHING, DRAINING).because("The ACK or the final ACK is lost."),
          on(DRAINING, OTHER, NOTHING, DRAINING)
              .because("The line is not quiet yet, so the wait begins again."),
          on(DRAINING, TIMER_AT_BOOT_LOADER, HOLD, DRAINING)
              .because("The machine was restarted during the handshake, and it boots."),
          on(DRAINING, TIMER, SEND_SYN, SYN_SENT)
              .because("The line is quiet, so the next attempt begins."));

  private ClientTable() {}
}
