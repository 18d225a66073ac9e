// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.testing;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Event loops of one thread each, which end with the test. To be registered as an extension. */
public final class Loops implements AfterEachCallback {

  private static final int DEADLINE_SECONDS = 30;

  private final List<EventExecutorGroup> groups = new ArrayList<>();

  public EventLoopGroup nio() {
    return of(LoopKind.NIO);
  }

  public EventLoopGroup local() {
    return of(LoopKind.LOCAL);
  }

  public EventLoopGroup of(LoopKind kind) {
    return ending(kind.loops(1));
  }

  /** One that the test has made. */
  public synchronized <T extends EventExecutorGroup> T ending(T group) {
    groups.add(group);
    return group;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    close();
  }

  /** The end, for a program that is no test. */
  public synchronized void close() {
    for (EventExecutorGroup group : groups) {
      group.shutdownGracefully(0, DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
    for (EventExecutorGroup group : groups) {
      if (!group.terminationFuture().awaitUninterruptibly(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no end of " + group);
      }
    }
    groups.clear();
  }
}
