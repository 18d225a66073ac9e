// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.Action.*;
import static dev.serialhandshake.core.Event.*;
import static dev.serialhandshake.core.State.*;
import static dev.serialhandshake.core.TransitionTable.on;

/** What the side that begins does: in a state, on an event, an action, and the next state. */
final class ClientTable {

  static final TransitionTable TABLE =
      TransitionTable.of(
          on(NEW, START, SEND_SYN, SYN_SENT).because("The client begins."),
          on(SYN_SENT, SYN_ACK, SEND_ACK, ACK_SENT)
              .because("The nonce n is fresh, so no stale answer can pass for this one."),
          on(SYN_SENT, SYN_ACK_IN_NOISE, NOTHING, SYN_ACK_IN_DOUBT)
              .because("An ACK in the midst of a boot log begins a session that gets its rest."),
          on(SYN_SENT, STALE_SYN_ACK, STRETCH, SYN_SENT)
              .because(
                  "The line is slow, or the server has just begun to read: its answer comes late."),
          on(SYN_SENT, NAK, SHORTEN, SYN_SENT)
              .because("A retry at once would be a storm of SYNs. An answer may follow the NAK."),
          on(SYN_SENT, TIMER_IN_NOISE, WAIT_FOR_QUIET, SYN_SENT)
              .because("A SYN in noise is probably lost, and its answer would not count."),
          on(SYN_SENT, TIMER_AT_BOOT_LOADER, HOLD, SYN_SENT)
              .because("A boot loader takes a SYN for a key press, and the machine does not boot."),
          on(SYN_SENT, TIMER, SEND_SYN, SYN_SENT)
              .because("Every second retry has a filler, for peers that read pairs out of step."),
          on(SYN_ACK_IN_DOUBT, TIMER, SEND_ACK, ACK_SENT)
              .because("Nothing was received for the quiet time: the noise is over."),
          on(SYN_ACK_IN_DOUBT, OTHER, NOTHING, DRAINING)
              .because("The noise goes on, and the answer may be a part of it."),
          on(ACK_SENT, FINAL_ACK, NOTHING, ESTABLISHED)
              .because("Every byte after the final ACK is the application's."),
          on(ACK_SENT, NAK, NOTHING, DRAINING)
              .because("The server received something else than our ACK."),
          on(ACK_SENT, OTHER, NOTHING, DRAINING)
              .because("To wait on for `06` would find one among the application's bytes."),
          on(ACK_SENT, TIMER, NOTHING, DRAINING).because("The ACK or the final ACK is lost."),
          on(DRAINING, OTHER, NOTHING, DRAINING)
              .because("The line is not quiet yet, so the wait begins anew."),
          on(DRAINING, TIMER_AT_BOOT_LOADER, HOLD, DRAINING)
              .because("The machine was switched off during the handshake, and boots."),
          on(DRAINING, TIMER, SEND_SYN, SYN_SENT)
              .because("The line is quiet, so the next attempt begins."));

  private ClientTable() {}
}
