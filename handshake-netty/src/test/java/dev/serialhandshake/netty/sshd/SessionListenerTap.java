// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.util.List;
import java.util.Map;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;

/** All callbacks of MINA's listener in one. (MINA takes no proxy for a listener.) */
@FunctionalInterface
interface SessionListenerTap extends SessionListener {

  /** The callbacks, in the order in which a session has them. */
  List<String> CALLBACKS =
      List.of(
          "sessionEstablished",
          "sessionCreated",
          "sessionPeerIdentificationSend",
          "sessionPeerIdentificationLine",
          "sessionPeerIdentificationReceived",
          "sessionNegotiationOptionsCreated",
          "sessionNegotiationStart",
          "sessionNegotiationEnd",
          "sessionEvent",
          "sessionException",
          "sessionDisconnect",
          "sessionClosed");

  /**
   * One of them was called.
   *
   * @param arguments all but the session; of proposals, whose values are long, what they are about
   */
  void told(String callback, Object... arguments);

  @Override
  default void sessionEstablished(Session session) {
    told("sessionEstablished");
  }

  @Override
  default void sessionCreated(Session session) {
    told("sessionCreated");
  }

  @Override
  default void sessionPeerIdentificationSend(Session session, String version, List<String> lines) {
    told("sessionPeerIdentificationSend", version, lines);
  }

  @Override
  default void sessionPeerIdentificationLine(Session session, String line, List<String> lines) {
    told("sessionPeerIdentificationLine", line, lines);
  }

  @Override
  default void sessionPeerIdentificationReceived(
      Session session, String version, List<String> lines) {
    told("sessionPeerIdentificationReceived", version, lines);
  }

  @Override
  default void sessionNegotiationOptionsCreated(
      Session session, Map<KexProposalOption, String> proposal) {
    told("sessionNegotiationOptionsCreated", proposal.keySet());
  }

  @Override
  default void sessionNegotiationStart(
      Session session,
      Map<KexProposalOption, String> client,
      Map<KexProposalOption, String> server) {
    told("sessionNegotiationStart", client.keySet(), server.keySet());
  }

  @Override
  default void sessionNegotiationEnd(
      Session session,
      Map<KexProposalOption, String> client,
      Map<KexProposalOption, String> server,
      Map<KexProposalOption, String> negotiated,
      Throwable reason) {
    told("sessionNegotiationEnd", negotiated, reason);
  }

  @Override
  default void sessionEvent(Session session, Event event) {
    told("sessionEvent", event);
  }

  @Override
  default void sessionException(Session session, Throwable cause) {
    told("sessionException", cause);
  }

  @Override
  default void sessionDisconnect(
      Session session, int reason, String message, String language, boolean initiator) {
    told("sessionDisconnect", reason, message, language, initiator);
  }

  @Override
  default void sessionClosed(Session session) {
    told("sessionClosed");
  }
}
