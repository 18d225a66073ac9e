// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves the prover: without any one of the rules of PROTOCOL.md the explorer finds a failure. */
@Tag("explorer")
@DisabledIfSystemProperty(named = "explorer", matches = "none")
class MutantTest {

  private static final Bounds NOISE = new Bounds(1, 1, 0, 0, 3, false);
  private static final Bounds BURST_TO_SERVER = new Bounds(2, 0, 0, 0, 2, false);
  private static final Bounds BURST_TO_CLIENT = new Bounds(0, 2, 0, 0, 2, false);
  private static final Bounds FAULT = new Bounds(0, 0, 1, 0, 2, false);
  private static final Bounds CONFIRM_IN_NOISE = new Bounds(1, 0, 0, 0, 2, true);
  private static final Bounds TYPING = new Bounds(1, 0, 0, 0, 2, true).withLogin();
  private static final Bounds TYPING_MORE = new Bounds(2, 0, 0, 0, 2, false).withLogin();
  private static final Bounds CONFIRM = new Bounds(0, 0, 1, 0, 2, true);

  /** A rule, and the shipped source without it. */
  record Mutant(
      String without, Pairing pairing, Bounds bounds, String file, String from, String to) {
    @Override
    public String toString() {
      return without;
    }
  }

  static List<Mutant> mutants() {
    return List.of(
        new Mutant(
            "the server's window across reads",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerHandshake",
            "look(read, 0);",
            "window = 0; look(read, 0);"),
        new Mutant(
            "the client's window across reads",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "look(read, 0);",
            "window = 0; look(read, 0);"),
        new Mutant(
            "a fresh nonce for each attempt",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "Nonces",
            "(drawing + stride) % COUNT;",
            "drawing % COUNT;"),
        new Mutant(
            "the nonce in the SYN-ACK",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "if (synAck && seen(1) == Wire.acknowledge(nonce())) {",
            "if (synAck) {"),
        new Mutant(
            "the filler on every second retry",
            Pairing.SHIPPED_SEED,
            NOISE,
            "ClientHandshake",
            "boolean filler = attempts() % 2 == 1;",
            "boolean filler = false;"),
        new Mutant(
            "waiting on after a NAK",
            Pairing.SHIPPED_SEED,
            NOISE,
            "ClientTable",
            row("SYN_SENT", "NAK", "SHORTEN", "SYN_SENT"),
            row("SYN_SENT", "NAK", "NOTHING", "DRAINING")),
        new Mutant(
            "holding off from a SYN that comes too soon",
            Pairing.SEED_SHIPPED,
            NOISE,
            "ServerTable",
            row("ANSWERED", "SYN", "NOTHING", "HOLDING_OFF"),
            row("ANSWERED", "SYN", "SEND_SYN_ACK", "ANSWERED")),
        new Mutant(
            "the end of holding off",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerTable",
            row("HOLDING_OFF", "TIMER", "NOTHING", "LISTENING"),
            row("HOLDING_OFF", "TIMER", "NOTHING", "HOLDING_OFF")),
        new Mutant(
            "the retry of a SYN",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientTable",
            row("SYN_SENT", "TIMER", "SEND_SYN", "SYN_SENT"),
            row("SYN_SENT", "TIMER", "NOTHING", "FAILED")),
        new Mutant(
            "the retry after an ACK",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientTable",
            row("ACK_SENT", "TIMER", "NOTHING", "DRAINING"),
            row("ACK_SENT", "TIMER", "NOTHING", "ACK_SENT")),
        new Mutant(
            "giving up on another byte than the final ACK",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientTable",
            row("ACK_SENT", "OTHER", "NOTHING", "DRAINING"),
            row("ACK_SENT", "OTHER", "NOTHING", "ACK_SENT")),
        new Mutant(
            "leaving what is behind the final ACK",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "return first + 1;",
            "return length;"),
        new Mutant(
            "skipping a doubled end of the SYN-ACK",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientHandshake",
            "if (!repeatSkipped && ",
            "if (false && "),
        new Mutant(
            "starting over on a SYN behind the final ACK",
            Pairing.SHIPPED_SHIPPED,
            CONFIRM,
            "ServerTable",
            row("CONFIRMING", "SYN", "SEND_SYN_ACK", "ANSWERED"),
            row("CONFIRMING", "SYN", "NOTHING", "ESTABLISHED")),
        new Mutant(
            "an answer to a SYN that comes late",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerTable",
            row("ANSWERED_LONG_AGO", "SYN", "SEND_SYN_ACK", "ANSWERED"),
            row("ANSWERED_LONG_AGO", "SYN", "NOTHING", "ANSWERED_LONG_AGO")),
        new Mutant(
            "a quiet line after a SYN in noise",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerHandshake",
            "case SYN -> Event.SYN_IN_NOISE;",
            "case SYN -> Event.SYN;"),
        new Mutant(
            "a quiet line after an ACK in noise",
            Pairing.SHIPPED_SHIPPED,
            BURST_TO_SERVER,
            "ServerHandshake",
            "case ACK -> endsWithReadOnly ? Event.OTHER : Event.ACK_IN_NOISE;",
            "case ACK -> Event.ACK;"),
        new Mutant(
            "a quiet line after an answer in noise",
            Pairing.SHIPPED_SHIPPED,
            BURST_TO_CLIENT,
            "ClientHandshake",
            "event == Event.SYN_ACK && !isQuiet()",
            "false"),
        new Mutant(
            "a quiet line before a SYN",
            Pairing.SHIPPED_SHIPPED,
            BURST_TO_CLIENT,
            "ClientHandshake",
            "state() == State.SYN_SENT && quietWait() > 0",
            "false"),
        new Mutant(
            "the filler as garbage for the ACK",
            Pairing.SHIPPED_SHIPPED,
            BURST_TO_SERVER,
            "ServerHandshake",
            "account(0, 2); // noise may spell a filler: the ACK, which decides, looks back on it",
            ""),
        new Mutant(
            "taking no stray 16 and a byte of the attempt for a SYN",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerHandshake",
            "seen(1) == Wire.SYN && !isOfThisAttempt()",
            "seen(1) == Wire.SYN"),
        new Mutant(
            "confirming by text alone",
            Pairing.SHIPPED_SHIPPED,
            CONFIRM,
            "ClientStart",
            "boolean text = value >= ' ' && value <= '~';",
            "boolean text = value != Wire.SYN;"),
        new Mutant(
            "waiting for what follows a SYN whose nonce may be the client's first byte",
            Pairing.SHIPPED_SHIPPED,
            CONFIRM_IN_NOISE,
            "ServerHandshake",
            "isQuiet() && !clientStart.mayHaveBegun() ? syn",
            "isQuiet() ? syn"),
        new Mutant(
            "holding what is shown to the handshake",
            Pairing.SHIPPED_SHIPPED,
            TYPING,
            "LoginGate",
            "hold(copy, 0);",
            ""),
        new Mutant(
            "two bytes of noise for the handshake at the end of an attempt",
            Pairing.SHIPPED_SHIPPED,
            TYPING,
            "LoginGate",
            "return new byte[2];",
            "return new byte[1];"),
        new Mutant(
            "a quiet line before a SYN that ends the login's turn",
            Pairing.SHIPPED_SHIPPED,
            TYPING_MORE,
            "LoginGate",
            "} else if (noise.isQuiet(now)) {",
            "} else if (timeoutAt != 0) {"));
  }

  /** A rule whose lack takes more than a walk of this depth to show, and a test that shows it. */
  static List<TestedMutant> testedMutants() {
    return List.of(
        new TestedMutant(
            "the nonce in the ACK",
            "ServerHandshakeTest.theAckOfTheAnswerBeforeIsGarbage",
            "ServerHandshake",
            "seen(1) == Wire.ACK && endsWithTheNonceDue() ?",
            "seen(1) == Wire.ACK ?"),
        new TestedMutant(
            "holding off from the SYNs behind that one too",
            "ServerHandshakeTest.aSynSoonAfterTheAnswerIsDroppedWithTheAttempt",
            "ServerTable",
            row("ANSWERED", "SYN", "NOTHING", "HOLDING_OFF"),
            row("ANSWERED", "SYN", "NOTHING", "LISTENING")),
        new TestedMutant(
            "the settle time after more than a few bytes",
            "QuietTest.afterMoreThanAFewBytesTheQuietTimeIsTheSettleTime",
            "Noise",
            "bytes > FEW ? settleNanos : quietNanos",
            "quietNanos"),
        new TestedMutant(
            "waiting for what follows bytes that may be a SYN",
            "ClientBeginsTest.whatLooksLikeASynAndGoesOnIsTheApplications",
            "ServerHandshake",
            "case MAYBE_SYN -> Math.max(settings.quietNanos, nanosToQuiet());",
            "case MAYBE_SYN -> 0;"),
        new TestedMutant(
            "confirming still after noise that spelled a SYN",
            "StraySynTest.theServerGoesOnConfirmingAfterNoiseThatSpellsASyn",
            "ServerTable",
            row("MAYBE_SYN", "OTHER", "NOTHING", "CONFIRMING"),
            row("MAYBE_SYN", "OTHER", "NOTHING", "LISTENING")),
        new TestedMutant(
            "taking no SYN after a SYN for text",
            "StraySynTest.oneSynAfterAnotherIsNoText",
            "ClientStart",
            "boolean kept = length > 0 && value != Wire.SYN;",
            "boolean kept = length > 0;"),
        new TestedMutant(
            "a SYN at a login within the quiet time",
            "LoginGateTest.twoBytesFurtherApartThanTheQuietTimeAreNoSynWhenTheTimerIsLate",
            "LoginGate",
            "if (now - lastAt >= settings.quietNanos) {",
            "if (false) {"),
        new TestedMutant(
            "a whole attempt timeout after each answer",
            "LoginGateTest.theAttemptTimeoutBeginsAnewWithEachAnswer",
            "LoginGate",
            "if (state == State.ATTEMPT || state == State.IN_SYNC) {",
            "if (state == State.IN_SYNC) {"),
        new TestedMutant(
            "the end of an attempt",
            "LoginGateTest.aFalseSynCostsOneAttemptTimeoutAndThenAllIsTypedInOrder",
            "LoginGate",
            "if (state == State.ATTEMPT) {\n      endAttempt();\n    } else if (whole",
            "if (state == State.ATTEMPT) {\n      completed();\n    } else if (whole"),
        new TestedMutant(
            "no answer while somebody types",
            "LoginGateTest.whoHasTypedALineIsNotEndedByASyn",
            "LoginGate",
            "return !session || now - typedAt >= login.idleNanos;",
            "return true;"),
        new TestedMutant(
            "a SYN, and what is held with it, as no typing",
            "LoginGateTest.anAttemptThatFailedIsNotTyping",
            "LoginGate",
            "pass(held, length, whole ? length : 0);",
            "pass(held, length, 0);"));
  }

  private static String row(String from, String on, String action, String to) {
    return "on(" + String.join(", ", from, on, action, to) + ")";
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void theExplorerFindsOut(Mutant mutant, @TempDir Path folder) throws Exception {
    try (URLClassLoader loader =
        MutantCompiler.compile(folder, mutant.file, mutant.from, mutant.to)) {
      @SuppressWarnings("unchecked")
      BiPredicate<String, int[]> explorer =
          (BiPredicate<String, int[]>)
              loader.loadClass(FindsFailure.class.getName()).getConstructor().newInstance();
      assertTrue(
          explorer.test(mutant.pairing.name(), mutant.bounds.pack()), "it sees nothing wrong");
    }
  }

  /** What the walks find is the mutants' doing, and not that of the bounds. */
  private record Walk(Pairing pairing, Bounds bounds) {}

  static Stream<Walk> walks() {
    return mutants().stream().map(mutant -> new Walk(mutant.pairing, mutant.bounds)).distinct();
  }

  @ParameterizedTest
  @MethodSource("walks")
  void theExplorerFindsNothingWithoutTheChange(Walk walk) {
    assertEquals("", new Explorer(walk.pairing, walk.bounds).run().trace());
  }

  @ParameterizedTest
  @MethodSource("testedMutants")
  void aTestFindsOut(TestedMutant mutant, @TempDir Path folder) throws Exception {
    mutant.assertFoundInPackage("dev.serialhandshake.core", folder);
  }
}
