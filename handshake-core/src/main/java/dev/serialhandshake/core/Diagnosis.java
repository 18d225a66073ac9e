// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.serialhandshake.core.internal.Wire;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the verdict. Certain causes come first, likely ones last. There is no verdict if the line
 * is in sync or too little is known.
 *
 * @param quietNanos how long nothing has arrived
 * @param longestPauseNanos the longest pause of the garbage that still arrives
 * @param evidence null if no byte was received
 */
record Diagnosis(
    Role role,
    State state,
    @Nullable FailureReason reason,
    int attempts,
    long quietNanos,
    long longestPauseNanos,
    @Nullable Evidence evidence) {

  /** A kernel that writes at least this often is still writing. */
  private static final long STILL_ARRIVING = SECONDS.toNanos(2);

  /** So many attempts without an answer are not chance. */
  private static final int MANY = 3;

  /** Fewer bytes than this tell nothing about a baud rate. */
  private static final int ENOUGH = 12;

  /** If there is more noise than this for each SYN, the SYNs are noise too. */
  private static final int NOISE_PER_SYN = 8;

  /** Noise spells one of them by chance, once in 65,536 times. */
  private static final int ENOUGH_DEBUG_ACKS = 2;

  private static final byte[] NONE = {};

  @Nullable Verdict verdict() {
    if (state == State.ESTABLISHED || evidence == Evidence.NONE) {
      return null;
    }
    if (evidence == null) {
      return ofSilence();
    }
    evidence.judge();
    Verdict certain = ofSigns(evidence);
    if (certain != null) {
      return certain;
    }
    Verdict byFrames = ofFrames(evidence);
    return byFrames == null ? ofOtherBytes(evidence) : byFrames;
  }

  private @Nullable Verdict ofSilence() {
    if (reason == FailureReason.LINE_CLOSED) {
      return Verdict.of(VerdictKind.CLOSED, NONE);
    }
    return gaveUp() ? Verdict.of(VerdictKind.SILENT, NONE) : null;
  }

  private boolean gaveUp() {
    if (reason == null || reason == FailureReason.ABANDONED) {
      // A server may wait for ever. After a silence, the client that tried has given up.
      boolean left = evidence != null && quietNanos >= STILL_ARRIVING;
      return role == Role.CLIENT ? attempts >= MANY : left;
    }
    return reason != FailureReason.WRITE_FAILED
        && reason != FailureReason.TOO_MUCH_QUEUED
        && reason != FailureReason.INTERNAL_ERROR;
  }

  private @Nullable Verdict ofSigns(Evidence seen) {
    for (PeerSign sign : PeerSign.values()) {
      byte[] proof = seen.proof(sign, quietNanos >= STILL_ARRIVING);
      VerdictKind kind = proof == null ? null : kindOf(sign, seen);
      if (proof != null && kind != null) {
        boolean onlyThere = sign == PeerSign.SEVEN_BITS && proof.length == 3 && proof[2] < 0;
        return onlyThere ? strippedOnTheWayToThePeer(proof) : Verdict.of(kind, proof);
      }
    }
    return null;
  }

  /** The peer's own nonce arrived with bit 7 set. */
  private static Verdict strippedOnTheWayToThePeer(byte[] proof) {
    VerdictKind kind = VerdictKind.SEVEN_BIT_LINE;
    String sentence = kind.sentence() + " on the way to the peer";
    return Verdict.of(kind, sentence, kind.remedy(), new Preview(proof));
  }

  private @Nullable VerdictKind kindOf(PeerSign sign, Evidence seen) {
    return switch (sign) {
      case TELNET -> VerdictKind.TELNET_PORT;
      case SEVEN_BITS -> VerdictKind.SEVEN_BIT_LINE;
      case SSH -> kindOfSsh(seen);
      case LOGIN_SESSION -> VerdictKind.LOGIN_SESSION;
      case LOGIN -> VerdictKind.LOGIN_PROMPT;
      case BOOT_LOADER -> VerdictKind.BOOT_LOADER;
      case PROMPT, ECHO_AT_PROMPT -> VerdictKind.SHELL;
      case COOKED -> VerdictKind.COOKED_TERMINAL;
      case RAW_ECHO, QUOTED -> VerdictKind.ECHOING_TERMINAL;
      case ECHO -> seen.hearsAClient() ? null : VerdictKind.LOOPBACK;
      case MODEM_COMMAND -> VerdictKind.MODEM_MANAGER;
      case FOREIGN_SYN -> role == Role.CLIENT ? VerdictKind.BOTH_CLIENTS : null;
      case BOOT -> null; // the boot may be over: decided later, by time
    };
  }

  private static VerdictKind kindOfSsh(Evidence seen) {
    if (seen.hasIdentForFinalAck()) {
      return VerdictKind.THREE_STEPS;
    }
    return seen.answers == 0 && seen.syns == 0 && beginsWithSsh(seen)
        ? VerdictKind.PLAIN_SSH
        : VerdictKind.SSH_ALREADY;
  }

  private static boolean beginsWithSsh(Evidence seen) {
    byte[] first = seen.first();
    return first.length > 3
        && first[0] == 'S'
        && first[1] == 'S'
        && first[2] == 'H'
        && first[3] == '-';
  }

  /** Frames were received, but not all that were due. */
  private @Nullable Verdict ofFrames(Evidence seen) {
    if (seen.debugAcks >= ENOUGH_DEBUG_ACKS) {
      return Verdict.of(VerdictKind.DEBUG_CLIENT, new byte[] {Wire.DEBUG_ACK});
    }
    if (role == Role.SERVER && seen.received <= NOISE_PER_SYN * (long) seen.syns) {
      if (seen.syns > MANY && seen.strippedSyns == seen.syns) {
        return Verdict.of(VerdictKind.SEVEN_BIT_LINE, NONE);
      }
      return seen.syns >= MANY ? unheard() : null;
    }
    if (seen.answers > 0) {
      return gaveUp() ? Verdict.of(VerdictKind.UNCONFIRMED, NONE) : null;
    }
    if (seen.naks > 0 && seen.naks == seen.sampled) {
      return Verdict.of(VerdictKind.NAKS_ONLY, new byte[] {Wire.NAK});
    }
    return null;
  }

  /** Without fillers and the NAKs of boot loaders, which are no garbled text. */
  private static int noise(Evidence seen) {
    return seen.sampled - seen.naks;
  }

  private static boolean isGarbled(Evidence seen) {
    return noise(seen) >= ENOUGH && 4 * seen.text < 3 * noise(seen);
  }

  private Verdict neverQuiet(byte[] proof, boolean kernel) {
    VerdictKind kind = VerdictKind.NEVER_QUIET;
    String sentence =
        String.format(
            Locale.ROOT,
            "%s: %s writes to it, and pauses for no longer than %d ms",
            kind.sentence(),
            kernel ? "a kernel" : "a program",
            NANOSECONDS.toMillis(longestPauseNanos));
    return Verdict.of(kind, sentence, kind.remedy(), new Preview(proof));
  }

  private static Verdict unheard() {
    VerdictKind kind = VerdictKind.ONE_WAY;
    String sentence = "SYNs are received, but no ACK";
    String remedy =
        "unless the peer only tests the line (probe --sweep, --count), check the transmit wire"
            + " and flow control (CTS)";
    return Verdict.of(kind, sentence, remedy, new Preview(NONE));
  }

  private @Nullable Verdict ofOtherBytes(Evidence seen) {
    byte[] boot = seen.proof(PeerSign.BOOT, false);
    if (reason == FailureReason.NEVER_QUIET && !isGarbled(seen)) {
      return neverQuiet(boot == null ? seen.first() : boot, boot != null);
    }
    if (boot != null && (gaveUp() || quietNanos < STILL_ARRIVING)) {
      boolean still = quietNanos < STILL_ARRIVING;
      return Verdict.of(still ? VerdictKind.KERNEL_MESSAGES : VerdictKind.BOOT_MESSAGES, boot);
    }
    byte[] first = seen.first();
    if (gaveUp() && isGarbled(seen)) {
      boolean slow = 8 * seen.lowThenHigh >= noise(seen);
      return Verdict.of(slow ? VerdictKind.BAUD_MISMATCH : VerdictKind.NO_TEXT, first);
    }
    if (!gaveUp() || seen.answers > 0 || seen.syns > 0) {
      return null;
    }
    if (reason == FailureReason.LINE_CLOSED) {
      return Verdict.of(VerdictKind.CLOSED, first);
    }
    return Verdict.of(role == Role.CLIENT ? VerdictKind.ONE_WAY : VerdictKind.NO_SYN, first);
  }
}
