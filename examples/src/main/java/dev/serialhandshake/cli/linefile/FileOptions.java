// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import org.jspecify.annotations.Nullable;

/** All that can be set for a line in a file: an object that picocli fills. */
public interface FileOptions {

  /**
   * What is wrong with the options of a line.
   *
   * @param many whether they are of all ports of a pattern
   * @return a clause; null for nothing
   */
  @Nullable String wrong(boolean many);
}
