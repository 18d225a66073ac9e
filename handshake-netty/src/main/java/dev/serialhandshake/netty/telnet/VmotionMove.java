// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import dev.serialhandshake.core.telnet.VmotionAnswer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A machine that is about to move. {@link VmotionLine} guards it. */
final class VmotionMove {

  final VmotionHost from;
  private final VmotionTicket ticket;

  /** Whether the host has been given the secret. */
  private boolean wentAhead;

  /** The connection that has shown it. */
  @Nullable VmotionHost to;

  private Runnable takeAlarmBack = () -> {};

  VmotionMove(VmotionHost from, byte[] sequence) {
    this.from = from;
    ticket = new VmotionTicket(sequence);
  }

  boolean wentAhead() {
    return wentAhead;
  }

  /** Takes the last alarm back; there is one at a time. */
  void setAlarm(Runnable takeBack) {
    cancelAlarm();
    takeAlarmBack = takeBack;
  }

  void cancelAlarm() {
    takeAlarmBack.run();
  }

  void goAhead() throws IOException {
    wentAhead = true;
    from.telnet.answer(VmotionAnswer.GO_AHEAD, ticket.bytes());
  }

  void notNow() throws IOException {
    from.telnet.answer(VmotionAnswer.NOT_NOW, ticket.sequence());
    from.telnet.sendAnswers();
  }

  boolean isOtherHost(VmotionHost host, byte[] shown) {
    return wentAhead && host != from && ticket.is(shown);
  }

  void peerOk(VmotionHost host) throws IOException {
    to = host;
    host.telnet.answer(VmotionAnswer.PEER_OK, ticket.sequence());
  }

  boolean goesTo(VmotionStreams.Connection connection) {
    return to != null && to.connection == connection;
  }
}
