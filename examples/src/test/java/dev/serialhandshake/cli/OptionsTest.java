// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.cli.line.DurationConverter;
import dev.serialhandshake.cli.line.SerialOptions;
import dev.serialhandshake.netty.serial.FlowControl;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

class OptionsTest {

  @Command(name = "test")
  private static final class Host {
    @Mixin private SerialOptions serial;
  }

  @Test
  void aSerialPortIsSetUpAsMostAre() {
    assertEquals(SerialSettings.defaults(), parse());
  }

  @Test
  void theShortFormSetsAllFour() {
    assertEquals("9600 7e1", parse("--line", "9600,7e1").toString());
    assertEquals("57600 8n1", parse("--line", "57600").toString());
  }

  @Test
  void singleOptionsWinOverTheShortForm() {
    String form =
        parse("--line", "9600,7e1", "-b", "1200", "--parity", "odd", "--stopbits", "2").toString();
    assertEquals("1200 7o2", form);
  }

  @Test
  void linesAndFlowAreSetApart() {
    SerialSettings settings = parse("--no-dtr", "--no-rts", "--flow", "hard");
    assertEquals(
        SerialSettings.builder().flowControl(FlowControl.RTS_CTS).dtr(false).rts(false).build(),
        settings);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-b 0",
        "-b -1",
        "--databits 9",
        "--stopbits 3",
        "--line 9600,9n1",
        "--line 0",
        "--line 0,8n1",
        "--flow maybe",
        "--parity both",
        "--line fast",
        "--line 99999999999"
      })
  void whatNoPortCanDoIsRefused(String arguments) {
    assertThrows(ParameterException.class, () -> parse(arguments.split(" ")));
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "2s, 2000", "1m, 60000", "43200m, 2592000000", "none, 0", "0, 0"})
  void durationsHaveUnits(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), new DurationConverter().convert(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "-1s", "1h", "1.5s", "12345678s", "43201m"})
  void otherDurationsAreRefused(String text) {
    assertThrows(TypeConversionException.class, () -> new DurationConverter().convert(text));
  }

  private static SerialSettings parse(String... arguments) {
    Host host = new Host();
    new CommandLine(host).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return host.serial.settings();
  }
}
