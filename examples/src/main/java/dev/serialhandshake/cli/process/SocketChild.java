// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Platform;
import java.io.IOException;

/**
 * A process whose standard input and output are a socket, as those of inetd's programs. The other
 * end of the socket is for an event loop, so no thread waits for the process. Its standard error is
 * ours. On Linux only.
 */
public final class SocketChild {

  private final int descriptor;
  private final ProcessGroup group;

  private SocketChild(int descriptor, int pid) {
    this.descriptor = descriptor;
    group = new ProcessGroup(pid);
  }

  public static boolean canStart() {
    return Platform.isLinux() && SystemCalls.areThere();
  }

  public static SocketChild start(Program program) throws IOException {
    int[] pair = new int[2];
    int kind = ProcessLibC.SOCK_STREAM | ProcessLibC.SOCK_CLOEXEC;
    ProcessLibC.checked(ProcessLibC.C.socketpair(ProcessLibC.AF_UNIX, kind, 0, pair), "socketpair");
    try (Spawn spawn = new Spawn()) {
      // Only our end is non-blocking: the process expects its reads to wait, as on a pipe.
      ProcessLibC.checked(
          ProcessLibC.C.fcntl(pair[0], ProcessLibC.F_SETFL, ProcessLibC.O_NONBLOCK), "fcntl");
      spawn.give(pair[1], 0);
      spawn.give(pair[1], 1);
      spawn.give(2, 2);
      return new SocketChild(pair[0], spawn.start(program));
    } catch (IOException | RuntimeException | LinkageError e) {
      ProcessLibC.C.close(pair[0]);
      throw e;
    } finally {
      ProcessLibC.C.close(pair[1]);
    }
  }

  /** Our end of its socket, which is non-blocking. The caller closes it. */
  public int descriptor() {
    return descriptor;
  }

  /**
   * Waits until the process has ended. Must be called once: otherwise the system keeps a zombie.
   */
  public Ending await() {
    return group.await();
  }

  /** Sends a signal to its process group, as {@link Child#signal} does. */
  public boolean signal(String name) {
    return group.signal(name);
  }
}
