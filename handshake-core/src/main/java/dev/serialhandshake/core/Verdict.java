// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * What is wrong with a line, and the bytes that prove it.
 *
 * @param kind what it is
 * @param sentence the same in words, a clause without a full stop
 * @param remedy what to do about it, a clause without a full stop
 * @param proof bytes that came in; empty where it is their lack that counts
 */
public record Verdict(VerdictKind kind, String sentence, String remedy, Preview proof) {

  static Verdict of(VerdictKind kind, byte[] proof) {
    return new Verdict(kind, kind.sentence(), kind.remedy(), new Preview(proof));
  }

  /**
   * The sentence with its evidence.
   *
   * @return for instance {@code a login prompt has the far end ("login: ")}
   */
  public String finding() {
    return proof.isEmpty() ? sentence : sentence + " (" + evidence() + ")";
  }

  /**
   * One line for a person.
   *
   * @return for instance {@code a login prompt has the far end ("login: "): stop its getty…}
   */
  @Override
  public String toString() {
    return finding() + ": " + remedy;
  }

  /** In quotes where it is text, else in hexadecimal. */
  private String evidence() {
    String text = proof.text();
    return text.length() == proof.length() || text.contains("\\r")
        ? "\"" + text + "\""
        : proof.hex();
  }
}
