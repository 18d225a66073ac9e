// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import java.time.Duration;

/** When a client of the handshake may end the login that has the same line. Immutable. */
public final class LoginSettings {

  private static final LoginSettings DEFAULTS = builder().build();

  final long idleNanos;
  final boolean plain;

  private LoginSettings(Builder builder) {
    idleNanos = builder.idle.toNanos();
    plain = builder.plain;
  }

  /**
   * The defaults: a client may end a login after a minute without typing, and SSH without the
   * handshake is not let in.
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
   * How long nobody must have typed before a client may end a login session.
   *
   * @return the wait; zero if a client may end it at any time
   */
  public Duration idle() {
    return Duration.ofNanos(idleNanos);
  }

  /**
   * Whether typed text that begins with {@code SSH-2.0-} is a client without the handshake.
   *
   * @return true if such a client gets the line; false by default
   */
  public boolean plain() {
    return plain;
  }

  @Override
  public String toString() {
    return "LoginSettings[idle=" + idle() + ", plain=" + plain + "]";
  }

  /** Collects settings. Only one thread at a time may use it. */
  public static final class Builder {
    private Duration idle = Duration.ofSeconds(60);
    private boolean plain;

    private Builder() {}

    /**
     * How long nobody must have typed before a client may end a login session.
     *
     * @param wait not negative; zero if a client may end it at any time; 60 seconds by default
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder idle(Duration wait) {
      if (wait.isNegative()) {
        throw new IllegalArgumentException("idle must not be negative, was " + wait);
      }
      idle = wait;
      return this;
    }

    /**
     * Whether typed text that begins with {@code SSH-2.0-} is a client without the handshake.
     *
     * @param allowed false by default
     * @return this builder
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
