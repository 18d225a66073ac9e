// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the global requests of a session while one of them takes its time. SSH tells their
 * answers apart by their order alone.
 */
final class OrderedRequests {

  private final Queue<Buffer> held = new ArrayDeque<>();
  private boolean underWay;
  private @Nullable Thread resuming;

  /** Returns whether the request has to wait, and was kept. It comes again later. */
  synchronized boolean hold(String request, boolean wantReply, Buffer rest) {
    if (resuming == Thread.currentThread() || !(underWay || resuming != null)) {
      return false;
    }
    Buffer copy = new ByteArrayBuffer();
    copy.putString(request);
    copy.putBoolean(wantReply);
    copy.putRawBytes(rest.array(), rest.rpos(), rest.available());
    held.add(copy);
    return true;
  }

  /** A request that was not held will be answered later. */
  synchronized void begin() {
    underWay = true;
  }

  /** It has been answered: those that were held come again, until one takes its time as well. */
  void answered(ConnectionService service) {
    Buffer next = afterAnswer();
    while (next != null) {
      try {
        service.process(SshConstants.SSH_MSG_GLOBAL_REQUEST, next);
      } catch (Exception e) {
        service.getSession().exceptionCaught(e);
      }
      next = nextToResume();
    }
  }

  private synchronized @Nullable Buffer afterAnswer() {
    underWay = false;
    return nextToResume();
  }

  private synchronized @Nullable Buffer nextToResume() {
    Buffer next = underWay ? null : held.poll();
    resuming = next == null ? null : Thread.currentThread();
    return next;
  }
}
