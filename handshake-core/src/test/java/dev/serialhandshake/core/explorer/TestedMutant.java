// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.explorer;

import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * A rule whose lack a walk does not show, and a test that shows it.
 *
 * @param without the rule that the mutant lacks
 * @param test the simple name of a class, a dot, and the name of its test
 * @param file the simple name of the class that is changed
 * @param from a part of its source that is there once
 * @param to what takes its place
 */
public record TestedMutant(String without, String test, String file, String from, String to) {

  /** The test fails on the mutant, by an assertion. */
  public void assertFoundInPackage(String testPackage, Path folder) throws Exception {
    try (URLClassLoader loader = MutantCompiler.compile(folder, file, from, to)) {
      MutantCompiler.assertFails(loader, testPackage + "." + test);
    }
  }

  @Override
  public String toString() {
    return without;
  }
}
