// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.explorer.Pairing;
import java.util.Random;

/** One handshake of two ends; its seed decides all that is left to chance. */
final class Simulation {

  private static final byte[] CLIENT_BANNER = "SSH-2.0-client\r\n".getBytes(US_ASCII);
  private static final byte[] SERVER_BANNER = "SSH-2.0-server\r\n".getBytes(US_ASCII);

  /** Far more than any run needs: a livelock in a moment of simulated time ends here. */
  private static final int MOST_STEPS = 1_000_000;

  private final Setup setup;
  private final Line toClient;
  private final Line toServer;
  private final Station client;
  private final Station server;
  private long now;

  private Simulation(Pairing pairing, Setup setup, long seed) {
    this.setup = setup;
    Random random = new Random(seed);
    toClient = new Line(setup, new Random(random.nextLong()));
    toServer = new Line(setup, new Random(random.nextLong()));
    End clientEnd =
        pairing.hasShippedClient()
            ? ShippedEnd.client(setup.settings(), new Random(random.nextLong()))
            : SeedEnd.client(random.nextInt(255));
    End serverEnd =
        pairing.hasShippedServer()
            ? ShippedEnd.server(setup.settings(), new Random(random.nextLong()))
            : SeedEnd.server(random.nextInt(255));
    client = new Station(clientEnd, true, toClient, toServer, CLIENT_BANNER, random);
    server = new Station(serverEnd, false, toServer, toClient, SERVER_BANNER, random);
  }

  static Ending run(Pairing pairing, Setup setup, long seed) {
    return new Simulation(pairing, setup, seed).run();
  }

  private Ending run() {
    toClient.noise(setup.noiseToClient);
    toServer.noise(setup.noiseToServer);
    playLog(setup.logToClient, toClient);
    playLog(setup.logToServer, toServer);
    client.startAt = setup.clientStart;
    server.startAt = setup.serverStartsAfterNoise ? toClient.quietAt() : setup.serverStart;
    if (setup.answerAfterDeadline != Setup.NOWHERE) {
      client.act(0);
      long travel = setup.latency + 3 * setup.perByte + setup.gather;
      server.startAt = client.end.wakeAt() + setup.answerAfterDeadline - travel;
    }
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      Ending.Kind kind = judge();
      if (kind != null) {
        return ending(kind);
      }
      Station next = client.nextAt() <= server.nextAt() ? client : server;
      if (next.nextAt() > setup.longest) {
        return ending(Ending.Kind.NEVER);
      }
      now = Math.max(now, next.nextAt());
      next.act(now);
    }
    throw new AssertionError("no end in sight after " + now + " ns of simulated time");
  }

  private void playLog(byte[] log, Line line) {
    if (setup.logTimes.length > 0) {
      line.log(log, setup.logTimes);
    } else {
      line.log(log, setup.logFrom, setup.logUntil);
    }
  }

  /** How it ended, or null. */
  private Ending.Kind judge() {
    boolean together = client.isEstablished() && server.isEstablished();
    if (together && toClient.isAligned() && toServer.isAligned()) {
      return Ending.Kind.IN_SYNC;
    }
    if (together || (client.isEstablished() && !server.end.isConfirming())) {
      return unlessByChance(Ending.Kind.MISALIGNED);
    }
    boolean gaveUp = server.isEstablished() && !client.end.awaitsFinalAck();
    return gaveUp ? unlessByChance(Ending.Kind.HALF_OPEN) : null;
  }

  private Ending.Kind unlessByChance(Ending.Kind kind) {
    boolean chance = client.isMisled() || server.isMisled();
    return chance ? Ending.Kind.COINCIDENCE : kind;
  }

  private Ending ending(Ending.Kind kind) {
    long started = Math.max(client.startAt, server.startAt);
    return new Ending(
        kind, client.end.attempts(), client.frames() + server.frames(), now - started);
  }
}
