// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.helpers.AbstractConnectionServiceRequestHandler;
import org.apache.sshd.common.util.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of {@code ssh -R}: to listen, and to listen no more. Sockets are bound on event
 * loops of their own, and nobody waits for them here, so the later requests of the session do;
 * therefore this handler comes first.
 */
final class ForwardingRequests extends AbstractConnectionServiceRequestHandler {

  private static final AttributeKey<OrderedRequests> ORDER = new AttributeKey<>();
  private static final AttributeKey<RemoteListeners> LISTENERS = new AttributeKey<>();

  private final ForwardingSockets sockets;
  private final boolean gatewayPorts;

  ForwardingRequests(ForwardingSockets sockets, boolean gatewayPorts) {
    this.sockets = sockets;
    this.gatewayPorts = gatewayPorts;
  }

  @Override
  public Result process(
      ConnectionService service, String request, boolean wantReply, Buffer buffer) {
    OrderedRequests order =
        service.getSession().computeAttributeIfAbsent(ORDER, key -> new OrderedRequests());
    if (order.hold(request, wantReply, buffer)) {
      return Result.Replied; // the answer is sent later
    }
    return switch (request) {
      case "tcpip-forward" -> {
        String host = buffer.getString();
        int port = buffer.getInt();
        yield bind(service, order, wantReply, listeners(service).bindTcp(host, port), host);
      }
      case "streamlocal-forward@openssh.com" -> {
        String path = buffer.getString();
        yield bind(service, order, wantReply, listeners(service).bindUnix(path), path);
      }
      case "cancel-tcpip-forward" -> cancel(service, buffer.getString(), buffer.getInt());
      case "cancel-streamlocal-forward@openssh.com" ->
          cancel(service, buffer.getString(), RemoteListeners.NO_PORT);
      default -> Result.Unsupported;
    };
  }

  private RemoteListeners listeners(ConnectionService service) {
    return service
        .getSession()
        .computeAttributeIfAbsent(
            LISTENERS,
            key -> {
              RemoteListeners created = new RemoteListeners(service, sockets, gatewayPorts);
              service.getSession().addCloseFutureListener(closed -> created.close());
              return created;
            });
  }

  private Result cancel(ConnectionService service, String host, int port) {
    return listeners(service).cancel(host, port) ? Result.ReplySuccess : Result.ReplyFailure;
  }

  private Result bind(
      ConnectionService service,
      OrderedRequests order,
      boolean wantReply,
      CompletableFuture<Integer> binding,
      String name) {
    order.begin();
    var unused =
        binding.whenComplete(
            (port, failure) -> {
              if (failure != null) {
                log.warn(
                    "cannot listen on {}: {}", name, SessionThreads.unwrap(failure).toString());
              }
              try {
                if (wantReply) {
                  answer(service.getSession(), failure == null ? port : null);
                }
              } finally {
                order.answered(service);
              }
            });
    return Result.Replied;
  }

  /**
   * Answers a request to listen.
   *
   * @param port the port; {@link RemoteListeners#NO_PORT} of a socket; null if it failed
   */
  private static void answer(Session session, @Nullable Integer port) {
    Buffer answer =
        session.createBuffer(
            port == null
                ? SshConstants.SSH_MSG_REQUEST_FAILURE
                : SshConstants.SSH_MSG_REQUEST_SUCCESS);
    if (port != null && port != RemoteListeners.NO_PORT) {
      answer.putUInt(port);
    }
    try {
      session.writePacket(answer);
    } catch (IOException e) {
      session.exceptionCaught(e);
    }
  }
}
