// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.probe;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.probing.LineProbe;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A server at the end of a line of some speed, in simulated time. */
final class SimulatedPeer {

  /** What the line makes of a byte. */
  interface Change {
    byte[] of(byte value);

    static byte[] none(byte value) {
      return new byte[] {value};
    }
  }

  private static final long LATENCY = TimeUnit.MILLISECONDS.toNanos(2);

  private final Handshake server =
      Handshake.server(
          HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).build(),
          new Random(1),
          HandshakeObserver.NONE);
  private final long characterNanos;
  private final Change toPeer;
  private final Change fromPeer;
  private long now;

  SimulatedPeer(int baud, Change toPeer, Change fromPeer) {
    characterNanos = 10_000_000_000L / baud;
    this.toPeer = toPeer;
    this.fromPeer = fromPeer;
    server.start(0);
  }

  /** Runs a test to its end. */
  void answer(LineProbe test) {
    test.start(now);
    while (!test.isDone()) {
      byte[] frame = test.pollTransmit();
      byte[] answer = frame == null ? new byte[0] : answer(frame);
      if (answer.length > 0) {
        test.receive(ByteView.of(answer, 0, answer.length), now);
      } else {
        now += Math.min(test.nanosToTimeout(now), server.nanosToTimeout(now));
        server.timeout(now);
        byte[] late = server.pollTransmit(); // after the quiet time
        if (late != null) {
          byte[] arrived = carry(late, fromPeer);
          test.receive(ByteView.of(arrived, 0, arrived.length), now);
        }
        test.timeout(now);
      }
    }
  }

  private byte[] answer(byte[] frame) {
    byte[] arrived = carry(frame, toPeer);
    server.timeout(now);
    server.receive(ByteView.of(arrived, 0, arrived.length), now);
    byte[] answer = server.pollTransmit();
    return answer == null ? new byte[0] : carry(answer, fromPeer);
  }

  private byte[] carry(byte[] bytes, Change change) {
    now += LATENCY + bytes.length * characterNanos;
    ByteArrayOutputStream carried = new ByteArrayOutputStream();
    for (byte b : bytes) {
      carried.writeBytes(change.of(b));
    }
    return carried.toByteArray();
  }
}
