// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

/** Takes bytes one by one. With it a caller gets them into its own buffer without a copy. */
@FunctionalInterface
public interface ByteSink {

  /**
   * Takes the next byte.
   *
   * @param value the byte
   */
  void put(byte value);
}
