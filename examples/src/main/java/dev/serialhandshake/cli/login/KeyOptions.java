// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options before a key, such as {@code no-pty,command="echo \"hi\""}, by the rules of
 * OpenSSH.
 *
 * <p>If this server cannot obey an option that restricts, the line lets nobody in. An option about
 * a thing that this server does not have, such as {@code no-user-rc}, is ignored.
 */
final class KeyOptions {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final String MIDNIGHT = "000000";
  private static final int DATE_LENGTH = 8;

  private final String text;
  private int at;

  private boolean pty = true;
  private boolean ports = true;
  private boolean agent = true;
  private boolean x11 = true;
  private @Nullable String command;
  private @Nullable Instant expires;

  private KeyOptions(String text) {
    this.text = text;
  }

  /**
   * The index at which the options of a line end: the first blank outside of quotes.
   *
   * @throws BadLine if a quote does not end
   */
  static int end(String line) throws BadLine {
    boolean quoted = false;
    int at = 0;
    for (; at < line.length() && (quoted || !isBlank(line.charAt(at))); at++) {
      if (line.startsWith("\\\"", at)) {
        at++;
      } else if (line.charAt(at) == '"') {
        quoted = !quoted;
      }
    }
    if (quoted) {
      throw new BadLine("a quote in its options does not end");
    }
    return at;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  static Restrictions parse(String options) throws BadLine {
    return new KeyOptions(options).all();
  }

  private Restrictions all() throws BadLine {
    while (true) {
      option(word());
      if (at == text.length()) {
        return new Restrictions(pty, ports, agent, x11, command, expires);
      }
      if (text.charAt(at++) != ',' || at == text.length()) {
        throw new BadLine("its options are not a list with commas");
      }
    }
  }

  private void option(String name) throws BadLine {
    switch (name) {
      case "restrict" -> pty = ports = agent = x11 = false;
      case "pty" -> pty = true;
      case "no-pty" -> pty = false;
      case "port-forwarding" -> ports = true;
      case "no-port-forwarding" -> ports = false;
      case "agent-forwarding" -> agent = true;
      case "no-agent-forwarding" -> agent = false;
      case "x11-forwarding" -> x11 = true;
      case "no-x11-forwarding" -> x11 = false;
      case "user-rc", "no-user-rc" -> {} // This server runs no such file.
      case "no-touch-required" -> {} // This server requires the touch all the same.
      case "command" -> command = once(name, command, value(name));
      case "expiry-time" -> expires = earlier(time(value(name)));
      case "environment", "tunnel" -> value(name); // By default sshd ignores them, too.
      case "from", "permitopen", "permitlisten", "principals" -> {
        value(name);
        throw notObeyed(name + "=");
      }
      case "cert-authority", "verify-required" -> throw notObeyed(name);
      default -> throw new BadLine("'" + name + "' is no option of a key");
    }
  }

  private static BadLine notObeyed(String name) {
    return new BadLine("serve cannot obey its option " + name);
  }

  private static String once(String name, @Nullable String before, String value) throws BadLine {
    if (before != null) {
      throw new BadLine("it has the option " + name + "= twice");
    }
    return value;
  }

  private Instant earlier(Instant time) {
    return expires == null || time.isBefore(expires) ? time : expires;
  }

  private String word() {
    int start = at;
    while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '=') {
      at++;
    }
    return text.substring(start, at).toLowerCase(Locale.ROOT);
  }

  private String value(String name) throws BadLine {
    if (!text.startsWith("=\"", at)) {
      throw new BadLine("the option " + name + " needs a value in quotes");
    }
    at += 2;
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.startsWith("\\\"", at)) {
        at++;
      }
      value.append(text.charAt(at++));
    }
    if (at == text.length()) {
      throw new BadLine("the value of the option " + name + " does not end");
    }
    at++;
    return value.toString();
  }

  /** Reads {@code YYYYMMDD[HHMM[SS]]}: in the system's time zone, or in UTC with a {@code Z}. */
  private static Instant time(String text) throws BadLine {
    boolean utc = text.toUpperCase(Locale.ROOT).endsWith("Z");
    String digits = utc ? text.substring(0, text.length() - 1) : text;
    try {
      if (digits.length() < DATE_LENGTH) {
        throw new DateTimeException(digits);
      }
      String whole = digits + MIDNIGHT.substring(digits.length() - DATE_LENGTH);
      return LocalDateTime.parse(whole, TIME)
          .atZone(utc ? ZoneOffset.UTC : ZoneId.systemDefault())
          .toInstant();
    } catch (DateTimeException | IndexOutOfBoundsException e) {
      throw new BadLine("its expiry-time is not YYYYMMDD[HHMM[SS]][Z]");
    }
  }
}
