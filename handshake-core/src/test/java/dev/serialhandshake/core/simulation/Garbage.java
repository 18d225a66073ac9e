// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import java.util.Arrays;
import java.util.Random;

/** Garbage of several tastes. */
enum Garbage {
  /** Passes for an answer wherever an acknowledged nonce may be an ACK. */
  ACKS {
    @Override
    void fill(byte[] bytes, Random random, boolean toClient) {
      Arrays.fill(bytes, (byte) 0x06);
    }
  },
  CONTROLS {
    @Override
    void fill(byte[] bytes, Random random, boolean toClient) {
      choose(bytes, random, 0x06, 0x15, 0x16);
    }
  },
  /** No ACK among it, so that nothing passes for an answer whatever the nonces are. */
  SYNS_AND_NAKS {
    @Override
    void fill(byte[] bytes, Random random, boolean toClient) {
      choose(bytes, random, 0x15, 0x16, 'x');
    }
  },
  SEVEN_BITS {
    @Override
    void fill(byte[] bytes, Random random, boolean toClient) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) random.nextInt(0x80);
      }
    }
  },
  /** Any bytes; what a frame needs is there once in 65,536. */
  BYTES {
    @Override
    void fill(byte[] bytes, Random random, boolean toClient) {
      random.nextBytes(bytes);
    }
  },
  /** What an earlier handshake left on the line; it may have used the same nonces by chance. */
  OLD_FRAMES {
    @Override
    void fill(byte[] bytes, Random random, boolean toClient) {
      fillWithFrames(bytes, random, toClient, 0xA0);
    }
  },
  /** What earlier peers of another kind left on the line, with nonces that ours never draw. */
  OLD_FRAMES_OF_OTHERS {
    @Override
    void fill(byte[] bytes, Random random, boolean toClient) {
      fillWithFrames(bytes, random, toClient, 0x20);
    }
  };

  abstract void fill(byte[] bytes, Random random, boolean toClient);

  byte[] bytes(int length, Random random, boolean toClient) {
    byte[] bytes = new byte[length];
    fill(bytes, random, toClient);
    return bytes;
  }

  private static void choose(byte[] bytes, Random random, int... alphabet) {
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) alphabet[random.nextInt(alphabet.length)];
    }
  }

  private static void fillWithFrames(
      byte[] bytes, Random random, boolean toClient, int lowestNonce) {
    int length = 0;
    while (length < bytes.length) {
      byte[] frame = oldFrame(random, toClient, lowestNonce);
      int count = Math.min(frame.length, bytes.length - length);
      System.arraycopy(frame, 0, bytes, length, count);
      length += count;
    }
  }

  private static byte[] oldFrame(Random random, boolean toClient, int lowestNonce) {
    byte nonce = (byte) (lowestNonce + random.nextInt(94));
    byte other = (byte) (lowestNonce + random.nextInt(94));
    return switch (random.nextInt(4)) {
      case 0, 1 ->
          toClient ? new byte[] {0x06, (byte) (nonce + 1), other} : new byte[] {0x16, nonce};
      case 2 -> toClient ? new byte[] {0x06} : new byte[] {0x15, 0x16, nonce};
      default -> toClient ? new byte[] {0x15} : new byte[] {0x06, (byte) (nonce + 1)};
    };
  }
}
