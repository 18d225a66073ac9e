// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

/** Whose rules the two ends of a line follow. */
enum Pairing {
  /** Those of this project, at both ends. */
  SHIPPED,
  /** The same, and a link at both ends. */
  LINK,
  /** The original's at the client's end. */
  SEED_CLIENT,
  /** The original's at the server's end. */
  SEED_SERVER
}
