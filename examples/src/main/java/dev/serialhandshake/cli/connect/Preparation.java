// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.Signals;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loads what the session will need, while another thread opens the line. OpenSSH waits meanwhile,
 * so a second processor of the machine is idle.
 *
 * <p>The first is the code of the handshake: 4 ms. Then comes a class that the JVM generates to
 * receive signals: 6 ms. The JVM links the first lambda in 5 ms and each further one in half a
 * millisecond. So the code that a login waits for has none.
 */
final class Preparation extends Thread {

  private final boolean pumps;

  /**
   * @param pumps whether this process carries the bytes of the session, until a signal ends it
   */
  Preparation(boolean pumps) {
    super("preparation");
    setDaemon(true);
    this.pumps = pumps;
  }

  @Override
  public void run() {
    Handshake neverSent =
        Handshake.client(
            HandshakeSettings.defaults(), ThreadLocalRandom.current(), HandshakeObserver.NONE);
    neverSent.start(System.nanoTime());
    if (pumps) {
      Signals.prepare();
    }
  }
}
