// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import java.io.IOException;

/** A telnet connection cannot be used as a line. */
public final class TelnetException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient TelnetFailure failure;

  /**
   * Makes an exception with the words of a failure.
   *
   * @param failure why
   */
  public TelnetException(TelnetFailure failure) {
    super(failure.text());
    this.failure = failure;
  }

  /**
   * Why it cannot be used.
   *
   * @return the failure
   */
  public TelnetFailure failure() {
    return failure;
  }
}
