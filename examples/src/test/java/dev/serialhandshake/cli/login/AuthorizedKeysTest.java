// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A line that is bad never locks a good one out, and an option that restricts is never lost. */
class AuthorizedKeysTest {

  private static final String GOOD =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPdUjVlTMTpHvEJWZR6XCQuF3bpmZVEbZDbrJxrWkXzL";

  private static final String OTHER =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJbm8kmc1KQfxZ+JFf8+fNMvTyHlQwXj1UEs1yHrDdn9";

  private static final String SECURITY_KEY =
      "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIJbm8kmc1KQfxZ+JFf8+"
          + "fNMvTyHlQwXj1UEs1yHrDdn9AAAABHNzaDo=";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "TODO: remove this",
        "ssh-ed25519",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPdUjVlTMTpHvEJWZR6XC",
        "ssh-ed25519 AAAA*C3NzaC1lZDI1NTE5 x",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIPdUjVlTMTpHvEJWZR6XCQuF3bpmZVEbZDbrJxrWkXzL",
        "ssh-dss AAAAB3NzaC1kc3MAAACBALPki2X8grqP",
        "ssh-mldsa44@example.org AAAAC3NzaC1lZDI1NTE5AAAAIJbm x",
        "command=\"no end " + GOOD,
        "no-such-option " + GOOD,
        "no-pty, " + GOOD,
        "command=unquoted " + GOOD,
        "expiry-time=\"tomorrow\" " + GOOD,
        "expiry-time=\"20260230\" " + GOOD,
      })
  void aBadLineIsNamedByItsNumberAndTheGoodKeyGetsIn(String bad) throws Exception {
    for (String separator : List.of("\n", "\r\n")) {
      AuthorizedKeys keys = parse(String.join(separator, "# first", bad, OTHER + " me", ""));
      assertNotNull(find(keys, OTHER));
      assertNull(find(keys, GOOD));
      assertEquals(1, keys.problems().size());
      assertEquals(2, keys.problems().get(0).number());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=\"10.0.0.0/8\"",
        "cert-authority",
        "cert-authority,principals=\"a,b\"",
        "permitopen=\"localhost:80\"",
        "permitlisten=\"80\"",
        "restrict,verify-required",
      })
  void aLineWithARestrictionThatCannotBeObeyedLetsNobodyIn(String options) throws Exception {
    AuthorizedKeys keys = parse(options + " " + GOOD + "\n" + OTHER + "\n");
    assertNull(find(keys, GOOD));
    assertNotNull(find(keys, OTHER));
    String told = keys.problems().get(0).toString();
    assertTrue(told.startsWith("line 1 lets nobody in: serve cannot obey its option "), told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        GOOD,
        "  \t" + GOOD + "  ",
        GOOD + " # two # three",
        GOOD + " M\u00fcller",
        "environment=\"A=#1\" " + GOOD,
        "no-user-rc,no-touch-required " + GOOD,
        "\u00ef\u00bb\u00bf" + GOOD,
        "\n   \n# a comment\n\t# another\n" + GOOD,
        "ssh-ed25519\t" + "AAAAC3NzaC1lZDI1NTE5AAAAIPdUjVlTMTpHvEJWZR6XCQuF3bpmZVEbZDbrJxrWkXzL",
      })
  void theKeyIsFoundWithNothingThatRestrictsIt(String text) throws Exception {
    for (String end : List.of("", "\n", "\r\n")) {
      AuthorizedKeys keys = parse(text + end);
      assertEquals(List.of(), keys.problems());
      assertEquals(Restrictions.NONE, restrictions(keys));
    }
  }

  @Test
  void keysOfSecurityTokensAreAccepted() throws Exception {
    AuthorizedKeys keys = parse(SECURITY_KEY + " me@key\n");
    assertEquals(List.of(), keys.problems());
    assertNotNull(find(keys, SECURITY_KEY));
    assertNull(find(keys, OTHER));
  }

  @Test
  void optionsRestrictAsOpenSshHasIt() throws Exception {
    assertEquals(
        new Restrictions(false, false, false, false, null, null), restrictions("restrict"));
    assertEquals(
        new Restrictions(true, false, false, false, null, null), restrictions("restrict,PTY"));
    assertEquals(
        new Restrictions(false, false, false, false, null, null),
        restrictions("no-pty,no-port-forwarding,no-agent-forwarding,no-X11-forwarding"));
    assertEquals(
        "echo a \"b # c\", d", restrictions("command=\"echo a \\\"b # c\\\", d\"").command());
    assertEquals("g\u00c3\u00a4", restrictions("command=\"g\u00c3\u00a4\"").command());
  }

  @Test
  void aCommandThatStandsTwiceIsNoChoice() throws Exception {
    AuthorizedKeys keys = parse("command=\"a\",command=\"b\" " + GOOD);
    assertEquals(1, keys.problems().size());
  }

  @Test
  void aKeyThatExpiresLetsNobodyInFromThenOn() throws Exception {
    AuthorizedKeys keys = parse("expiry-time=\"202603010830Z\" " + GOOD);
    Instant expires = Instant.parse("2026-03-01T08:30:00Z");
    assertNotNull(keys.find(key(GOOD), expires.minusSeconds(1)));
    assertNull(keys.find(key(GOOD), expires));
  }

  @Test
  void ofTwoTimesTheEarlierCounts() throws Exception {
    for (String options :
        List.of(
            "\"20260301Z\",expiry-time=\"20270101Z\"", "\"20270101Z\",expiry-time=\"20260301Z\"")) {
      AuthorizedKeys keys = parse("expiry-time=" + options + " " + GOOD);
      assertNull(keys.find(key(GOOD), Instant.parse("2026-03-01T00:00:00Z")));
    }
  }

  @Test
  void theFirstGoodLineOfAKeyCounts() throws Exception {
    AuthorizedKeys keys =
        parse("expiry-time=\"20200101\" " + GOOD + "\nno-pty " + GOOD + "\n" + GOOD);
    assertEquals(2, find(keys, GOOD).line());
  }

  private static AuthorizedKeys parse(String text) {
    return AuthorizedKeys.parse(text.getBytes(ISO_8859_1));
  }

  private static Restrictions restrictions(String options) throws Exception {
    return restrictions(parse(options + " " + GOOD));
  }

  private static Restrictions restrictions(AuthorizedKeys keys) throws Exception {
    return find(keys, GOOD).restrictions();
  }

  private static LoginKey find(AuthorizedKeys keys, String line) throws Exception {
    return keys.find(key(line), Instant.now());
  }

  private static PublicKey key(String line) throws Exception {
    return PublicKeyEntry.parsePublicKeyEntry(line)
        .resolvePublicKey(null, null, PublicKeyEntryResolver.FAILING);
  }
}
