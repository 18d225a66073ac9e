// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

/**
 * How much may go wrong in one walk.
 *
 * @param noiseToServer the most bytes of noise that reach the server, at any moment
 * @param noiseToClient the most bytes of noise that reach the client, likewise
 * @param faults how many bytes the line may lose or double
 * @param restarts how many times a peer may begin anew with nothing remembered
 * @param attempts how many SYNs a client may send
 * @param confirm whether a shipped server has the confirm option on
 * @param login whether a shipped server shares its line with a login: the noise that reaches it is
 *     what a person types
 */
public record Bounds(
    int noiseToServer,
    int noiseToClient,
    int faults,
    int restarts,
    int attempts,
    boolean confirm,
    boolean login) {

  Bounds(
      int noiseToServer,
      int noiseToClient,
      int faults,
      int restarts,
      int attempts,
      boolean confirm) {
    this(noiseToServer, noiseToClient, faults, restarts, attempts, confirm, false);
  }

  /** The same, and a login on the server's line. */
  Bounds withLogin() {
    return new Bounds(noiseToServer, noiseToClient, faults, restarts, attempts, confirm, true);
  }

  /**
   * How many more attempts a state may need; the original by itself may need any number. Its client
   * sends a SYN for each stale answer.
   */
  int attemptsAllowed(Pairing pairing) {
    return switch (pairing) {
      case SHIPPED_SHIPPED -> 2;
      case SHIPPED_SEED -> 4;
      case SEED_SHIPPED -> 8;
      case SEED_SEED -> Remainder.TOO_MANY;
    };
  }

  int[] pack() {
    int confirms = confirm ? 1 : 0;
    int logins = login ? 1 : 0;
    return new int[] {noiseToServer, noiseToClient, faults, restarts, attempts, confirms, logins};
  }

  static Bounds unpack(int[] packed) {
    return new Bounds(
        packed[0], packed[1], packed[2], packed[3], packed[4], packed[5] == 1, packed[6] == 1);
  }
}
