// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.Role;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Two links and the line between them, in simulated time. Each end sends the same bytes that the
 * other one expects, and what is taken is compared with them byte by byte.
 */
final class LinkPair {

  private static final long NEVER = Long.MAX_VALUE;

  /** Not zero: times may be negative. */
  private static final long BEGIN = -7_000_000_000_000L;

  /** One end. */
  final class Side {
    final Role role;
    Link link;
    final LinkWay out;

    /** How many bytes its application will have sent. */
    long toSend;

    long sent;
    long taken;

    /** Whether its application takes what arrives. */
    boolean takes = true;

    Side(Role role, Link link, LinkWay out) {
      this.role = role;
      this.link = link;
      this.out = out;
    }

    private byte byteAt(long index) {
      long mixed = (index + (role == Role.CLIENT ? 1 : 1L << 40)) * 0x9E3779B97F4A7C15L;
      return (byte) (mixed >>> 29 ^ mixed >>> 51);
    }

    private void work(Side other) {
      if (takes) {
        buffer.clear();
        while (link.take(buffer) > 0) {
          for (int i = 0; i < buffer.position(); i++) {
            if (buffer.get(i) != other.byteAt(taken + i)) {
              assertEquals(other.byteAt(taken + i), buffer.get(i), role + ", byte " + (taken + i));
            }
          }
          taken += buffer.position();
          buffer.clear();
        }
      }
      while (sent < toSend && link.room() > 0) {
        buffer.clear();
        int count = (int) Math.min(toSend - sent, Math.min(buffer.capacity(), link.room()));
        for (int i = 0; i < count; i++) {
          buffer.put(byteAt(sent + i));
        }
        sent += link.offer(buffer.flip());
      }
      transmit();
    }

    private void transmit() {
      buffer.clear();
      while (link.transmit(buffer, now) > 0) {
        if (!down) {
          out.put(buffer.array(), buffer.position(), now);
        }
        buffer.clear();
      }
    }
  }

  final Side client;
  final Side server;
  final Random random;
  long now = BEGIN;
  private boolean down;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 11);

  LinkPair(LinkSettings settings, LinkWay toServer, LinkWay toClient, long seed) {
    this(settings, settings, toServer, toClient, seed);
  }

  LinkPair(
      LinkSettings clients, LinkSettings servers, LinkWay toServer, LinkWay toClient, long seed) {
    random = new Random(seed);
    client = new Side(Role.CLIENT, Link.client(clients, random), toServer);
    server = new Side(Role.SERVER, Link.server(servers, random), toClient);
  }

  /** A clean line of 115200 baud. */
  static LinkPair clean() {
    return clean(LinkSettings.forLine(115_200).build());
  }

  static LinkPair clean(LinkSettings settings) {
    return new LinkPair(settings, way(115_200), way(115_200), 1);
  }

  static LinkWay way(int baud) {
    return new LinkWay(10_000_000_000L / baud, 50_000, FaultyBytes.NONE);
  }

  /** Starts both ends, and waits until they know each other. */
  LinkPair open() {
    server.link.start(now);
    client.link.start(now);
    assertEquals(
        true,
        until(
            () -> client.link.state() == LinkState.OPEN && server.link.state() == LinkState.OPEN));
    return this;
  }

  /** The line breaks; the ends are not told. */
  void cut() {
    down = true;
    client.out.cut();
    server.out.cut();
  }

  /** There is a line again; the ends are not told. */
  void join() {
    down = false;
  }

  void lose() {
    client.link.lineLost(now);
    server.link.lineLost(now);
    client.out.cut();
    server.out.cut();
  }

  void back() {
    down = false;
    client.link.lineBack(now);
    server.link.lineBack(now);
  }

  /** Lets the ends do what is due, without time. */
  void work() {
    client.work(server);
    server.work(client);
  }

  /** Goes on until something is so; false when it is not within a long time. */
  boolean until(BooleanSupplier condition) {
    return until(condition, Duration.ofHours(1));
  }

  boolean until(BooleanSupplier condition, Duration most) {
    long end = now + most.toNanos();
    work();
    while (!condition.getAsBoolean()) {
      long next = nextEvent();
      if (next > end) {
        now = end;
        return false;
      }
      step(next);
    }
    return true;
  }

  /** Goes on for some time. */
  void run(Duration time) {
    runTo(now + time.toNanos());
  }

  void runTo(long end) {
    work();
    for (long next = nextEvent(); next <= end; next = nextEvent()) {
      step(next);
    }
    now = end;
  }

  long nextEvent() {
    long next = Math.min(client.out.next(), server.out.next());
    return Math.min(next, Math.min(due(client.link), due(server.link)));
  }

  private long due(Link link) {
    long wait = Math.min(link.nanosToTimeout(now), link.nanosToTransmit(now));
    return wait == NEVER ? NEVER : now + wait;
  }

  private void step(long next) {
    now = Math.max(now, next);
    carry(client, server);
    carry(server, client);
    work();
  }

  private void carry(Side from, Side to) {
    byte[] bytes = from.out.arrived(now);
    while (bytes != null) {
      if (to.link.state() != LinkState.NEW) {
        to.link.receive(ByteBuffer.wrap(bytes), now);
      }
      bytes = from.out.arrived(now);
    }
    to.link.timeout(now);
  }
}
