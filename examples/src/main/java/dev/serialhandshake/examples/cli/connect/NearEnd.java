// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.connect;

import dev.serialhandshake.core.BlockingHandshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.examples.cli.console.CommandFailure;
import dev.serialhandshake.examples.cli.line.LineAddress;
import dev.serialhandshake.examples.cli.line.LineFailures;
import dev.serialhandshake.examples.cli.line.OpenLine;
import dev.serialhandshake.examples.cli.line.SerialParameters;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * The near end of a line: shakes hands as the client, then is somebody's input and output.
 *
 * @param serial for the message of a failure
 */
record NearEnd(LineAddress line, SerialParameters serial, HandshakeSettings settings) {

  /** Returns when either side has ended; the line is the caller's to close. */
  void serve(OpenLine open, HandshakeObserver observer, InputStream local, OutputStream toLocal)
      throws CommandFailure, IOException, InterruptedException {
    try {
      BlockingHandshake.client(open.in(), open.out(), settings, observer);
    } catch (HandshakeException e) {
      throw LineFailures.shakingHands(line, serial, LineFailures.withErrorsOf(open, e));
    }
    HangUp.leaveTime();
    Pumps.End end = Pumps.run(local, toLocal, open);
    if (end.byLine() && end.cause() != null) {
      throw LineFailures.lost(line, end.cause());
    }
  }
}
