// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;

/** A child that leads a process group of its own. Any thread may call this class. */
final class ProcessGroup {

  private final int leader;
  private boolean ended;

  ProcessGroup(int leader) {
    this.leader = leader;
  }

  /** Waits until the leader has ended. Must be called once: otherwise the system keeps a zombie. */
  Ending await() {
    IntByReference status = new IntByReference();
    while (ProcessLibC.C.waitpid(leader, status, 0) == -1
        && Native.getLastError() == ProcessLibC.EINTR) {
      // A signal to this process has interrupted the wait.
    }
    synchronized (this) {
      ended = true; // from here on its number may be that of another process
    }
    return Ending.ofWaitStatus(status.getValue());
  }

  /**
   * Sends a signal to the group.
   *
   * @param name without SIG
   * @return whether there is such a signal, and the leader has not ended
   */
  synchronized boolean signal(String name) {
    int number = SignalName.number(name);
    return number != 0 && !ended && ProcessLibC.C.kill(-leader, number) == 0;
  }
}
