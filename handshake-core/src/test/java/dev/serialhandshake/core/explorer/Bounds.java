// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/**
 * How much may go wrong in one walk.
 *
 * @param garbageToServer the most bytes of garbage ahead of the first SYN
 * @param garbageToClient the most bytes of garbage ahead of the first answer
 * @param faults how many bytes the line may lose or double
 * @param restarts how many times a peer may begin anew with nothing remembered
 * @param attempts how many SYNs a client may send
 * @param confirm whether a shipped server has the confirm option on
 */
public record Bounds(
    int garbageToServer,
    int garbageToClient,
    int faults,
    int restarts,
    int attempts,
    boolean confirm) {

  /**
   * How many more attempts a state may need; the original by itself may need any number. Its client
   * sends a SYN for each stale answer, and a fourth byte of garbage, one of three that is doubled,
   * makes one more of these.
   */
  int attemptsAllowed(Pairing pairing) {
    return switch (pairing) {
      case SHIPPED_SHIPPED -> 2;
      case SHIPPED_SEED -> 8;
      case SEED_SHIPPED -> garbageToServer == 3 && faults > 0 ? 9 : 8;
      case SEED_SEED -> Outcome.TOO_MANY;
    };
  }

  int[] pack() {
    int confirms = confirm ? 1 : 0;
    return new int[] {garbageToServer, garbageToClient, faults, restarts, attempts, confirms};
  }

  static Bounds unpack(int[] packed) {
    return new Bounds(packed[0], packed[1], packed[2], packed[3], packed[4], packed[5] == 1);
  }
}
