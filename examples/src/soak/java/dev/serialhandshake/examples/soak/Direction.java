// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

/** A direction of a line. */
enum Direction {
  TO_SERVER,
  TO_CLIENT
}
