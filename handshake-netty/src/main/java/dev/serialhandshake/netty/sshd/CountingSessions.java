// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;

/**
 * Server sessions that count what their client sends. Whole packets, that is, with a good MAC:
 * bytes on a line may as well be noise, or the SYNs of the next client.
 */
final class CountingSessions extends SessionFactory {

  CountingSessions(ServerFactoryManager server) {
    super(server);
  }

  /** A session that knows how much came in. */
  interface Counted {

    /** Packets received so far; may be asked on any thread. */
    long receivedPackets();
  }

  @Override
  protected ServerSessionImpl doCreateSession(IoSession line) throws Exception {
    return new CountingSession(getServer(), line);
  }

  private static final class CountingSession extends ServerSessionImpl implements Counted {
    private final AtomicLong received = new AtomicLong();

    CountingSession(ServerFactoryManager server, IoSession line) throws Exception {
      super(server, line);
    }

    @Override
    protected void handleMessage(Buffer buffer) throws Exception {
      received.incrementAndGet();
      super.handleMessage(buffer);
    }

    @Override
    public long receivedPackets() {
      return received.get();
    }
  }
}
