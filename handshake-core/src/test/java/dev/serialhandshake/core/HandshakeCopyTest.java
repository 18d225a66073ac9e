// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the explorer relies on: copies, and encodings that tell futures apart. */
class HandshakeCopyTest {

  private static final HandshakeSettings SETTINGS =
      HandshakeSettings.builder().clientBegins(ClientBegins.TEXT).build();

  /** Reads, waits in milliseconds, and the timer. */
  private static final List<String> CLIENT_MOVES =
      List.of("timer", "wait 10", "06", "a1", "c0", "15", "06 a1", "06 a1 c0", "06 a4", "53");

  private static final List<String> SERVER_MOVES =
      List.of("timer", "wait 10", "16", "41", "06", "c1", "16 41", "06 c1", "06 c4", "53");

  /** A handshake at a time. */
  private static final class At {
    private final Handshake handshake;
    private long now;

    At(Handshake handshake, long now) {
      this.handshake = handshake;
      this.now = now;
    }

    At copy() {
      return new At(handshake.copy(), now);
    }

    /** Makes a move and tells what can be seen of it. */
    String move(String move) {
      int consumed = 0;
      switch (move.substring(0, 1)) {
        case "t" -> {
          long wait = handshake.nanosToTimer(now);
          now += wait == Long.MAX_VALUE ? 0 : wait;
          handshake.timeout(now);
        }
        case "w" -> now += 1_000_000L * Integer.parseInt(move.substring(5));
        default -> {
          byte[] read = Script.bytes(move);
          consumed = handshake.receive(ByteView.of(read, 0, read.length), now);
        }
      }
      byte[] frame = handshake.pollTransmit();
      String sent = frame == null ? "" : HexFormat.of().formatHex(frame);
      long wait = handshake.nanosToTimer(now);
      boolean ends = wait > 20_000_000_000L; // the deadline of the whole is not encoded
      return handshake.state() + " " + consumed + " " + sent + " " + (ends ? "" : wait);
    }

    List<Byte> encoding() {
      ByteBuffer out = ByteBuffer.allocate(64);
      handshake.timeout(now); // the encoding is of this moment
      handshake.encode(out);
      List<Byte> bytes = new ArrayList<>();
      for (byte b : Arrays.copyOf(out.array(), out.position())) {
        bytes.add(b);
      }
      return bytes;
    }
  }

  private static At started(Role role) {
    Handshake handshake =
        role == Role.CLIENT
            ? Handshake.client(SETTINGS, ChosenRandom.nonces(0xA0), HandshakeObserver.NONE)
            : Handshake.server(SETTINGS, ChosenRandom.nonces(0xC0), HandshakeObserver.NONE);
    handshake.start(0);
    handshake.pollTransmit();
    return new At(handshake, 0);
  }

  private static List<String> moves(Role role) {
    return role == Role.CLIENT ? CLIENT_MOVES : SERVER_MOVES;
  }

  /** What is reached by any moves, up to a number of them. */
  private static List<At> reached(Role role, int most) {
    List<At> all = new ArrayList<>(List.of(started(role)));
    int from = 0;
    for (int depth = 0; depth < most; depth++) {
      int to = all.size();
      for (; from < to; from++) {
        for (String move : moves(role)) {
          At next = all.get(from).copy();
          next.move(move);
          all.add(next);
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource
  void aCopyDoesAsItsOriginalAndGoesItsOwnWay(Role role) {
    for (At at : reached(role, 3)) {
      List<Byte> before = at.encoding();
      for (String move : moves(role)) {
        At copy = at.copy();
        At other = at.copy();
        assertEquals(copy.move(move), other.move(move));
        assertEquals(copy.encoding(), other.encoding());
      }
      assertEquals(before, at.encoding());
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalEncodingsHaveEqualFutures(Role role) {
    Map<List<Byte>, String> futures = new HashMap<>();
    for (At at : reached(role, 4)) {
      List<Byte> encoding = at.encoding();
      String future = future(at, role);
      String before = futures.putIfAbsent(encoding, future);
      assertEquals(before == null ? future : before, future);
    }
    assertTrue(futures.size() > 20, futures.size() + " states");
  }

  private static String future(At at, Role role) {
    StringBuilder future = new StringBuilder();
    for (String first : moves(role)) {
      At next = at.copy();
      future.append(next.move(first)).append('\n');
      for (String second : moves(role)) {
        future.append(next.copy().move(second)).append('\n');
      }
    }
    return future.toString();
  }
}
