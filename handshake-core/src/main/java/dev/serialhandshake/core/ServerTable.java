// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.Action.*;
import static dev.serialhandshake.core.Event.*;
import static dev.serialhandshake.core.State.*;
import static dev.serialhandshake.core.TransitionTable.on;

/**
 * The table of the server. Each row says what the server does in a state on an event, which state
 * follows, and why.
 */
final class ServerTable {

  static final TransitionTable TABLE =
      TransitionTable.of(
          on(NEW, START, NOTHING, LISTENING).because("The server is silent until a SYN arrives."),
          on(LISTENING, SYN, SEND_SYN_ACK, ANSWERED)
              .because(
                  "Only a SYN is answered. A NAK for other bytes would move the block"
                      + " boundary of a client that reads blocks of three bytes."),
          on(LISTENING, SYN_IN_NOISE, NOTHING, SYN_IN_DOUBT)
              .because(
                  "The noise may go on. If the server answered now, the rest of the noise"
                      + " would reach the application."),
          on(SYN_IN_DOUBT, TIMER, SEND_SYN_ACK, ANSWERED)
              .because("The line became quiet, and no byte followed the SYN. So the SYN counts."),
          on(SYN_IN_DOUBT, SYN_IN_NOISE, NOTHING, SYN_IN_DOUBT)
              .because(
                  "The client has begun a new attempt. It takes only the answer to its"
                      + " last SYN."),
          on(SYN_IN_DOUBT, OTHER, NOTHING, LISTENING)
              .because(
                  "More bytes followed, so the noise goes on. The SYN may have been a part"
                      + " of it."),
          on(ANSWERED, ACK, SEND_FINAL_ACK, CONFIRMING)
              .because(
                  "The ACK contains the successor of m, so the client has received the answer."),
          on(ANSWERED, ACK_IN_NOISE, NOTHING, ACK_IN_DOUBT)
              .because("Noise arrived after the SYN and may go on."),
          on(ANSWERED, SYN, NOTHING, HOLDING_OFF)
              .because(
                  "A SYN this soon comes from a client that still reads an older answer."
                      + " If it were answered too, the client would stay one answer behind for"
                      + " ever."),
          on(ANSWERED, TIMER, NOTHING, ANSWERED_LONG_AGO)
              .because("From now on a SYN begins a new attempt of the client."),
          on(HOLDING_OFF, TIMER, NOTHING, LISTENING)
              .because(
                  "By now the client has read all older answers. Its next SYN begins a"
                      + " clean attempt."),
          on(ANSWERED_LONG_AGO, ACK, SEND_FINAL_ACK, CONFIRMING)
              .because("A slow ACK counts like a fast one."),
          on(ANSWERED_LONG_AGO, ACK_IN_NOISE, NOTHING, ACK_IN_DOUBT)
              .because("Noise arrived after the SYN and may go on."),
          on(ANSWERED_LONG_AGO, SYN, SEND_SYN_ACK, ANSWERED)
              .because("The client has given up its last attempt and begins a new one."),
          on(ANSWERED_LONG_AGO, SYN_IN_NOISE, NOTHING, SYN_IN_DOUBT)
              .because(
                  "The client has begun a new attempt, but noise arrived before this SYN"
                      + " and may go on."),
          on(ACK_IN_DOUBT, TIMER, SEND_FINAL_ACK, CONFIRMING)
              .because("The line became quiet, and no byte followed the ACK. So the ACK counts."),
          on(ACK_IN_DOUBT, ACK_IN_NOISE, NOTHING, ACK_IN_DOUBT)
              .because("The ACK arrived once more. The wait for a quiet line begins again."),
          on(ACK_IN_DOUBT, SYN_IN_NOISE, NOTHING, SYN_IN_DOUBT)
              .because(
                  "The client has given up its wait for the final ACK and begins a new"
                      + " attempt."),
          on(ACK_IN_DOUBT, OTHER, NOTHING, ANSWERED_LONG_AGO)
              .because(
                  "More bytes followed, so the noise goes on. The ACK may have been a part"
                      + " of it."),
          on(CONFIRMING, FIRST_BYTES, GIVE_BACK, ESTABLISHED)
              .because("The client is established. These bytes belong to the application."),
          on(CONFIRMING, SYN, SEND_SYN_ACK, ANSWERED)
              .because("The line is half-open: the client has not received the final ACK."),
          on(CONFIRMING, POSSIBLE_SYN, NOTHING, MAYBE_SYN)
              .because("The bytes that follow tell what it is, or the silence that follows."),
          on(CONFIRMING, TIMER, GIVE_BACK, ESTABLISHED)
              .because(
                  "The wait for the client's first bytes is over. It is zero unless"
                      + " `clientBegins` is set."),
          on(MAYBE_SYN, POSSIBLE_SYN, NOTHING, MAYBE_SYN)
              .because("One more byte of it arrived, or another SYN."),
          on(MAYBE_SYN, OTHER, NOTHING, CONFIRMING)
              .because("The bytes are garbage, or a part of the client's first bytes."),
          on(MAYBE_SYN, FIRST_BYTES, GIVE_BACK, ESTABLISHED)
              .because(
                  "The bytes are no SYN, or more than a SYN. All of them belong to the"
                      + " application."),
          on(MAYBE_SYN, SYN, SEND_SYN_ACK, ANSWERED)
              .because("No byte followed the SYN, so the client has not received the final ACK."),
          on(MAYBE_SYN, TIMER, GIVE_BACK, ESTABLISHED)
              .because("No byte followed a part of a SYN, so it belongs to the application."));

  private ServerTable() {}
}
