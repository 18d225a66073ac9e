// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.Document;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests the explorer: without any one of the rules of PROTOCOL.md it must find a failure. PROOF.md
 * lists these rules.
 */
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

  /** A rule, and the change of the shipped source that takes it away. */
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
            "The server keeps bytes across reads.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerHandshake",
            "look(read, 0);",
            "window = 0; look(read, 0);"),
        new Mutant(
            "The client keeps bytes across reads.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "look(read, 0);",
            "window = 0; look(read, 0);"),
        new Mutant(
            "Each attempt has a fresh nonce.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "Nonces",
            "(drawing + stride) % COUNT;",
            "drawing % COUNT;"),
        new Mutant(
            "The client compares the nonce in the SYN-ACK.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "if (synAck && seen(1) == Wire.acknowledge(nonce())) {",
            "if (synAck) {"),
        new Mutant(
            "Every second retry begins with a filler.",
            Pairing.SHIPPED_SEED,
            NOISE,
            "ClientHandshake",
            "boolean filler = attempts() % 2 == 1;",
            "boolean filler = false;"),
        new Mutant(
            "A NAK does not end the attempt.",
            Pairing.SHIPPED_SEED,
            NOISE,
            "ClientTable",
            row("SYN_SENT", "NAK", "SHORTEN", "SYN_SENT"),
            row("SYN_SENT", "NAK", "NOTHING", "DRAINING")),
        new Mutant(
            "A SYN soon after an answer is not answered.",
            Pairing.SEED_SHIPPED,
            NOISE,
            "ServerTable",
            row("ANSWERED", "SYN", "NOTHING", "HOLDING_OFF"),
            row("ANSWERED", "SYN", "SEND_SYN_ACK", "ANSWERED")),
        new Mutant(
            "Holding off ends.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerTable",
            row("HOLDING_OFF", "TIMER", "NOTHING", "LISTENING"),
            row("HOLDING_OFF", "TIMER", "NOTHING", "HOLDING_OFF")),
        new Mutant(
            "The client sends a SYN again.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientTable",
            row("SYN_SENT", "TIMER", "SEND_SYN", "SYN_SENT"),
            row("SYN_SENT", "TIMER", "NOTHING", "FAILED")),
        new Mutant(
            "The client tries again when no final ACK arrives.",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientTable",
            row("ACK_SENT", "TIMER", "NOTHING", "DRAINING"),
            row("ACK_SENT", "TIMER", "NOTHING", "ACK_SENT")),
        new Mutant(
            "While the final ACK is due, any other byte ends the attempt.",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientTable",
            row("ACK_SENT", "OTHER", "NOTHING", "DRAINING"),
            row("ACK_SENT", "OTHER", "NOTHING", "ACK_SENT")),
        new Mutant(
            "Nothing is read past the final ACK.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ClientHandshake",
            "return first + 1;",
            "return length;"),
        new Mutant(
            "One repetition of m is skipped.",
            Pairing.SHIPPED_SHIPPED,
            FAULT,
            "ClientHandshake",
            "if (!repeatSkipped && ",
            "if (false && "),
        new Mutant(
            "With confirm: a SYN after the final ACK starts the handshake again.",
            Pairing.SHIPPED_SHIPPED,
            CONFIRM,
            "ServerTable",
            row("CONFIRMING", "SYN", "SEND_SYN_ACK", "ANSWERED"),
            row("CONFIRMING", "SYN", "NOTHING", "ESTABLISHED")),
        new Mutant(
            "A SYN some time after an answer is answered.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerTable",
            row("ANSWERED_LONG_AGO", "SYN", "SEND_SYN_ACK", "ANSWERED"),
            row("ANSWERED_LONG_AGO", "SYN", "NOTHING", "ANSWERED_LONG_AGO")),
        new Mutant(
            "A SYN in noise waits for a quiet line.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerHandshake",
            "case SYN -> Event.SYN_IN_NOISE;",
            "case SYN -> Event.SYN;"),
        new Mutant(
            "An ACK in noise waits for a quiet line.",
            Pairing.SHIPPED_SHIPPED,
            BURST_TO_SERVER,
            "ServerHandshake",
            "case ACK -> endsWithReadOnly ? Event.OTHER : Event.ACK_IN_NOISE;",
            "case ACK -> Event.ACK;"),
        new Mutant(
            "A SYN-ACK in noise waits for a quiet line.",
            Pairing.SHIPPED_SHIPPED,
            BURST_TO_CLIENT,
            "ClientHandshake",
            "event == Event.SYN_ACK && !isQuiet()",
            "false"),
        new Mutant(
            "The client sends no SYN before the line is quiet.",
            Pairing.SHIPPED_SHIPPED,
            BURST_TO_CLIENT,
            "ClientHandshake",
            "state() == State.SYN_SENT && quietWait() > 0",
            "false"),
        new Mutant(
            "The filler is garbage for the ACK after it.",
            Pairing.SHIPPED_SHIPPED,
            BURST_TO_SERVER,
            "ServerHandshake",
            "account(0, 2); // noise may spell a filler: it is garbage for the ACK, which decides",
            ""),
        new Mutant(
            "After an answer, `16` with `06`, m + 1 or n is no SYN.",
            Pairing.SHIPPED_SHIPPED,
            NOISE,
            "ServerHandshake",
            "seen(1) == Wire.SYN && !isOfThisAttempt()",
            "seen(1) == Wire.SYN"),
        new Mutant(
            "With confirm: only text confirms.",
            Pairing.SHIPPED_SHIPPED,
            CONFIRM,
            "ClientStart",
            "boolean text = value >= ' ' && value <= '~';",
            "boolean text = value != Wire.SYN;"),
        new Mutant(
            "With confirm: a SYN waits if its nonce may be the client's first byte.",
            Pairing.SHIPPED_SHIPPED,
            CONFIRM_IN_NOISE,
            "ServerHandshake",
            "isQuiet() && !clientStart.mayHaveBegun() ? syn",
            "isQuiet() ? syn"),
        new Mutant(
            "With a login: what the handshake gets is also held.",
            Pairing.SHIPPED_SHIPPED,
            TYPING,
            "LoginGate",
            "hold(copy, 0);",
            ""),
        new Mutant(
            "With a login: at the end of an attempt the handshake gets two bytes of noise.",
            Pairing.SHIPPED_SHIPPED,
            TYPING,
            "LoginGate",
            "return new byte[2];",
            "return new byte[1];"),
        new Mutant(
            "With a login: a SYN in noise waits for a quiet line.",
            Pairing.SHIPPED_SHIPPED,
            TYPING_MORE,
            "LoginGate",
            "} else if (noise.isQuiet(now)) {",
            "} else if (timeoutAt != 0) {"));
  }

  /** Rules whose absence a walk of this depth does not show, and the tests that show it. */
  static List<TestedMutant> testedMutants() {
    return List.of(
        new TestedMutant(
            "The server compares the nonce in the ACK.",
            "ServerHandshakeTest.theAckOfTheAnswerBeforeIsGarbage",
            "ServerHandshake",
            "seen(1) == Wire.ACK && endsWithTheNonceDue() ?",
            "seen(1) == Wire.ACK ?"),
        new TestedMutant(
            "In HOLDING_OFF every SYN is dropped, not only the first.",
            "ServerHandshakeTest.aSynSoonAfterTheAnswerIsDroppedWithTheAttempt",
            "ServerTable",
            row("ANSWERED", "SYN", "NOTHING", "HOLDING_OFF"),
            row("ANSWERED", "SYN", "NOTHING", "LISTENING")),
        new TestedMutant(
            "After more than 8 bytes of garbage, the settle time counts.",
            "QuietTest.afterMoreThanAFewBytesTheQuietTimeIsTheSettleTime",
            "Noise",
            "bytes > FEW ? settleNanos : quietNanos",
            "quietNanos"),
        new TestedMutant(
            "Bytes that may be a SYN wait for what follows them.",
            "ClientBeginsTest.whatLooksLikeASynAndGoesOnIsTheApplications",
            "ServerHandshake",
            "case MAYBE_SYN -> Math.max(settings.quietNanos, nanosToQuiet());",
            "case MAYBE_SYN -> 0;"),
        new TestedMutant(
            "After noise that spelled a SYN, the server still confirms.",
            "StraySynTest.theServerGoesOnConfirmingAfterNoiseThatSpellsASyn",
            "ServerTable",
            row("MAYBE_SYN", "OTHER", "NOTHING", "CONFIRMING"),
            row("MAYBE_SYN", "OTHER", "NOTHING", "LISTENING")),
        new TestedMutant(
            "A SYN after a SYN is no text.",
            "StraySynTest.oneSynAfterAnotherIsNoText",
            "ClientStart",
            "boolean kept = length > 0 && value != Wire.SYN;",
            "boolean kept = length > 0;"),
        new TestedMutant(
            "With a login: the bytes of a SYN arrive within the quiet time.",
            "LoginGateTest.twoBytesFurtherApartThanTheQuietTimeAreNoSynWhenTheTimerIsLate",
            "LoginGate",
            "if (now - lastAt >= settings.quietNanos) {",
            "if (false) {"),
        new TestedMutant(
            "With a login: each answer begins a whole attempt timeout.",
            "LoginGateTest.theAttemptTimeoutBeginsAnewWithEachAnswer",
            "LoginGate",
            "if (state == State.ATTEMPT || state == State.IN_SYNC) {",
            "if (state == State.IN_SYNC) {"),
        new TestedMutant(
            "With a login: an attempt ends.",
            "LoginGateTest.aFalseSynCostsOneAttemptTimeoutAndThenAllIsTypedInOrder",
            "LoginGate",
            "if (state == State.ATTEMPT) {\n      endAttempt();\n    } else if (whole",
            "if (state == State.ATTEMPT) {\n      completed();\n    } else if (whole"),
        new TestedMutant(
            "With a login: no SYN is answered while somebody types.",
            "LoginGateTest.whoHasTypedALineIsNotEndedByASyn",
            "LoginGate",
            "return !session || now - typedAt >= login.idleNanos;",
            "return true;"),
        new TestedMutant(
            "With a login: a SYN, and what is held with it, do not count as typed.",
            "LoginGateTest.anAttemptThatFailedIsNotTyping",
            "LoginGate",
            "pass(held, length, whole ? length : 0);",
            "pass(held, length, 0);"));
  }

  @Test
  void theDocumentShowsTheRules() throws IOException {
    StringBuilder walks =
        new StringBuilder("| rule | pairing | noise | faults | confirm |\n|---|---|---|---|---|\n");
    for (Mutant mutant : mutants()) {
      Bounds bounds = mutant.bounds;
      walks.append("| ").append(mutant.without).append(" | ");
      walks.append(mutant.pairing.name().toLowerCase(Locale.ROOT).replace('_', '–')).append(" | ");
      walks.append(bounds.noiseToServer()).append(" + ").append(bounds.noiseToClient());
      walks.append(" | ").append(bounds.faults()).append(" | ");
      walks.append(bounds.confirm() ? "on" : "off").append(" |\n");
    }
    Document.PROOF.show("mutants", walks.toString());
    StringBuilder tests = new StringBuilder("| rule | test |\n|---|---|\n");
    for (TestedMutant mutant : testedMutants()) {
      tests.append("| ").append(mutant.without()).append(" | `").append(mutant.test());
      tests.append("` |\n");
    }
    Document.PROOF.show("tested mutants", tests.toString());
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
