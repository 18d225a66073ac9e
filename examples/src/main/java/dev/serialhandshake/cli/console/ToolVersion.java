// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

/** Which version of the tool this is. */
public final class ToolVersion {

  private ToolVersion() {}

  public static String text() {
    String version = ToolVersion.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
