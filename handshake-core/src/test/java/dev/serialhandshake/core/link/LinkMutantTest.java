// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.explorer.MutantCompiler;
import dev.serialhandshake.core.explorer.TestedMutant;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Proves the prover: without any one of the rules of LINK.md the explorer or a test fails. */
@Tag("explorer")
@DisabledIfSystemProperty(named = "explorer", matches = "none")
class LinkMutantTest {

  private static final LinkBounds NO_BYTES = new LinkBounds(0, 1, 0, 0, 0, false, false);
  private static final LinkBounds FAULT = new LinkBounds(3, 1, 0, 0, 0, false, false);
  private static final LinkBounds TIMERS = new LinkBounds(2, 1, 1, 0, 0, false, false);
  private static final LinkBounds CUT = new LinkBounds(1, 1, 0, 1, 0, false, false);
  private static final LinkBounds CLOSE = new LinkBounds(1, 1, 0, 0, 0, true, false);
  private static final LinkBounds SLOW = new LinkBounds(3, 1, 0, 0, 0, false, true);

  /** A rule, and the shipped source without it. */
  record Mutant(String without, LinkBounds bounds, String file, String from, String to) {
    @Override
    public String toString() {
      return without;
    }
  }

  static List<Mutant> mutants() {
    return List.of(
        new Mutant(
            "the check",
            FAULT,
            "LinkCheck",
            "return of(frame, checked, frame, 0, 0) == check;",
            "return true;"),
        new Mutant(
            "the number of a frame",
            FAULT,
            "ReceiveWindow",
            "long frame = LinkFrame.closest(sequence, expected, bits);",
            "long frame = expected;"),
        new Mutant(
            "dropping what was received before",
            FAULT,
            "ReceiveWindow",
            "if (ahead < 0 || frame",
            "if (ahead < 0) {\n      ahead = 0;\n      frame = expected;\n    }\n    if (frame"),
        new Mutant(
            "waiting for what is missing",
            FAULT,
            "ReceiveWindow",
            "while ((later & 1) != 0) {",
            "while (later != 0) {"),
        new Mutant(
            "the timer",
            FAULT,
            "Link",
            "timers.set(Kind.RETRANSMIT, Math.max(now, lineFreeAt) + timeout.nanos());",
            ""),
        new Mutant(
            "the client's nonce in the OPEN-ACK",
            CUT,
            "Link",
            "ack != null && ack.clientNonce() == clientNonce",
            "ack != null"),
        new Mutant(
            "the retry of an OPEN",
            NO_BYTES,
            "LinkTable",
            "on(OPENING, LinkEvent.OPEN_RETRY, LinkAction.REPEAT_OPEN, OPENING)",
            "on(OPENING, LinkEvent.OPEN_RETRY, LinkAction.NOTHING, OPENING)"),
        new Mutant(
            "the answer to an OPEN-ACK that comes again",
            NO_BYTES,
            "LinkTable",
            "on(OPEN, LinkEvent.OPEN_ACK, LinkAction.ACKNOWLEDGE, OPEN)",
            "on(OPEN, LinkEvent.OPEN_ACK, LinkAction.NOTHING, OPEN)"),
        new Mutant(
            "every byte before the CLOSE",
            CLOSE,
            "ReceiveWindow",
            "return closeFrame != NO_CLOSE && expected > closeFrame;",
            "return closeFrame != NO_CLOSE;"),
        new Mutant(
            "the acknowledgement of the CLOSE",
            CLOSE,
            "SendWindow",
            "return closeFrame != NO_CLOSE && base > closeFrame;",
            "return closeFrame != NO_CLOSE && next > closeFrame;"),
        new Mutant("asking again for room", SLOW, "Link", " || toPeer.isBlocked());", ");"),
        new Mutant(
            "what the bits after a gap stand for",
            TIMERS,
            "SendWindow",
            "later << count << 1)",
            "later << count)"));
  }

  /** A rule whose lack costs time, or needs an attacker to show; and a test that shows it. */
  static List<TestedMutant> testedMutants() {
    return List.of(
        new TestedMutant(
            "the session and the epoch in the check",
            "LinkAttackTest.aReplayedFrameIsNotDeliveredTwice",
            "LinkCheck",
            "int value = (int) crc.getValue();",
            "int value = direction;"),
        new TestedMutant(
            "the direction in the check",
            "LinkAttackTest.anEchoOfOurFramesIsNoFrame",
            "LinkCheck",
            "crc.update(direction);",
            ""),
        new TestedMutant(
            "sending at once, after an interruption, what was under way",
            "LinkAttackTest.whatWasUnderWayIsSentAtOnceAfterAnInterruption",
            "SendWindow",
            "lost = ones((int) (next - base));",
            "lost = 0;"),
        new TestedMutant(
            "sending the frame itself when its time is over",
            "LinkAttackTest.theFrameWhoseTimeIsOverIsSentBeforeThePingThatAsks",
            "Link",
            "sending.loseOldest();",
            ""),
        new TestedMutant(
            "that a close waits for acknowledgements only",
            "LinkTest.aPeerThatLivesAndTakesNothingDoesNotHoldAClose",
            "Link",
            "askedAgain(toPeer); // No progress for a close: a peer that takes nothing must not hold it.",
            "askedAgain(toPeer);\n      timers.set(Kind.CLOSE_TIMEOUT, now + settings.closeNanos);"),
        new TestedMutant(
            "the room of the receiver, at the sender",
            "LinkTest.aReaderThatDoesNotTakeStopsTheSender",
            "SendWindow",
            "return any && next < limit && next - base < slots;",
            "return any;"),
        new TestedMutant(
            "the order of what was sent, which tells what is lost",
            "LinkTest.aKernelMessageInTheMidstOfAFrameCostsThatFrameOnly",
            "SendWindow",
            "if (order[slot] < place) {",
            "if (true) {"),
        new TestedMutant(
            "telling a sender that there is room",
            "LinkTest.roomIsToldBeforeTheSenderMustAsk",
            "Link",
            "if (room > announced && announced - receiving.expected() <= settings.window() / 2) {",
            "if (false) {"),
        new TestedMutant(
            "the room of the receiver",
            "LinkAttackTest.framesForWhichThereIsNoRoomAreDropped",
            "ReceiveWindow",
            "frame >= first + slots || ",
            ""),
        new TestedMutant(
            "keeping the session from an OPEN that nobody follows up",
            "LinkAttackTest.aReplayedOpenDoesNotEndTheSession",
            "LinkTable",
            "on(ACCEPTED, LinkEvent.OPEN_KNOWN, LinkAction.ACCEPT, ACCEPTED)",
            "on(ACCEPTED, LinkEvent.OPEN_KNOWN, LinkAction.NOTHING, ACCEPTED)"),
        new TestedMutant(
            "the second SYN",
            "LinkTest.oneSynOrMoreThanASynTellsNothing",
            "SynWatch",
            "return afterSyn && isSyn();",
            "return isSyn();"),
        new TestedMutant(
            "the place of a new client",
            "LinkTest.aNewClientReplacesTheSessionThatWaits",
            "LinkTable",
            "ends(AWAITING_RESUME, LinkEvent.OPEN_OTHER, LinkEnd.REPLACED)",
            "ends(AWAITING_RESUME, LinkEvent.OPEN_OTHER, LinkEnd.REFUSED)"),
        new TestedMutant(
            "skipping what the line itself adds",
            "LinkTest.anXoffWithinAFrameIsSkipped",
            "Link",
            "decoder.next(read, ignored)",
            "decoder.next(read, null)"),
        new TestedMutant(
            "no more than the line takes",
            "LinkTest.noMoreIsGivenThanTheLineTakes",
            "Link",
            " || (isPaced() && lineFreeAt - now > LEAD)",
            ""));
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void theExplorerFindsOut(Mutant mutant, @TempDir Path folder) throws Exception {
    try (URLClassLoader loader =
        MutantCompiler.compile(folder, mutant.file, mutant.from, mutant.to)) {
      @SuppressWarnings("unchecked")
      Predicate<int[]> explorer =
          (Predicate<int[]>)
              loader.loadClass(LinkFindsFailure.class.getName()).getConstructor().newInstance();
      assertTrue(explorer.test(mutant.bounds.pack()), "it sees nothing wrong");
    }
  }

  /** What the walks find is the mutants' doing, and not that of the bounds. */
  static Stream<LinkBounds> bounds() {
    return mutants().stream().map(Mutant::bounds).distinct();
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void theExplorerFindsNothingWithoutTheChange(LinkBounds bounds) {
    assertEquals("", new LinkWalk(bounds).run());
  }

  @ParameterizedTest
  @MethodSource("testedMutants")
  void aTestFindsOut(TestedMutant mutant, @TempDir Path folder) throws Exception {
    mutant.assertFoundInPackage("dev.serialhandshake.core.link", folder);
  }
}
