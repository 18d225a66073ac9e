// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;

/** A child that leads a process group of its own. Any thread may ask. */
final class ProcessGroup {

  private final int leader;
  private boolean ended;

  ProcessGroup(int leader) {
    this.leader = leader;
  }

  /** Waits until the leader has ended. Somebody has to, once. */
  Ending await() {
    IntByReference status = new IntByReference();
    while (ProcessLibC.C.waitpid(leader, status, 0) == -1
        && Native.getLastError() == ProcessLibC.EINTR) {
      // a signal for this process, not of the child
    }
    synchronized (this) {
      ended = true; // from here the number may be another process's
    }
    return Ending.ofWaitStatus(status.getValue());
  }

  /**
   * Sends a signal to all of it.
   *
   * @param name without SIG
   * @return whether there is such a signal, and the leader has not ended
   */
  synchronized boolean signal(String name) {
    int number = SignalName.number(name);
    return number != 0 && !ended && ProcessLibC.C.kill(-leader, number) == 0;
  }
}
