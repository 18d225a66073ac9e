// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.time.Duration;

/** When a client of the handshake may end the login that shares a line with it. Immutable. */
public final class LoginSettings {

  private static final LoginSettings DEFAULTS = builder().build();

  final long idleNanos;
  final boolean plain;

  private LoginSettings(Builder builder) {
    idleNanos = builder.idle.toNanos();
    plain = builder.plain;
  }

  /**
   * A minute without typing, and no SSH without the handshake.
   *
   * @return the defaults
   */
  public static LoginSettings defaults() {
    return DEFAULTS;
  }

  /**
   * Begins with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * For how long nobody has typed when a client may end a login session.
   *
   * @return zero for at any time
   */
  public Duration idle() {
    return Duration.ofNanos(idleNanos);
  }

  /**
   * Whether a line that begins with {@code SSH-2.0-} is a client without the handshake.
   *
   * @return false by default
   */
  public boolean plain() {
    return plain;
  }

  @Override
  public String toString() {
    return "LoginSettings[idle=" + idle() + ", plain=" + plain + "]";
  }

  /** Collects settings. Not safe for use by several threads. */
  public static final class Builder {
    private Duration idle = Duration.ofSeconds(60);
    private boolean plain;

    private Builder() {}

    /**
     * For how long nobody must have typed before a client may end a login session.
     *
     * @param wait zero for at any time; not negative; 60 seconds by default
     * @return this
     */
    public Builder idle(Duration wait) {
      if (wait.isNegative()) {
        throw new IllegalArgumentException("idle must not be negative, was " + wait);
      }
      idle = wait;
      return this;
    }

    /**
     * Whether a line that begins with {@code SSH-2.0-} is a client without the handshake.
     *
     * @param allowed false by default
     * @return this
     */
    public Builder plain(boolean allowed) {
      plain = allowed;
      return this;
    }

    /**
     * Makes the settings.
     *
     * @return settings that do not change any more
     */
    public LoginSettings build() {
      return new LoginSettings(this);
    }
  }
}
