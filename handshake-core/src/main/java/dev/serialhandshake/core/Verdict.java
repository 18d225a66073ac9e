// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is wrong with a line, and the bytes that prove it. Immutable. */
public final class Verdict {

  private final VerdictKind kind;
  private final String sentence;
  private final String remedy;
  private final Preview proof;

  private Verdict(VerdictKind kind, String sentence, String remedy, Preview proof) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.sentence = Objects.requireNonNull(sentence, "sentence");
    this.remedy = Objects.requireNonNull(remedy, "remedy");
    this.proof = Objects.requireNonNull(proof, "proof");
  }

  static Verdict of(VerdictKind kind, byte[] proof) {
    return of(kind, new Preview(proof));
  }

  /**
   * A verdict in the words of its kind.
   *
   * @param kind what is wrong
   * @param proof bytes that were received; empty if the lack of bytes is the proof
   * @return the verdict
   */
  public static Verdict of(VerdictKind kind, Preview proof) {
    return new Verdict(kind, kind.sentence(), kind.remedy(), proof);
  }

  /**
   * A verdict in words of its own.
   *
   * @param kind what is wrong
   * @param sentence what is wrong, a clause without a full stop
   * @param remedy what to do about it, a clause without a full stop
   * @param proof bytes that were received; empty if the lack of bytes is the proof
   * @return the verdict
   */
  public static Verdict of(VerdictKind kind, String sentence, String remedy, Preview proof) {
    return new Verdict(kind, sentence, remedy, proof);
  }

  /**
   * What is wrong.
   *
   * @return its kind
   */
  public VerdictKind kind() {
    return kind;
  }

  /**
   * What is wrong, in words.
   *
   * @return a clause without a full stop
   */
  public String sentence() {
    return sentence;
  }

  /**
   * What to do about it.
   *
   * @return a clause without a full stop
   */
  public String remedy() {
    return remedy;
  }

  /**
   * The bytes that prove it.
   *
   * @return bytes that were received; empty if the lack of bytes is the proof
   */
  public Preview proof() {
    return proof;
  }

  /**
   * The sentence with its evidence.
   *
   * @return for instance {@code a login prompt has the far end ("login: ")}
   */
  public String finding() {
    return proof.isEmpty() ? sentence : sentence + " (" + evidence() + ")";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Verdict verdict && values().equals(verdict.values());
  }

  @Override
  public int hashCode() {
    return values().hashCode();
  }

  private List<Object> values() {
    return List.of(kind, sentence, remedy, proof);
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
