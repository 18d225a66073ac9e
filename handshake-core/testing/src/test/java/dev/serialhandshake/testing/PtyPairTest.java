// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PtyPairTest {

  @TempDir Path directory;

  private PtyPair line;

  @BeforeEach
  void make() {
    line = PtyPair.open(directory);
  }

  @AfterEach
  void unplug() {
    line.close();
  }

  @Test
  void everyByteGetsThroughBothWays() throws Exception {
    byte[] sent = new byte[100_000];
    new Random(1).nextBytes(sent);
    assertArrayEquals(sent, carry(line.a(), line.b(), sent));
    assertArrayEquals(sent, carry(line.b(), line.a(), sent));
    line.fromA().awaitCarried(sent.length); // counted after it was written
    line.fromB().awaitCarried(sent.length);
    assertEquals(sent.length, line.fromA().carried());
    assertEquals(sent.length, line.fromB().carried());
  }

  @Test
  void aHeldLineLetsNothingThroughUntilItIsReleased() throws Exception {
    line.fromA().hold();
    try (FileOutputStream a = new FileOutputStream(line.a());
        FileInputStream b = new FileInputStream(line.b())) {
      a.write(1);
      try (FileOutputStream other = new FileOutputStream(line.b())) {
        other.write(2);
      }
      line.fromB().awaitCarried(1);
      assertEquals(0, line.fromA().carried());
      line.fromA().release();
      assertEquals(1, b.read());
    }
  }

  @Test
  void aPacedLineHoldsEachByteBack() throws Exception {
    line.fromA().pace(Duration.ofMillis(1));
    assertArrayEquals(new byte[] {1, 2}, carry(line.a(), line.b(), new byte[] {1, 2}));
    line.fromA().pace(Duration.ofDays(1));
    try (FileOutputStream a = new FileOutputStream(line.a());
        FileInputStream b = new FileInputStream(line.b())) {
      a.write(3);
      try (FileOutputStream other = new FileOutputStream(line.b())) {
        other.write(4);
      }
      line.fromB().awaitCarried(1);
      line.fromA().awaitCarried(2);
      assertEquals(2, line.fromA().carried());
      line.fromA().pace(Duration.ZERO);
      assertEquals(3, b.read());
    }
  }

  @Test
  void aHangUpEndsAReadAndTheLineCanBeOpenedAgain() throws Exception {
    try (FileInputStream b = new FileInputStream(line.b())) {
      CompletableFuture<Integer> read = reading(b);
      line.hangUp();
      assertEquals(-1, read.get(30, TimeUnit.SECONDS));
    }
    assertArrayEquals(new byte[] {7}, carry(line.a(), line.b(), new byte[] {7}));
  }

  @Test
  void anUnplugEndsAReadAndTakesTheDevicesAway() throws Exception {
    Path device = Path.of(line.a()).toRealPath();
    try (FileInputStream a = new FileInputStream(line.a())) {
      CompletableFuture<Integer> read = reading(a);
      line.unplug();
      assertEquals(-1, read.handle((value, failure) -> failure == null ? value : -1).get());
    }
    assertFalse(Files.exists(Path.of(line.a())));
    assertFalse(Files.exists(device));
  }

  @Test
  void anUnknownModeIsRefusedByName() {
    Exception refused =
        assertThrows(IllegalArgumentException.class, () -> PseudoTerminal.open("raw", "-magic"));
    assertEquals("not a mode that is known here: -magic", refused.getMessage());
  }

  private static byte[] carry(String from, String to, byte[] bytes) throws IOException {
    try (FileInputStream in = new FileInputStream(to);
        FileOutputStream out = new FileOutputStream(from)) {
      CompletableFuture<Void> written =
          CompletableFuture.runAsync(
              () -> {
                try {
                  out.write(bytes);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      byte[] read = new byte[bytes.length];
      new DataInputStream(in).readFully(read); // a terminal has no length to ask for
      written.join();
      return read;
    }
  }

  private static CompletableFuture<Integer> reading(FileInputStream in) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return in.read();
          } catch (IOException e) {
            return -1;
          }
        });
  }
}
