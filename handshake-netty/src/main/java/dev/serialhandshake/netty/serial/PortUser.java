// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.Objects;

/** A program that has a serial port open. Immutable. */
public final class PortUser {

  private final long pid;
  private final String program;

  PortUser(long pid, String program) {
    this.pid = pid;
    this.program = program;
  }

  /**
   * Returns its process.
   *
   * @return the process number
   */
  public long pid() {
    return pid;
  }

  /**
   * Returns its name.
   *
   * @return printable ASCII; every other character stands as a question mark
   */
  public String program() {
    return program;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PortUser that && pid == that.pid && program.equals(that.program);
  }

  @Override
  public int hashCode() {
    return Objects.hash(pid, program);
  }

  /** For instance {@code minicom (pid 1234)}. */
  @Override
  public String toString() {
    return program + " (pid " + pid + ')';
  }
}
