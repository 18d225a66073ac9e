// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static dev.serialhandshake.core.telnet.TelnetScript.AGREES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.telnet.ComPortSettings.FlowControlKind;
import dev.serialhandshake.core.telnet.ComPortSettings.ParityBit;
import dev.serialhandshake.core.telnet.ComPortSettings.StopBitCount;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of RFC 2217 finds a port where there is none. */
class VirtualPortTest {

  private static String command(String hex) {
    return "ff fa 2c " + hex + " ff f0";
  }

  private static TelnetScript fresh() {
    TelnetScript end = new TelnetScript(TelnetCodec.forListener());
    end.seen();
    return end;
  }

  private static TelnetScript agreed() {
    TelnetScript end = fresh().hears(AGREES).hears("ff fb 2c");
    assertEquals(List.of("READY", "sends ff fd 2c " + command("6b b0")), end.seen());
    return end;
  }

  @ParameterizedTest
  @CsvSource({
    "01 00 00 25 80, 65 00 00 25 80",
    "01 00 00 00 00, 65 00 01 c2 00",
    "01 25 80, 65 00 01 c2 00",
    "01 00 00 00 ff ff, 65 00 00 00 ff ff",
    "01 01 00 00 80, 65 01 00 00 80",
    "02 05, 66 05",
    "02 07, 66 07",
    "02 00, 66 08",
    "02 09, 66 08",
    "03 03, 67 03",
    "03 05, 67 05",
    "03 06, 67 01",
    "03 00, 67 01",
    "04 02, 68 02",
    "04 03, 68 03",
    "04 04, 68 01",
    "05 00, 69 01",
    "05 03, 69 03",
    "05 04, 69 06",
    "05 06, 69 06",
    "05 07, 69 08",
    "05 09, 69 09",
    "05 0a, 69 0b",
    "05 0c, 69 0c",
    "05 0d, 69 0e",
    "05 10, 69 10",
    "05 11, 69 01",
    "07, 6b b0",
    "0a ff ff, 6e ff ff",
    "0b 10, 6f 10",
    "0c 03, 70 03",
  })
  void answersAsAPortWould(String asked, String answer) {
    assertEquals(List.of("sends " + command(answer)), agreed().hears(command(asked)).seen());
  }

  @ParameterizedTest
  @ValueSource(strings = {"00 41", "06 00", "0d", "65 00 00 25 80", "ff ff", ""})
  void hasNoAnswerToWhatIsNoQuestion(String command) {
    TelnetScript end = agreed().hears(command(command).replace("  ", " "));
    assertEquals(List.of(), end.seen());
  }

  @Test
  void tellsItsNameToWhoAsks() {
    TelnetScript end = agreed().hears(command("00"));
    String name = "73 65 72 69 61 6c 2d 68 61 6e 64 73 68 61 6b 65";
    assertEquals(List.of("sends " + command("64 " + name)), end.seen());
  }

  @Test
  void keepsWhatWasSet() {
    TelnetScript end = agreed().hears(command("01 00 00 25 80") + " " + command("05 08"));
    end.hears(command("05 09") + " " + command("05 0b"));
    end.seen();
    end.hears(command("01 00 00 00 00") + " " + command("05 07"));
    assertEquals(
        List.of("sends " + command("65 00 00 25 80") + " " + command("69 09")), joined(end));
  }

  /** The highest or lowest value of each setting is the default, so another one comes first. */
  @ParameterizedTest
  @CsvSource({"02 07, 02 08, 66 08", "03 02, 03 01, 67 01", "04 02, 04 01, 68 01"})
  void whatWasChangedCanBeSetBack(String first, String second, String answer) {
    TelnetScript end = agreed().hears(command(first));
    end.seen();
    end.hears(command(second));
    assertEquals(List.of("sends " + command(answer)), end.seen());
  }

  private static List<String> joined(TelnetScript end) {
    return List.of(String.join(" ", end.seen()).replace(" sends", ""));
  }

  @Test
  void aBreakIsToldAtItsPlaceAndOnce() {
    TelnetScript end = agreed().hears("41 " + command("05 05") + " 42 " + command("05 06"));
    assertEquals(
        List.of(
            "data 41",
            "sends " + command("69 05"),
            "BREAK",
            "data 42",
            "sends " + command("69 06")),
        end.seen());
  }

  @Test
  void sendsNothingWhileTheClientHasSuspendedIt() {
    TelnetScript end = agreed().hears(command("08"));
    assertFalse(end.codec.maySend());
    end.hears(command("09"));
    assertTrue(end.codec.maySend());
    assertEquals(List.of("SUSPENDED", "RESUMED"), end.seen());
  }

  @Test
  void nothingIsAnsweredBeforeTheOptionIsAgreed() {
    assertEquals(List.of(), fresh().hears(command("01 00 00 25 80")).seen());
  }

  @Test
  void theModemLinesAreToldOnceAlsoWhereBothSidesHaveTheOption() {
    TelnetScript end = agreed().hears("ff fd 2c ff fb 2c");
    assertEquals(List.of("sends ff fb 2c"), end.seen());
  }

  /** All that one end says, heard by the other in pieces, until nobody says anything. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 1000})
  void ourOwnClientIsContent(int pieces) {
    ComPortSettings settings =
        ComPortSettings.builder()
            .baudRate(9600)
            .dataBits(7)
            .parity(ParityBit.EVEN)
            .stopBits(StopBitCount.TWO)
            .flowControl(FlowControlKind.XON_XOFF)
            .dtr(false)
            .build();
    TelnetScript client = new TelnetScript(TelnetCodec.withComPort(settings));
    TelnetScript server = new TelnetScript(TelnetCodec.forListener());
    byte[] fromClient = sent(client);
    byte[] fromServer = sent(server);
    while (fromClient.length + fromServer.length > 0) {
      hears(server, fromClient, pieces);
      hears(client, fromServer, pieces);
      fromClient = sent(client);
      fromServer = sent(server);
    }
    assertTrue(client.codec.maySend(), String.valueOf(client.codec.failure()));
    assertTrue(server.codec.maySend());
    assertEquals(0xb0, client.codec.modemState());
  }

  private static byte[] sent(TelnetScript end) {
    String all =
        String.join(
            " ",
            end.seen().stream()
                .filter(entry -> entry.startsWith("sends "))
                .map(entry -> entry.substring("sends ".length()))
                .toList());
    return all.isEmpty() ? new byte[0] : TelnetScript.bytes(all);
  }

  private static void hears(TelnetScript end, byte[] bytes, int pieces) {
    for (int at = 0; at < bytes.length; at += pieces) {
      end.hears(Arrays.copyOfRange(bytes, at, Math.min(at + pieces, bytes.length)));
    }
  }

  @Test
  void everySplitIsTheSame() {
    String script =
        String.join(
            " ",
            "ff fb 2c",
            AGREES,
            command("01 00 00 ff ff 80"),
            "41",
            command("05 05"),
            "42",
            command("08"),
            command("09"),
            command("00"));
    TelnetScript.assertEverySplitIsTheSame(VirtualPortTest::fresh, script);
  }
}
