// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.State;
import dev.serialhandshake.testing.seed.SeedServer;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Random;

/** A line that does something to bytes, with a server at its end, in simulated time. */
final class SimulatedLine {

  /** What a direction makes of one byte. */
  interface Change {
    /** Nothing. */
    Change NONE = value -> new int[] {value};

    int[] of(int value);

    default Way asWay() {
      return bytes -> {
        ByteArrayOutputStream changed = new ByteArrayOutputStream();
        for (byte b : bytes) {
          for (int value : of(b & 0xff)) {
            changed.write(value);
          }
        }
        return changed.toByteArray();
      };
    }
  }

  /** What a direction makes of bytes that are sent together. */
  interface Way {
    byte[] carry(byte[] bytes);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Chunk(byte[] bytes, long arrival) {}

  private static final long NEVER = Long.MAX_VALUE;

  private final Way toServer;
  private final Way toClient;
  private final boolean drips;
  private final Handshake shipped;
  private final SeedServer seed;
  private final ArrayDeque<Chunk> onTheWayOut = new ArrayDeque<>();
  private final ArrayDeque<Chunk> onTheWayBack = new ArrayDeque<>();
  private boolean softwareFlowControl;
  private boolean stopped;
  private boolean echoes;
  private long seedReadsFrom;
  private long latency = MILLISECONDS.toNanos(2);
  private long characterNanos;
  private long now;

  private SimulatedLine(boolean seed, boolean drips, Way toServer, Way toClient) {
    this(seed, drips, toServer, toClient, 1);
  }

  private SimulatedLine(boolean seed, boolean drips, Way toServer, Way toClient, long draw) {
    this.toServer = toServer;
    this.toClient = toClient;
    this.drips = drips;
    HandshakeSettings forEver =
        HandshakeSettings.builder().handshakeTimeout(java.time.Duration.ZERO).build();
    this.seed = seed ? SeedServer.counting(0x41) : null;
    shipped = Handshake.server(forEver, new Random(draw), HandshakeObserver.NONE);
    shipped.start(0);
  }

  /** A line to a shipped server. */
  static SimulatedLine shipped(Change toServer, Change toClient) {
    return new SimulatedLine(false, false, toServer.asWay(), toClient.asWay());
  }

  /** A clean line to a shipped server that draws other nonces. */
  static SimulatedLine shipped(long draw) {
    return new SimulatedLine(false, false, Change.NONE.asWay(), Change.NONE.asWay(), draw);
  }

  /** A line to a server by the original's rules. */
  static SimulatedLine seed(Change toServer, Change toClient) {
    return new SimulatedLine(true, false, toServer.asWay(), toClient.asWay());
  }

  /** A line to a shipped server that something else carries. */
  static SimulatedLine over(Way toServer, Way toClient) {
    return new SimulatedLine(false, false, toServer, toClient);
  }

  /** Likewise, with a byte per read. */
  static SimulatedLine dripping(boolean seed) {
    return new SimulatedLine(seed, true, Change.NONE.asWay(), Change.NONE.asWay());
  }

  SimulatedLine latency(long millis) {
    latency = MILLISECONDS.toNanos(millis);
    return this;
  }

  /** Characters take their time, ten bits each. */
  SimulatedLine baud(int rate) {
    characterNanos = 10_000_000_000L / rate;
    return this;
  }

  /** The far end's terminal eats XON and XOFF, and acts on them. */
  SimulatedLine withSoftwareFlowControl() {
    softwareFlowControl = true;
    return this;
  }

  /** What the client sends comes back too. */
  SimulatedLine withEcho() {
    echoes = true;
    return this;
  }

  long now() {
    return now;
  }

  SweepReport run(TransparencySweep sweep) {
    work(sweep);
    return sweep.report();
  }

  PingReport run(LinePing ping) {
    work(ping);
    return ping.report();
  }

  void work(LineProbe test) {
    test.start(now);
    transmit(test.pollTransmit());
    while (!test.isDone()) {
      byte[] read = next(test.nanosToTimeout(now));
      if (read != null) {
        test.receive(ByteView.of(read, 0, read.length), now);
      } else {
        test.timeout(now);
      }
      transmit(test.pollTransmit());
    }
  }

  /** A handshake on the line as it was left. */
  HandshakeReport handshake() {
    Handshake client =
        Handshake.client(HandshakeSettings.defaults(), new Random(3), HandshakeObserver.NONE);
    client.start(now);
    transmit(client.pollTransmit());
    while (!client.state().isFinal()) {
      byte[] read = next(client.nanosToTimeout(now));
      if (read != null) {
        client.receive(ByteView.of(read, 0, read.length), now);
      } else {
        client.timeout(now);
      }
      transmit(client.pollTransmit());
    }
    assertTrue(serverIsEstablished() == (client.state() == State.ESTABLISHED), "one end only");
    return client.report();
  }

  boolean serverIsEstablished() {
    return seed == null ? shipped.state() == State.ESTABLISHED : seed.isEstablished();
  }

  /** Lets things happen until the client reads, or its wait of so many nanoseconds is over. */
  private byte[] next(long wait) {
    long due = wait == NEVER ? NEVER : now + wait;
    while (true) {
      long out = onTheWayOut.isEmpty() ? NEVER : onTheWayOut.peek().arrival;
      out = out == NEVER || seed == null ? out : Math.max(out, seedReadsFrom);
      long back = onTheWayBack.isEmpty() ? NEVER : onTheWayBack.peek().arrival;
      long alarm = serverAlarm();
      if (alarm <= Math.min(due, Math.min(out, back))) {
        now = Math.max(now, alarm);
        shipped.timeout(now);
        answer(shipped.pollTransmit());
        continue;
      }
      if (Math.min(out, back) > due) {
        assertTrue(due != NEVER, "waits for ever");
        now = due;
        return null;
      }
      now = Math.max(now, Math.min(out, back));
      if (back <= out) {
        return onTheWayBack.remove().bytes;
      }
      serve(onTheWayOut.remove().bytes);
    }
  }

  private void serve(byte[] read) {
    byte[] answer;
    if (seed == null) {
      shipped.receive(ByteView.of(read, 0, read.length), now);
      answer = shipped.pollTransmit();
    } else {
      seed.read(read);
      answer = seed.pollTransmit();
      if (answer != null && SeedServer.isNak(answer)) {
        seedReadsFrom = now + SeedServer.nanosToTick(now);
      }
    }
    answer(answer);
  }

  private long serverAlarm() {
    long wait = seed == null ? shipped.nanosToTimeout(now) : NEVER;
    return wait == NEVER ? NEVER : now + wait;
  }

  private void answer(byte[] answer) {
    if (answer != null && !stopped) {
      carry(answer, toClient, onTheWayBack);
    }
  }

  private void transmit(byte[] bytes) {
    if (bytes == null) {
      return;
    }
    if (echoes) {
      carry(bytes, Change.NONE.asWay(), onTheWayBack);
    }
    carry(bytes, softwareFlowControl ? withoutXonXoff().asWay() : toServer, onTheWayOut);
  }

  private Change withoutXonXoff() {
    return value -> {
      stopped = value == 0x13 || (stopped && value != 0x11);
      return value == 0x13 || value == 0x11 ? new int[0] : new int[] {value};
    };
  }

  private void carry(byte[] bytes, Way change, ArrayDeque<Chunk> way) {
    byte[] all = change.carry(bytes);
    int size = drips ? 1 : Math.max(1, all.length);
    for (int from = 0; from < all.length; from += size) {
      byte[] part = java.util.Arrays.copyOfRange(all, from, Math.min(all.length, from + size));
      long taken = characterNanos == 0 ? from * 100_000L : (from + part.length) * characterNanos;
      way.add(new Chunk(part, now + latency + taken));
    }
  }
}
