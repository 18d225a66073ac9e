// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is told of lines, ports and their users: equal where all of it is, and readable. */
class ToldValuesTest {

  /** Values that differ in one thing each. */
  static Stream<Supplier<List<Object>>> kinds() {
    return Stream.of(
        () -> List.of(new PortUser(1, "cat"), new PortUser(2, "cat"), new PortUser(1, "minicom")),
        () ->
            List.of(
                new SerialPortInfo("/dev/ttyS0", "", List.of()),
                new SerialPortInfo("/dev/ttyS1", "", List.of()),
                new SerialPortInfo("/dev/ttyS0", "UART", List.of()),
                new SerialPortInfo("/dev/ttyS0", "", List.of("/dev/console"))),
        () ->
            List.of(
                SerialLineErrors.NONE,
                SerialLineErrors.marked(0, 0, 0),
                SerialLineErrors.marked(1, 0, 0),
                SerialLineErrors.marked(0, 1, 0),
                SerialLineErrors.marked(0, 0, 1),
                new SerialLineErrors(true, 0, 0, 0, OptionalLong.of(1))));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void equalWhereAllIsEqual(Supplier<List<Object>> kind) {
    List<Object> values = kind.get();
    List<Object> again = kind.get();
    for (int i = 0; i < values.size(); i++) {
      assertEquals(values.get(i).hashCode(), again.get(i).hashCode());
      for (int j = 0; j < again.size(); j++) {
        assertEquals(i == j, values.get(i).equals(again.get(j)), i + " and " + again.get(j));
      }
    }
  }

  @Test
  void portsAndErrorsInWords() {
    assertEquals("/dev/ttyS0", new SerialPortInfo("/dev/ttyS0", "", List.of()).toString());
    assertEquals(
        "/dev/ttyUSB0 (FT232R)",
        new SerialPortInfo("/dev/ttyUSB0", "FT232R", List.of()).toString());
    assertEquals(
        "1 breaks, 17 framing, 0 parity, 2 overruns",
        new SerialLineErrors(true, 1, 17, 0, OptionalLong.of(2)).toString());
  }
}
