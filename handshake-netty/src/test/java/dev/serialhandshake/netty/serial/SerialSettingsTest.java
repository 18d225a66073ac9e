// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SerialSettingsTest {

  /** One change of each setting, and how the settings are printed after it. */
  record Change(String printed, UnaryOperator<SerialSettings.Builder> change) {
    SerialSettings made() {
      return change.apply(SerialSettings.builder()).build();
    }
  }

  static Stream<Change> changes() {
    return Stream.of(
        new Change("9600 8n1", settings -> settings.baudRate(9600)),
        new Change("115200 7n1", settings -> settings.dataBits(DataBits.SEVEN)),
        new Change("115200 8e1", settings -> settings.parity(Parity.EVEN)),
        new Change("115200 8n1.5", settings -> settings.stopBits(StopBits.ONE_AND_A_HALF)),
        new Change("115200 8n1 RTS/CTS", settings -> settings.flowControl(FlowControl.RTS_CTS)),
        new Change("115200 8n1 XON/XOFF", settings -> settings.flowControl(FlowControl.XON_XOFF)),
        new Change("115200 8n1 DTR off", settings -> settings.dtr(false)),
        new Change("115200 8n1 RTS off", settings -> settings.rts(false)),
        new Change("115200 8n1 read timeout 200 ms", settings -> settings.readTimeoutMillis(200)),
        new Change("115200 8n1 line errors not counted", settings -> settings.lineErrors(false)));
  }

  @Test
  void theDefaultsAreThoseOfMostLines() {
    assertEquals("115200 8n1", SerialSettings.defaults().toString());
    assertEquals(SerialSettings.defaults(), SerialSettings.builder().build());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChangeIsPrintedAndIsADifference(Change change) {
    assertEquals(change.printed(), change.made().toString());
    assertNotEquals(SerialSettings.defaults(), change.made());
  }

  @ParameterizedTest
  @MethodSource("changes")
  void theSameSettingsAreEqualAndABuilderOfThemKeepsThem(Change change) {
    SerialSettings settings = change.made();
    assertEquals(settings, change.made());
    assertEquals(settings.hashCode(), change.made().hashCode());
    assertEquals(settings, settings.toBuilder().build());
  }

  @Test
  void aReadTimeoutIsWhatATerminalCanDo() {
    SerialSettings.Builder settings = SerialSettings.builder();
    assertThrows(IllegalArgumentException.class, () -> settings.readTimeoutMillis(-1));
    assertEquals(25_000, settings.readTimeoutMillis(60_000).build().readTimeoutMillis());
  }

  @ParameterizedTest
  @CsvSource({"5, FIVE", "6, SIX", "7, SEVEN", "8, EIGHT"})
  void dataBitsHaveANumber(int count, DataBits dataBits) {
    assertEquals(dataBits, DataBits.of(count));
    assertEquals(count, dataBits.count());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 4, 9})
  void otherNumbersOfDataBitsAreRefused(int count) {
    assertThrows(IllegalArgumentException.class, () -> DataBits.of(count));
  }

  @Test
  void marksThatWouldPulseALineThatIsToStayOffAreNotWanted() {
    assertTrue(SerialSettings.defaults().wantsMarks());
    assertFalse(SerialSettings.builder().dtr(false).build().wantsMarks());
    assertFalse(SerialSettings.builder().rts(false).build().wantsMarks());
    assertFalse(SerialSettings.builder().lineErrors(false).build().wantsMarks());
    assertFalse(SerialSettings.defaults().wantsMarksOnPty());
    assertTrue(SerialSettings.builder().lineErrors(true).build().wantsMarksOnPty());
  }

  @ParameterizedTest
  @CsvSource({"ONE, 1", "ONE_AND_A_HALF, 2", "TWO, 3"})
  void eachNumberOfStopBitsReachesThePort(StopBits stopBits, int expected) throws IOException {
    assertEquals(expected, setUp(SerialSettings.builder().stopBits(stopBits)).getNumStopBits());
  }

  @ParameterizedTest
  @CsvSource({"NONE, 0", "ODD, 1", "EVEN, 2", "MARK, 3", "SPACE, 4"})
  void eachParityReachesThePort(Parity parity, int expected) throws IOException {
    assertEquals(expected, setUp(SerialSettings.builder().parity(parity)).getParity());
  }

  /** In the flags of jSerialComm: 1 and 16 for RTS/CTS, 65536 and 1048576 for XON/XOFF. */
  @ParameterizedTest
  @CsvSource({"NONE, 0", "RTS_CTS, 17", "XON_XOFF, 1114112"})
  void eachFlowControlReachesThePort(FlowControl flow, int expected) throws IOException {
    SerialPort port = setUp(SerialSettings.builder().flowControl(flow));
    assertEquals(expected, port.getFlowControlSettings());
  }

  private static SerialPort setUp(SerialSettings.Builder settings) throws IOException {
    NativeLibrary.load();
    SerialPort port = SerialPort.getCommPort("/dev/null");
    PortSetup.apply(settings.build(), port);
    return port;
  }
}
