// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.serial.SerialSettings;
import dev.serialhandshake.testing.Poll;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A line that is opened for nobody is closed. */
@Timeout(60)
class OpeningTest {

  private final CompletableFuture<Void> closed = new CompletableFuture<>();

  private final OpenLine line =
      new OpenLine() {
        @Override
        public InputStream in() {
          return InputStream.nullInputStream();
        }

        @Override
        public OutputStream out() {
          return OutputStream.nullOutputStream();
        }

        @Override
        public void close() {
          closed.complete(null);
        }
      };

  /** It waits for a connection that nobody makes. */
  private static Opening opening() {
    LineAddress address = LineAddress.parse("tcp-listen:127.0.0.1:0");
    return new Opening(address, SerialSettings.defaults(), null, Duration.ZERO);
  }

  @Test
  void aLineThatOpensTooLateIsClosed() throws Exception {
    Opening opening = opening();
    assertThrows(TimeoutException.class, () -> opening.await(1));
    opening.deliver(line);
    closed.get(30, TimeUnit.SECONDS);
  }

  /** The interrupt ends the wait, but the caller must have the lock before it can go on. */
  @Test
  void aLineThatOpensWhileTheCallerIsInterruptedIsClosed() throws Exception {
    Opening opening = opening();
    FutureTask<OpenLine> awaited = new FutureTask<>(() -> opening.await(0));
    Thread caller = new Thread(awaited);
    caller.setDaemon(true);
    caller.start();
    awaitState(caller, Thread.State.WAITING);
    synchronized (opening) {
      caller.interrupt();
      awaitState(caller, Thread.State.BLOCKED);
      opening.deliver(line);
    }
    ExecutionException e =
        assertThrows(ExecutionException.class, () -> awaited.get(30, TimeUnit.SECONDS));
    assertInstanceOf(InterruptedException.class, e.getCause());
    assertTrue(closed.isDone());
  }

  private static void awaitState(Thread thread, Thread.State state) throws Exception {
    Poll.until("the thread is " + state, () -> thread.getState() == state);
  }
}
