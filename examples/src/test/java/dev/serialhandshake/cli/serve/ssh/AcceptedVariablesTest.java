// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedVariablesTest {

  private final AcceptedVariables usual = new AcceptedVariables(List.of());

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "LANG", "LC_ALL", "LC_X", "COLORTERM"})
  void whatChangesTheLooksIsAccepted(String name) {
    assertTrue(usual.accepts(name, new byte[] {(byte) 0xf6}));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LD_PRELOAD",
        "BASH_ENV",
        "PATH",
        "LANGUAGE",
        "TERMINFO",
        "XTERM",
        "LC",
        "",
        "lang",
        "LC_\n=x",
        "LC_A=PATH",
        "LC_\0"
      })
  void everythingElseIsNot(String name) {
    assertFalse(usual.accepts(name, new byte[0]));
  }

  @Test
  void whatIsNamedIsAcceptedToo() {
    AcceptedVariables more = new AcceptedVariables(List.of("GIT_*", "A?", "B.C"));
    assertTrue(more.accepts("GIT_AUTHOR_NAME", new byte[0]));
    assertTrue(more.accepts("A1", new byte[0]));
    assertTrue(more.accepts("LANG", new byte[0]));
    assertFalse(more.accepts("A", new byte[0]));
    assertFalse(more.accepts("A12", new byte[0]));
    assertFalse(more.accepts("BXC", new byte[0]));
    assertFalse(more.accepts("XGIT_A", new byte[0]));
  }

  @Test
  void aValueThatEndsInItsMiddleIsNot() {
    assertFalse(usual.accepts("LANG", new byte[] {'C', 0, 'x'}));
  }
}
