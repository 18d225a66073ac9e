// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.Signals;

/**
 * Makes what the session will need, while the line is opened: the other processor of the machine is
 * idle then, for OpenSSH waits. It is the class that receives signals, which the JVM has to
 * generate, and what the JVM links lambdas with. Where the first lambda is linked takes 5 ms of a
 * login, each other one half a millisecond. So what a login waits for is written without them.
 */
final class Preparation extends Thread {

  Preparation() {
    super("preparation");
    setDaemon(true);
  }

  @Override
  public void run() {
    Signals.prepare();
  }
}
