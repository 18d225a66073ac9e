// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.serve.line.Transport;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.util.concurrent.EventExecutor;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears. Its socket is a Unix datagram socket, so on Linux only. */
@Timeout(120)
class SupervisorTest {

  private static final long PID = 4711;

  @TempDir Path folder;

  @BeforeAll
  static void onLinux() {
    Assumptions.assumeTrue(Epoll.isAvailable(), "needs Linux");
  }

  private String path() {
    return folder.resolve("notify").toString();
  }

  private static Supervisor supervisor(String address) {
    return Supervisor.of(Map.of("NOTIFY_SOCKET", address), PID);
  }

  private Supervisor watched(String pid, String micros) {
    return Supervisor.of(
        Map.of("NOTIFY_SOCKET", path(), "WATCHDOG_PID", pid, "WATCHDOG_USEC", micros), PID);
  }

  @Test
  void startReloadAndEndAreTold() throws Exception {
    try (NotifyListener systemd = new NotifyListener(path())) {
      Supervisor supervisor = supervisor(path());
      long before = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
      supervisor.ready("2 lines\nREADY=0");
      supervisor.reloading();
      supervisor.stopping();
      assertEquals("READY=1\nSTATUS=2 lines READY=0", systemd.await("READY"));
      String reloading = systemd.await("RELOADING");
      assertTrue(reloading.startsWith("RELOADING=1\nMONOTONIC_USEC="), reloading);
      long micros = Long.parseLong(reloading.replaceFirst("(?s).*=", ""));
      assertTrue(micros >= before, reloading);
      assertEquals("STOPPING=1", systemd.await("STOPPING"));
    }
  }

  @Test
  void theSocketMayBeANameOfTheAbstractNamespace() throws Exception {
    String name = "serial-handshake-test-" + ProcessHandle.current().pid();
    try (NotifyListener systemd = new NotifyListener('\0' + name)) {
      supervisor("@" + name).ready("1 line");
      assertEquals("READY=1\nSTATUS=1 line", systemd.await("READY"));
    }
  }

  @Test
  void withoutSystemdNothingIsToldAndNothingFails() throws Exception {
    Supervisor.of(Map.of(), PID).ready("1 line");
    supervisor("vsock:2:9999").ready("1 line");
    supervisor(path()).ready("nobody listens");
    supervisor("/" + "x".repeat(200)).ready("the path is too long");
  }

  @Test
  void signsOfLifeComeUntilALoopHangs() throws Exception {
    EventLoopGroup loops = Transport.newEventLoops();
    CountDownLatch hangs = new CountDownLatch(1);
    try (NotifyListener systemd = new NotifyListener(path())) {
      watched(String.valueOf(PID), "2000").watch(loops);
      for (int i = 0; i < 5; i++) {
        assertEquals("WATCHDOG=1", systemd.await("WATCHDOG"));
      }
      CountDownLatch hanging = new CountDownLatch(1);
      EventExecutor one = loops.next();
      one.execute(
          () -> {
            hanging.countDown();
            try {
              hangs.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      hanging.await();
      // A sign may have passed that loop already. It goes through the others, and is the last one.
      for (EventExecutor other : loops) {
        if (other != one) {
          other.submit(() -> {}).sync();
        }
      }
      supervisor(path()).ready("now");
      systemd.await("READY");
      // A sign is due each millisecond. A loop runs its tasks in the order of their times, so
      // the next sign would have been given before these tasks.
      for (EventExecutor other : loops) {
        if (other != one) {
          other.schedule(() -> {}, 20, TimeUnit.MILLISECONDS).sync();
        }
      }
      assertTrue(systemd.isQuiet(), "a sign of life, although a loop hangs");
      hangs.countDown();
      systemd.await("WATCHDOG");
    } finally {
      hangs.countDown();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  @Test
  void noSignOfLifeIsGivenForAnotherProcess() throws Exception {
    EventLoopGroup loops = Transport.newEventLoops();
    try (NotifyListener systemd = new NotifyListener(path())) {
      Supervisor supervisor = watched("1", "2000");
      supervisor.watch(loops);
      for (EventExecutor loop : loops) {
        loop.submit(() -> {}).sync();
      }
      supervisor.ready("1 line");
      assertEquals("READY=1\nSTATUS=1 line", systemd.next());
    } finally {
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
