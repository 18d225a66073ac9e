// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static dev.serialhandshake.core.telnet.TelnetScript.AGREES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.ByteView;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelnetCodecTest {

  private static TelnetScript plain() {
    return new TelnetScript(TelnetCodec.plain());
  }

  private static TelnetScript ready() {
    TelnetScript end = plain().hears(AGREES);
    end.seen();
    return end;
  }

  @Test
  void asksForBinaryAndNoGoAheadBothWays() {
    assertEquals(List.of("sends ff fb 00 ff fd 00 ff fb 03 ff fd 03"), plain().seen());
  }

  @Test
  void isReadyWhenBinaryIsAgreedBothWays() {
    TelnetScript end = plain();
    end.seen();
    end.hears("ff fd 00");
    assertFalse(end.codec.maySend());
    end.hears("ff fb 00");
    assertTrue(end.codec.maySend());
    assertTrue(end.codec.isReady());
    assertEquals(List.of("READY"), end.seen());
  }

  @Test
  void aQuestionThatCrossesOursIsTheAnswer() {
    TelnetScript end = plain();
    end.seen();
    end.hears("ff fb 03 ff fd 03 ff fb 01 ff fe 01 ff fd 00 ff fb 00"); // ser2net's greeting
    assertEquals(List.of("sends ff fd 01", "READY"), end.seen());
  }

  @Test
  void anAnswerThatComesAgainIsNotAnswered() {
    TelnetScript end = ready();
    end.hears(AGREES);
    assertEquals(List.of(), end.seen());
  }

  @ParameterizedTest
  @CsvSource({
    "ff fd 18, sends ff fc 18",
    "ff fb 18, sends ff fe 18",
    "ff fd 01, sends ff fc 01",
    "ff fd 2c, sends ff fc 2c",
    "ff fb 2c, sends ff fe 2c",
    "ff fd ff, sends ff fc ff"
  })
  void optionsThatAreNotNeededAreRefused(String question, String answer) {
    TelnetScript end = ready();
    end.hears(question);
    assertEquals(List.of(answer), end.seen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff fe 18", "ff fc 18", "ff fc 01", "ff fe 2c"})
  void whatIsOffAlreadyIsNotConfirmed(String command) {
    TelnetScript end = ready();
    end.hears(command);
    assertEquals(List.of(), end.seen());
  }

  @Test
  void thePeersEchoIsAccepted() {
    TelnetScript end = ready();
    end.hears("ff fb 01 ff fc 01");
    assertEquals(List.of("sends ff fd 01 ff fe 01"), end.seen());
  }

  @Test
  void goAheadsAreNoData() {
    TelnetScript end = plain().hears("ff fe 03 ff fc 03 ff fd 00 ff fb 00 41 ff f9 42 ff f1 43");
    assertEquals(List.of("READY", "data 41 42 43"), end.seen().subList(1, 3));
  }

  @ParameterizedTest
  @CsvSource({"ff fe 00, we send", "ff fc 00, it sends"})
  void aPeerThatRefusesBinaryIsNoLine(String refusal, String way) {
    TelnetScript end = plain();
    end.seen();
    end.hears(refusal);
    assertEquals(List.of("FAILED"), end.seen());
    TelnetFailure failure = end.codec.failure();
    assertNotNull(failure);
    assertEquals(TelnetFailure.Kind.BINARY_REFUSED, failure.kind());
    assertTrue(failure.text().contains(way), failure.text());
    assertTrue(failure.text().contains("the values 80 to ff do not pass"), failure.text());
    assertFalse(end.codec.maySend());
    assertEquals(failure, end.codec.overdue());
  }

  @Test
  void aPeerThatSwitchesBinaryOffIsConfirmedAndNoLongerALine() {
    TelnetScript end = ready();
    end.hears("ff fc 00");
    assertEquals(List.of("sends ff fe 00", "FAILED"), end.seen());
    assertFalse(end.codec.isReady());
    end.hears("ff fe 00");
    assertEquals(List.of("sends ff fc 00"), end.seen()); // one failure, one report
  }

  @Test
  void aSilentPeerSpeaksNoTelnet() {
    TelnetScript end = plain().hears("41 42");
    assertEquals(TelnetFailure.Kind.NO_TELNET, end.codec.overdue().kind());
    assertTrue(end.codec.overdue().text().contains("use tcp:"));
    assertTrue(end.codec.overdue().toString().startsWith("NO_TELNET: "));
  }

  @Test
  void aPeerThatClosesFirstIsToldApartFromOneThatIsSilent() {
    TelnetScript end = plain().hears("41 42");
    TelnetFailure failure = end.codec.closed();
    assertEquals(TelnetFailure.Kind.CLOSED, failure.kind());
    assertEquals(failure, end.codec.overdue());
    assertEquals(failure, end.codec.closed());
  }

  @Test
  void aPeerThatAnswersNothingSpeaksTelnetAllTheSame() {
    TelnetScript end = plain().hears("ff fb 01");
    TelnetFailure failure = end.codec.overdue();
    assertEquals(TelnetFailure.Kind.NO_ANSWER, failure.kind());
    assertTrue(failure.text().contains("BINARY"), failure.text());
  }

  @Test
  void beforeBinaryACarriageReturnIsPadded() {
    TelnetScript end = plain();
    end.seen();
    end.hears("0d 00 0d 0a 41 00 0d 0d 00 00");
    assertEquals(List.of("data 0d 0d 0a 41 00 0d 0d 00"), end.seen());
  }

  @Test
  void aCommandBetweenCarriageReturnAndPaddingChangesNothing() {
    TelnetScript end = plain();
    end.seen();
    end.hears("0d ff f1 00 0d ff ff 00");
    assertEquals(List.of("data 0d 0d ff 00"), end.seen());
  }

  @Test
  void afterBinaryNothingIsPadding() {
    TelnetScript end = plain();
    end.seen();
    end.hears("0d ff fb 00 00 0d 00 ff fd 00");
    assertEquals(List.of("data 0d 00 0d 00", "READY"), end.seen());
  }

  @Test
  void ffIsDoubledOnTheWayOutAndOnlyThat() {
    assertEquals("0d 00 ff ff ff ff fe 0a", ready().escape("0d 00 ff ff fe 0a"));
  }

  @Test
  void noDataGoesOutBeforeBinaryIsAgreed() {
    assertThrows(IllegalStateException.class, () -> plain().escape("41"));
  }

  @Test
  void eventsStandBetweenTheDataTheyCameBetween() {
    TelnetScript end = ready();
    end.hears("41 ff f3 42 ff f3");
    assertEquals(List.of("data 41", "BREAK", "data 42", "BREAK"), end.seen());
  }

  @Test
  void subnegotiationsOfOtherOptionsAreSkipped() {
    TelnetScript end = ready();
    end.hears("41 ff fa 18 01 ff ff ff f0 42");
    assertEquals(List.of("data 41 42"), end.seen());
  }

  @Test
  void aSubnegotiationWithoutAnEndIsEndedByTheNextCommand() {
    TelnetScript end = ready();
    end.hears("ff fa 18 01 02 ff fd 18 41");
    assertEquals(List.of("data 41", "sends ff fc 18"), end.seen()); // polled after the read
  }

  @Test
  void aSubnegotiationMayBeOfAnyLength() {
    TelnetScript end = ready();
    byte[] parameters = new byte[1 << 20];
    Arrays.fill(parameters, (byte) 0x41);
    end.hears("ff fa 2c");
    end.hears(parameters);
    end.hears("ff f0 42");
    assertEquals(List.of("data 42"), end.seen());
  }

  @Test
  void theBreakKeyIsSentOnce() {
    TelnetScript end = ready();
    end.codec.setBreak(true);
    assertEquals("ff f3", TelnetScript.hex(end.codec.pollTransmit()));
    end.codec.setBreak(false);
    assertNull(end.codec.pollTransmit());
  }

  @Test
  void aFloodOfQuestionsWaitsForItsAnswersToBePolled() {
    TelnetScript end = ready();
    byte[] flood = TelnetScript.bytes("ff fd 18 ".repeat(1000).trim());
    ByteView view = ByteView.of(flood, 0, flood.length);
    int taken = end.codec.receive(view, 0, value -> {});
    assertTrue(taken < 300, taken + " bytes taken");
    assertThrows(IllegalStateException.class, () -> end.codec.receive(view, taken, value -> {}));
    assertEquals(taken, end.codec.pollTransmit().length);
    end.hears(flood);
    assertEquals(3000, end.seen().stream().mapToInt(TelnetCodecTest::sent).sum());
  }

  private static int sent(String entry) {
    return (entry.length() - "sends".length()) / 3;
  }

  @Test
  void plainDataIsKnownToBePlain() {
    TelnetScript end = plain();
    assertFalse(end.codec.receivesPlainData());
    end.hears(AGREES);
    assertTrue(end.codec.receivesPlainData());
    end.hears("ff");
    assertFalse(end.codec.receivesPlainData());
    end.hears("ff");
    assertTrue(end.codec.receivesPlainData());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0d 00 ff fd 00 0d 0a ff fb 00 0d 00 ff ff 41 ff f3 42 ff fd 18 ff fb 01",
        "ff fb 03 ff fd 03 ff fb 01 ff fe 01 ff fd 00 ff fb 00 ff fa 18 01 ff ff 02 ff f0 0d 0a",
        "ff fc 00 ff fe 00 0d 00 ff fa ff fb 00 41 ff fa 05 ff ff ff f0 ff ff",
      })
  void everySplitOfAScriptIsTheSame(String script) {
    TelnetScript.assertEverySplitIsTheSame(TelnetCodecTest::plain, script);
  }
}
