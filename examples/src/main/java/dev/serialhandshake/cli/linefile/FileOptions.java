// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import org.jspecify.annotations.Nullable;

/** All that can be set for a line in a file. Picocli fills an object of this type. */
public interface FileOptions {

  /**
   * Says what is wrong with the options of a line.
   *
   * @param many whether the options are for all ports of a pattern
   * @return a clause without a subject, such as "needs an address"; null if nothing is wrong
   */
  @Nullable String wrong(boolean many);
}
