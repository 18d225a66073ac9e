// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.Shown;
import dev.serialhandshake.netty.link.LinkChannel;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/** Why a session ends: what is told first. What follows from it is no reason. */
public final class SessionEnd {

  private static final AttributeKey<String> CAUSE = AttributeKey.valueOf(SessionEnd.class, "CAUSE");

  /** A peer words its reason as it likes. */
  private static final int LONGEST = 200;

  private SessionEnd() {}

  /** Remembers a reason if it is the first. Any thread. */
  public static void because(@Nullable Channel session, String cause) {
    if (session != null) {
      session.attr(CAUSE).setIfAbsent(Shown.shortened(cause, LONGEST));
    }
  }

  /** The reason; null where nobody told any. */
  static @Nullable String cause(Channel session) {
    String cause = session.attr(CAUSE).get();
    if (cause != null) {
      return cause;
    }
    Channel line = session instanceof LinkChannel ? session.parent().parent() : session.parent();
    return line == null || line.isOpen() ? null : "the line closed";
  }
}
