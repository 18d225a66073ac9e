// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** The four frames of the handshake, in the order in which they travel. */
public enum Step {
  /** Step 1, client: {@code 16 n}. */
  SYN,
  /** Step 2, server: {@code 06 n+1 m}. */
  SYN_ACK,
  /** Step 3, client: {@code 06 m+1}. */
  ACK,
  /** Step 4, server: {@code 06}; every later byte belongs to the application. */
  FINAL_ACK
}
