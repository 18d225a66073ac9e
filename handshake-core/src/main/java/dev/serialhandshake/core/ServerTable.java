// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.Action.*;
import static dev.serialhandshake.core.Event.*;
import static dev.serialhandshake.core.State.*;
import static dev.serialhandshake.core.TransitionTable.on;

/** What the side that waits does: in a state, on an event, an action, and the next state. */
final class ServerTable {

  static final TransitionTable TABLE =
      TransitionTable.of(
          on(NEW, START, NOTHING, LISTENING).because("The server is silent."),
          on(LISTENING, SYN, SEND_SYN_ACK, ANSWERED)
              .because("All else is garbage. A NAK for it would shift a client that reads threes."),
          on(LISTENING, SYN_IN_NOISE, NOTHING, SYN_IN_DOUBT)
              .because("An answer in the midst of a boot log begins a session that gets its rest."),
          on(SYN_IN_DOUBT, TIMER, SEND_SYN_ACK, ANSWERED)
              .because("Nothing was received for the quiet time: the noise is over."),
          on(SYN_IN_DOUBT, SYN_IN_NOISE, NOTHING, SYN_IN_DOUBT)
              .because("The client began anew. Only its last SYN can be answered."),
          on(SYN_IN_DOUBT, OTHER, NOTHING, LISTENING)
              .because("The noise goes on, and the SYN may be a part of it."),
          on(ANSWERED, ACK, SEND_FINAL_ACK, CONFIRMING).because("The client has received m."),
          on(ANSWERED, ACK_IN_NOISE, NOTHING, ACK_IN_DOUBT).because("Noise began after the SYN."),
          on(ANSWERED, SYN, NOTHING, HOLDING_OFF)
              .because("Its client still reads older answers. One more would keep it behind."),
          on(ANSWERED, TIMER, NOTHING, ANSWERED_LONG_AGO)
              .because("From here on a SYN is a new attempt."),
          on(HOLDING_OFF, TIMER, NOTHING, LISTENING)
              .because("The client has read all older answers, and gives up that attempt."),
          on(ANSWERED_LONG_AGO, ACK, SEND_FINAL_ACK, CONFIRMING)
              .because("A slow ACK is as good as a fast one."),
          on(ANSWERED_LONG_AGO, ACK_IN_NOISE, NOTHING, ACK_IN_DOUBT)
              .because("Noise began after the SYN."),
          on(ANSWERED_LONG_AGO, SYN, SEND_SYN_ACK, ANSWERED)
              .because("The client gave up the last attempt."),
          on(ANSWERED_LONG_AGO, SYN_IN_NOISE, NOTHING, SYN_IN_DOUBT)
              .because("The client gave up the last attempt, in the midst of noise."),
          on(ACK_IN_DOUBT, TIMER, SEND_FINAL_ACK, CONFIRMING)
              .because("Nothing was received for the quiet time: the noise is over."),
          on(ACK_IN_DOUBT, ACK_IN_NOISE, NOTHING, ACK_IN_DOUBT).because("The last ACK counts."),
          on(ACK_IN_DOUBT, SYN_IN_NOISE, NOTHING, SYN_IN_DOUBT)
              .because("The client gave up its wait for the final ACK."),
          on(ACK_IN_DOUBT, OTHER, NOTHING, ANSWERED_LONG_AGO)
              .because("The noise goes on, and the ACK may be a part of it."),
          on(CONFIRMING, FIRST_BYTES, GIVE_BACK, ESTABLISHED)
              .because("The client is established, and these bytes are the application's."),
          on(CONFIRMING, SYN, SEND_SYN_ACK, ANSWERED)
              .because("Half-open: the client never received the final ACK."),
          on(CONFIRMING, POSSIBLE_SYN, NOTHING, MAYBE_SYN)
              .because("The next bytes tell, or the lack of any."),
          on(CONFIRMING, TIMER, GIVE_BACK, ESTABLISHED)
              .because("The wait for the client's first bytes is over. By default it is zero."),
          on(MAYBE_SYN, POSSIBLE_SYN, NOTHING, MAYBE_SYN)
              .because("One byte more of it came, or a SYN after it."),
          on(MAYBE_SYN, OTHER, NOTHING, CONFIRMING)
              .because("It is garbage, or the client's first bytes are not complete."),
          on(MAYBE_SYN, FIRST_BYTES, GIVE_BACK, ESTABLISHED)
              .because("It is more than a SYN, or no SYN: all of it is the application's."),
          on(MAYBE_SYN, SYN, SEND_SYN_ACK, ANSWERED)
              .because("Nothing followed the SYN: the client never received the final ACK."),
          on(MAYBE_SYN, TIMER, GIVE_BACK, ESTABLISHED)
              .because("Nothing followed a part of a SYN: it is the application's."));

  private ServerTable() {}
}
