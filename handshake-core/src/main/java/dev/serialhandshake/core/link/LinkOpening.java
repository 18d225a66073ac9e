// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the two ends tell each other when a link opens.
 *
 * <p>OPEN: version, 1 if it resumes, session, nonce, next number expected, credit, longest payload,
 * bytes to escape. OPEN-ACK has the server's nonce in place of the session. REFUSE: version, the
 * client's nonce, 1 if it is because of the version. Numbers have their highest byte first.
 */
final class LinkOpening {

  static final int SESSION_BYTES = 16;
  static final int OPEN_HEADER = 3 + SESSION_BYTES + 11;
  static final int ACK_HEADER = 2 + 4 + 4 + 7;
  static final int REFUSE_LENGTH = 7;

  static final byte[] NONE = {};

  private final int version;
  private final boolean resumes;

  /** Of a client's OPEN; empty in an OPEN-ACK. */
  private final byte[] session;

  private final int clientNonce;

  /** Of an OPEN-ACK. */
  private final int serverNonce;

  private final int expected;
  private final int credit;
  private final int longestPayload;
  private final byte[] escaped;

  LinkOpening(
      int version,
      boolean resumes,
      byte[] session,
      int clientNonce,
      int serverNonce,
      int expected,
      int credit,
      int longestPayload,
      byte[] escaped) {
    this.version = version;
    this.resumes = resumes;
    this.session = session;
    this.clientNonce = clientNonce;
    this.serverNonce = serverNonce;
    this.expected = expected;
    this.credit = credit;
    this.longestPayload = longestPayload;
    this.escaped = escaped;
  }

  /** Reads an OPEN; null when it is too short for one. */
  static @Nullable LinkOpening readOpen(byte[] frame, int length) {
    if (length < OPEN_HEADER) {
      return null;
    }
    int at = 3 + SESSION_BYTES;
    return new LinkOpening(
        frame[1] & 0xff,
        frame[2] != 0,
        Arrays.copyOfRange(frame, 3, at),
        number(frame, at, 4),
        0,
        number(frame, at + 4, 4),
        frame[at + 8] & 0xff,
        number(frame, at + 9, 2),
        Arrays.copyOfRange(frame, OPEN_HEADER, length));
  }

  /** Reads an OPEN-ACK; null when it is too short for one. */
  static @Nullable LinkOpening readAck(byte[] frame, int length) {
    if (length < ACK_HEADER) {
      return null;
    }
    return new LinkOpening(
        frame[1] & 0xff,
        false,
        NONE,
        number(frame, 2, 4),
        number(frame, 6, 4),
        number(frame, 10, 4),
        frame[14] & 0xff,
        number(frame, 15, 2),
        Arrays.copyOfRange(frame, ACK_HEADER, length));
  }

  /** Writes an OPEN. */
  int writeOpen(byte[] to) {
    to[0] = LinkFrame.OPEN;
    to[1] = (byte) version;
    to[2] = (byte) (resumes ? 1 : 0);
    System.arraycopy(session, 0, to, 3, SESSION_BYTES);
    int at = put(to, 3 + SESSION_BYTES, clientNonce, 4);
    return writeRest(to, at);
  }

  /** Writes an OPEN-ACK. */
  int writeAck(byte[] to) {
    to[0] = LinkFrame.OPEN_ACK;
    to[1] = (byte) version;
    int at = put(to, 2, clientNonce, 4);
    at = put(to, at, serverNonce, 4);
    return writeRest(to, at);
  }

  private int writeRest(byte[] to, int from) {
    int at = put(to, from, expected, 4);
    at = put(to, at, credit, 1);
    at = put(to, at, longestPayload, 2);
    System.arraycopy(escaped, 0, to, at, escaped.length);
    return at + escaped.length;
  }

  /** Writes a REFUSE. */
  static int writeRefuse(byte[] to, int clientNonce, boolean version) {
    to[0] = LinkFrame.REFUSE;
    to[1] = LinkFrame.VERSION;
    int at = put(to, 2, clientNonce, 4);
    return put(to, at, version ? 1 : 0, 1);
  }

  /** A number of some bytes, the highest first. */
  static int number(byte[] from, int at, int bytes) {
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << Byte.SIZE | (from[at + i] & 0xff);
    }
    return number;
  }

  private static int put(byte[] to, int at, int number, int bytes) {
    for (int i = 0; i < bytes; i++) {
      to[at + i] = (byte) (number >>> (Byte.SIZE * (bytes - 1 - i)));
    }
    return at + bytes;
  }

  int version() {
    return version;
  }

  boolean resumes() {
    return resumes;
  }

  byte[] session() {
    return session;
  }

  int clientNonce() {
    return clientNonce;
  }

  int serverNonce() {
    return serverNonce;
  }

  int expected() {
    return expected;
  }

  int credit() {
    return credit;
  }

  int longestPayload() {
    return longestPayload;
  }

  byte[] escaped() {
    return escaped;
  }
}
