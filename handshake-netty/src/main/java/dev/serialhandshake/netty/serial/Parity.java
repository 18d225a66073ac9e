// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

/** What the parity bit of a character says. */
public enum Parity {
  /** A character has no parity bit, as on almost every line. */
  NONE,
  /** Data bits and parity bit together have an odd number of ones. */
  ODD,
  /** Data bits and parity bit together have an even number of ones. */
  EVEN,
  /** The parity bit is always 1. */
  MARK,
  /** The parity bit is always 0. */
  SPACE
}
