// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class HomeTest {

  private final String before = System.getProperty("user.home");

  @AfterEach
  void putBack() {
    System.setProperty("user.home", before);
    Home.settle(null);
  }

  @Test
  void theHomeThatJavaKnowsIsTaken() {
    System.setProperty("user.home", "/home/somebody");
    Home.settle("/elsewhere");
    assertHome("/home/somebody", true);
  }

  @Test
  void withoutAPasswdEntryItIsTheOneOfTheEnvironment() {
    System.setProperty("user.home", "?");
    Home.settle("/elsewhere");
    assertHome("/elsewhere", true);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "?", "relative"})
  void withoutEitherThereIsNone(String environment) {
    System.setProperty("user.home", "?");
    Home.settle(environment);
    assertHome("/", false);
  }

  private static void assertHome(String home, boolean known) {
    assertEquals(home, System.getProperty("user.home"));
    assertEquals(known, Home.isKnown());
  }
}
