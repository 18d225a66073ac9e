// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import org.junit.jupiter.api.AfterAll;

class SshOverPtyIT extends SshOverLine {

  private PtyLine pty;

  @Override
  String servedLine() throws Exception {
    pty = new PtyLine(folder);
    PtyLine.write(pty.a, Noise.bytes());
    return pty.a;
  }

  @Override
  String lineToConnect(String served) throws Exception {
    PtyLine.write(pty.b, Noise.bytes());
    return pty.b;
  }

  @AfterAll
  void unplug() throws Exception {
    if (pty != null) {
      pty.close();
    }
  }
}
