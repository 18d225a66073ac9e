// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static dev.serialhandshake.core.telnet.TelnetScript.AGREES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.telnet.ComPortSettings.FlowControlKind;
import dev.serialhandshake.core.telnet.ComPortSettings.ParityBit;
import dev.serialhandshake.core.telnet.ComPortSettings.StopBitCount;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComPortTest {

  private static final String ASKS = "ff fb 00 ff fd 00 ff fb 03 ff fd 03 ff fb 2c";

  private static final String CONFIRMS =
      answer("65 00 01 c2 00")
          + answer("66 08")
          + answer("67 01")
          + answer("68 01")
          + answer("69 01").trim();

  private static String answer(String parameters) {
    return "ff fa 2c " + parameters + " ff f0 ";
  }

  private static TelnetScript with(ComPortSettings settings) {
    TelnetScript end = new TelnetScript(TelnetCodec.withComPort(settings));
    assertEquals(List.of("sends " + ASKS), end.seen());
    return end;
  }

  private static TelnetScript withDefaults() {
    return with(ComPortSettings.builder().build());
  }

  private static TelnetScript ready() {
    TelnetScript end = withDefaults().hears(AGREES).hears("ff fd 2c").hears(CONFIRMS);
    assertTrue(end.codec.isReady());
    end.seen();
    return end;
  }

  private static String failure(TelnetScript end, TelnetFailure.Kind kind) {
    TelnetFailure failure = end.codec.overdue();
    assertEquals(kind, failure.kind());
    return failure.text();
  }

  @Test
  void allSettingsAreSentAtOnce() {
    TelnetScript end = withDefaults();
    end.hears("ff fd 2c");
    String sent =
        answer("01 00 01 c2 00")
            + answer("02 08")
            + answer("03 01")
            + answer("04 01")
            + answer("05 01")
            + answer("05 08")
            + answer("05 0b")
            + answer("0a 1e")
            + answer("0b f0");
    assertEquals(List.of("sends " + sent.trim()), end.seen());
  }

  @Test
  void aRateWithFfInItIsEscaped() {
    TelnetScript end = with(ComPortSettings.builder().baudRate(0xff00).build());
    end.hears("ff fd 2c");
    assertTrue(end.seen().get(0).startsWith("sends ff fa 2c 01 00 00 ff ff 00 ff f0"));
  }

  @Test
  void everySettingHasItsValue() {
    TelnetScript end =
        with(
            ComPortSettings.builder()
                .baudRate(9600)
                .dataBits(7)
                .parity(ParityBit.EVEN)
                .stopBits(StopBitCount.ONE_AND_A_HALF)
                .flowControl(FlowControlKind.HARDWARE)
                .dtr(false)
                .rts(false)
                .build());
    end.hears("ff fd 2c");
    String sent =
        answer("01 00 00 25 80")
            + answer("02 07")
            + answer("03 03")
            + answer("04 03")
            + answer("05 03") // hardware flow control: RTS is the port's own
            + answer("05 09")
            + answer("0a 1e")
            + answer("0b f0");
    assertEquals(List.of("sends " + sent.trim()), end.seen());
  }

  @Test
  void isReadyWhenThePortHasConfirmedAll() {
    TelnetScript end = withDefaults().hears(AGREES).hears("ff fd 2c");
    assertFalse(end.codec.maySend());
    end.seen();
    end.hears(CONFIRMS);
    assertEquals(List.of("READY"), end.seen());
  }

  @Test
  void theOptionMayBeThePeersOwn() { // as pySerial's server has it
    TelnetScript end = withDefaults().hears("ff fb 2c").hears(AGREES).hears(CONFIRMS);
    assertTrue(end.codec.isReady());
    end.hears("ff fe 2c"); // the other way round it is refused
    assertTrue(end.codec.isReady());
  }

  @Test
  void theSettingsAreSentOnce() {
    TelnetScript end = ready();
    end.hears("ff fb 2c");
    assertEquals(List.of("sends ff fd 2c"), end.seen());
  }

  @Test
  void aPeerWithoutTheOptionIsNamed() {
    TelnetScript end = withDefaults().hears("ff fe 2c");
    String text = failure(end, TelnetFailure.Kind.COM_PORT_REFUSED);
    assertTrue(text.contains("option 44") && text.contains("telnet:"), text);
  }

  @ParameterizedTest
  @CsvSource({
    "65 00 00 25 80, 'baud rate 9600, not 115200'",
    "66 07, 'data bits 7, not 8'",
    "67 03, 'parity even, not none'",
    "67 09, 'parity value 9, not none'",
    "68 02, 'stop bits 2, not 1'",
    "69 02, 'flow control XON/XOFF, not none'",
    "69 09, 'DTR off, not on'",
    "69 0c, 'RTS off, not on'"
  })
  void aDifferentAnswerIsNamed(String parameters, String words) {
    TelnetScript end = withDefaults().hears(AGREES).hears("ff fd 2c");
    end.hears(answer(parameters).trim());
    List<String> seen = end.seen();
    assertEquals("FAILED", seen.get(seen.size() - 1));
    String text = failure(end, TelnetFailure.Kind.SETTING_REFUSED);
    assertTrue(text.contains(words), text);
    assertEquals(text, new TelnetException(end.codec.overdue()).getMessage());
  }

  @Test
  void aSettingThatIsNotAnsweredIsNamed() {
    TelnetScript end = withDefaults().hears(AGREES);
    assertTrue(failure(end, TelnetFailure.Kind.NO_ANSWER).contains("option 44"));
    end = withDefaults().hears(AGREES).hears("ff fd 2c " + answer("65 00 01 c2 00").trim());
    assertTrue(failure(end, TelnetFailure.Kind.NO_ANSWER).contains("data bits 8"));
  }

  @Test
  void linesWithoutModemSignalsNeedNotConfirmThem() {
    TelnetScript end = ready();
    end.hears(answer("69 08").trim());
    assertTrue(end.codec.isReady());
  }

  @Test
  void aRateThatSomebodyChangesLaterEndsTheLine() {
    TelnetScript end = ready();
    end.hears(answer("65 00 00 25 80").trim());
    assertEquals(List.of("FAILED"), end.seen());
  }

  @Test
  void lineStatesAreCounted() {
    TelnetScript end = ready();
    end.hears("41 " + answer("6a 0e") + answer("6a 08") + answer("6a 10") + "42");
    assertEquals(List.of("data 41", "BREAK", "data 42"), end.seen());
    assertEquals(2, end.codec.framingErrors());
    assertEquals(1, end.codec.parityErrors());
    assertEquals(1, end.codec.overruns());
  }

  @Test
  void modemLinesAreTold() {
    TelnetScript end = ready();
    assertEquals(0, end.codec.modemState());
    end.hears(answer("6b b1").trim());
    assertEquals(List.of("MODEM_LINES"), end.seen());
    assertEquals(0xb0, end.codec.modemState());
  }

  @Test
  void theFarEndMaySuspendAndResume() {
    TelnetScript end = ready();
    end.hears(answer("6c").trim());
    assertFalse(end.codec.maySend());
    assertTrue(end.codec.isReady());
    end.hears(answer("6d").trim());
    assertTrue(end.codec.maySend());
    assertEquals(List.of("SUSPENDED", "RESUMED"), end.seen());
  }

  @Test
  void aBreakHasABeginningAndAnEnd() {
    TelnetScript end = ready();
    end.codec.setBreak(true);
    end.codec.setBreak(false);
    String sent = TelnetScript.hex(end.codec.pollTransmit());
    assertEquals((answer("05 05") + answer("05 06")).trim(), sent);
  }

  @Test
  void breaksThatNobodyPollsAreRefusedAndNotLostInTheMiddle() {
    TelnetCodec codec = TelnetCodec.withComPort(ComPortSettings.builder().build());
    codec.start();
    assertThrows(
        IllegalStateException.class,
        () -> {
          for (int i = 0; i < 1000; i++) {
            codec.setBreak(i % 2 == 0);
          }
        });
    byte[] polled = codec.pollTransmit();
    assertNotNull(polled);
    assertEquals((byte) TelnetWire.SE, polled[polled.length - 1]);
    codec.setBreak(true);
  }

  @ParameterizedTest
  @CsvSource({"''", "65", "65 01 02 03 04 05", "69 05", "c8 01", "01 00", "6a"})
  void whatIsNoAnswerIsSkipped(String parameters) {
    TelnetScript end = ready();
    end.hears(answer(parameters).replace("  ", " ").trim());
    assertEquals(List.of(), end.seen());
    assertTrue(end.codec.isReady());
  }

  @Test
  void answersToNothingAreSkipped() {
    TelnetScript end = withDefaults().hears(answer("65 00 00 25 80").trim());
    assertEquals(List.of(), end.seen());
  }

  @Test
  void plainTelnetKnowsNoPort() {
    TelnetScript end = new TelnetScript(TelnetCodec.plain()).hears(AGREES);
    end.hears(answer("6c").trim());
    assertTrue(end.codec.maySend());
    assertEquals(0, end.codec.framingErrors() + end.codec.parityErrors() + end.codec.overruns());
    assertEquals(0, end.codec.modemState());
  }

  @Test
  void settingsArePrinted() {
    ComPortSettings settings =
        ComPortSettings.builder().baudRate(9600).dtr(false).rts(false).build();
    assertEquals(
        "9600 baud, 8 data bits, parity none, stop bits one, flow control none, DTR off, RTS off",
        settings.toString());
    assertFalse(ComPortSettings.builder().build().toString().contains("off"));
  }

  @Test
  void settingsThatCannotBeAreRefused() {
    ComPortSettings.Builder builder = ComPortSettings.builder();
    assertThrows(IllegalArgumentException.class, () -> builder.baudRate(0));
    assertThrows(IllegalArgumentException.class, () -> builder.dataBits(4));
    assertThrows(IllegalArgumentException.class, () -> builder.dataBits(9));
  }

  @Test
  void theLimitsOfDataBitsAreTaken() {
    assertEquals(5, ComPortSettings.builder().dataBits(5).build().dataBits());
    assertEquals(8, ComPortSettings.builder().dataBits(8).build().dataBits());
    assertFalse(ComPortSettings.builder().rts(false).build().rts());
  }
}
