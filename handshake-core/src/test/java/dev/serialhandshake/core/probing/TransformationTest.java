// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.probing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransformationTest {

  @ParameterizedTest
  @CsvSource({
    "BIT_7, 80, 00",
    "BIT_7, 7f, 7f",
    "CR_TO_LF, 0d, 0a",
    "CR_TO_LF, 0a, 0a",
    "LF_TO_CR, 0a, 0d",
    "LF_TO_CR, 0d, 0d",
    "LOWER_CASE, 40, 40",
    "LOWER_CASE, 41, 61",
    "LOWER_CASE, 5a, 7a",
    "LOWER_CASE, 5b, 5b",
    "UPPER_CASE, 60, 60",
    "UPPER_CASE, 61, 41",
    "UPPER_CASE, 7a, 5a",
    "UPPER_CASE, 7b, 7b",
  })
  void whatBecomesOfAByte(Transformation transformation, String from, String to) {
    int value = Integer.parseInt(from, 16);
    int becomes = Integer.parseInt(to, 16);
    assertEquals(becomes, transformation.apply(value));
    assertEquals(value != becomes, transformation.minds(value));
    assertEquals(value != becomes, transformation.makes(value, becomes));
  }
}
