// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The content of an {@code authorized_keys} file. A line that cannot be read, or that has an option
 * which this server cannot obey, lets nobody in. It has no effect on other lines.
 *
 * @param keys of the good lines, in the order of the file
 * @param problems of the bad lines, in the order of the file
 */
record AuthorizedKeys(List<LoginKey> keys, List<Problem> problems) {

  /**
   * A line that lets nobody in.
   *
   * @param number of the line; the first is 1
   * @param text of the line, to compare it with; it must not be printed, since it may be a secret
   * @param reason a clause
   */
  record Problem(int number, String text, String reason) {

    @Override
    public String toString() {
      return "line " + number + " lets nobody in: " + reason;
    }
  }

  private static final String BYTE_ORDER_MARK = new String(new byte[] {-17, -69, -65}, ISO_8859_1);

  private static final Set<String> TYPES =
      Set.of(
          "ssh-ed25519",
          "ssh-rsa",
          "ecdsa-sha2-nistp256",
          "ecdsa-sha2-nistp384",
          "ecdsa-sha2-nistp521",
          "sk-ssh-ed25519@openssh.com",
          "sk-ecdsa-sha2-nistp256@openssh.com");

  static AuthorizedKeys parse(byte[] file) {
    List<LoginKey> keys = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    String text = new String(file, ISO_8859_1); // It keeps every byte of a comment in any charset.
    if (text.startsWith(BYTE_ORDER_MARK)) {
      text = text.substring(BYTE_ORDER_MARK.length());
    }
    String[] lines = text.split("\r?\n|\r", -1);
    for (int i = 0; i < lines.length; i++) {
      String line = lines[i].strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        keys.add(key(i + 1, line));
      } catch (BadLine e) {
        problems.add(new Problem(i + 1, line, e.reason()));
      }
    }
    return new AuthorizedKeys(keys, problems);
  }

  /** The first good line with this key that is not expired; null if there is none. */
  @Nullable LoginKey find(PublicKey key, Instant now) {
    for (LoginKey candidate : keys) {
      if (candidate.is(key) && !candidate.restrictions().areExpired(now)) {
        return candidate;
      }
    }
    return null;
  }

  private static LoginKey key(int number, String line) throws BadLine {
    if (TYPES.contains(word(line))) {
      return key(number, line, Restrictions.NONE);
    }
    int end = KeyOptions.end(line);
    String rest = line.substring(end).strip();
    if (!looksLikeKey(rest)) {
      throw new BadLine(
          looksLikeKey(line) ? notAccepted(word(line)) : "there is no public key in it");
    }
    if (!TYPES.contains(word(rest))) {
      throw new BadLine(notAccepted(word(rest)));
    }
    return key(number, rest, KeyOptions.parse(line.substring(0, end)));
  }

  /**
   * Whether a text is a name followed by base 64 that begins as every public key does: with the
   * length of a short name, whose first three bytes are 0.
   */
  private static boolean looksLikeKey(String text) {
    return text.substring(word(text).length()).strip().startsWith("AAAA");
  }

  private static String notAccepted(String type) {
    return "keys of the type " + type + " are not accepted";
  }

  private static LoginKey key(int number, String text, Restrictions restrictions) throws BadLine {
    String type = word(text);
    String rest = text.substring(type.length()).strip();
    String base64 = word(rest);
    String comment = rest.substring(base64.length()).strip();
    return new LoginKey(
        number,
        decoded(type, base64),
        new String(comment.getBytes(ISO_8859_1), UTF_8),
        restrictions);
  }

  private static PublicKey decoded(String type, String base64) throws BadLine {
    try {
      ByteArrayBuffer bytes = new ByteArrayBuffer(Base64.getDecoder().decode(base64));
      if (!new ByteArrayBuffer(bytes.array()).getString().equals(type)) {
        throw new BadLine("its key is not of the type " + type);
      }
      PublicKey key = bytes.getRawPublicKey();
      if (key != null && bytes.available() == 0) {
        return key;
      }
    } catch (SshException | RuntimeException e) {
      // The exception below says it.
    }
    throw new BadLine("its key is damaged or incomplete");
  }

  private static String word(String text) {
    int end = 0;
    while (end < text.length() && !KeyOptions.isBlank(text.charAt(end))) {
      end++;
    }
    return text.substring(0, end);
  }
}
