// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.io.IOException;
import org.apache.sshd.server.command.AbstractCommandSupport;

/** Sends back what comes in. */
final class CatCommand extends AbstractCommandSupport {
  CatCommand(String command) {
    super(command, null);
  }

  @Override
  public void run() {
    try {
      getInputStream().transferTo(getOutputStream());
      getOutputStream().flush();
      onExit(0);
    } catch (IOException e) {
      onExit(1, e.toString()); // the session is over
    }
  }
}
