// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What one client does on its line, and what the line does to it. It is drawn from the seed of the
 * soak, the number of the line and of the visit, and from nothing else.
 *
 * @param client who comes
 * @param work what it transfers
 * @param size bytes of the transfer
 * @param faults in the order of their offsets
 * @param pauseMillis until the next client comes
 * @param dataSeed for the bytes of the transfer
 */
record VisitPlan(
    Client client, Work work, int size, List<Fault> faults, int pauseMillis, long dataSeed) {

  /** Who comes. */
  enum Client {
    /** Apache MINA SSHD in this process. */
    MINA,
    /** OpenSSH through {@code connect}, processes of their own. */
    OPENSSH
  }

  /** What is transferred, there and back. */
  enum Work {
    CAT,
    SFTP
  }

  private static final int SMALLEST = 200;
  private static final int LARGEST = 300_000;

  /** Where the handshake is; a retry moves its frames further back. */
  private static final int HANDSHAKE_BYTES = 24;

  /** Where the login is. */
  private static final int LOGIN_BYTES = 3_000;

  static VisitPlan of(long seed, Pairing pairing, int line, int visit) {
    Random random = new Random((seed * 1_000_003 + line) * 1_000_003 + visit);
    Client client =
        pairing != Pairing.SEED_CLIENT && random.nextInt(12) == 0 ? Client.OPENSSH : Client.MINA;
    Work work = client == Client.MINA && random.nextBoolean() ? Work.SFTP : Work.CAT;
    int size = logarithmic(random, SMALLEST, LARGEST);
    List<Fault> faults = new ArrayList<>();
    for (int count = faultCount(random); count > 0; count--) {
      faults.add(fault(random, kind(random), size));
    }
    if (random.nextInt(3) == 0) {
      faults.add(fault(random, FaultKind.DEATH, size));
    }
    faults.sort(Comparator.comparingLong(Fault::offset));
    return new VisitPlan(
        client, work, size, List.copyOf(faults), random.nextInt(400), random.nextLong());
  }

  /** A visit on a line that behaves. */
  static VisitPlan clean(Client client, long dataSeed) {
    return new VisitPlan(client, Work.CAT, 10_000, List.of(), 0, dataSeed);
  }

  private static int faultCount(Random random) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3 -> 0;
      case 4, 5, 6, 7 -> 1 + random.nextInt(2);
      default -> 3 + random.nextInt(6);
    };
  }

  private static FaultKind kind(Random random) {
    int sum = 0;
    for (FaultKind kind : FaultKind.values()) {
      sum += kind.weight();
    }
    int drawn = random.nextInt(sum);
    for (FaultKind kind : FaultKind.values()) {
      drawn -= kind.weight();
      if (drawn < 0) {
        return kind;
      }
    }
    throw new AssertionError();
  }

  private static Fault fault(Random random, FaultKind kind, int size) {
    Direction direction = random.nextBoolean() ? Direction.TO_SERVER : Direction.TO_CLIENT;
    long offset =
        switch (random.nextInt(5)) {
          case 0, 1 -> random.nextInt(HANDSHAKE_BYTES);
          case 2 -> random.nextInt(LOGIN_BYTES);
          default -> LOGIN_BYTES + random.nextInt(size);
        };
    int amount =
        switch (kind) {
          case NOISE -> logarithmic(random, 1, 2_000);
          case LOSS -> logarithmic(random, 1, 300);
          case DUPLICATE -> logarithmic(random, 1, 64);
          case STALL -> 50 + random.nextInt(2_000);
          case ONE_BYTE -> 20 + random.nextInt(400);
          case PACE -> 20 + random.nextInt(2_000);
          case RESET_NEAR, RESET_FAR, DEATH -> 0;
        };
    return new Fault(kind, direction, offset, amount, random.nextLong());
  }

  private static int logarithmic(Random random, int least, int most) {
    double power = random.nextDouble() * Math.log((double) most / least);
    return (int) (least * Math.exp(power));
  }
}
