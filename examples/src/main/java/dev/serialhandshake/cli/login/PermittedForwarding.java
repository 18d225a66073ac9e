// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.server.forward.ForwardingFilter;

/** Allows a session to forward what the options of its key allow. */
final class PermittedForwarding implements ForwardingFilter {

  @Override
  public boolean canForwardAgent(Session session, String request) {
    return LoginKeys.restrictions(session).agent();
  }

  @Override
  public boolean canForwardX11(Session session, String request) {
    return LoginKeys.restrictions(session).x11();
  }

  @Override
  public boolean canListen(SshdSocketAddress address, Session session) {
    return LoginKeys.restrictions(session).ports();
  }

  @Override
  public boolean canConnect(Type type, SshdSocketAddress address, Session session) {
    return LoginKeys.restrictions(session).ports();
  }
}
