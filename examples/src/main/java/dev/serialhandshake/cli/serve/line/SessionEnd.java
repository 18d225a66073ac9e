// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.Shown;
import dev.serialhandshake.netty.link.LinkChannel;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Why a session ends. The first reason that is noted counts: later ones are only its consequences.
 */
public final class SessionEnd {

  private static final AttributeKey<String> CAUSE = AttributeKey.valueOf(SessionEnd.class, "CAUSE");

  /** In characters, since a peer may send a reason of any length. */
  private static final int LONGEST = 200;

  private SessionEnd() {}

  /** Notes a reason, if none was noted before. Any thread may call this. */
  public static void because(@Nullable Channel session, String cause) {
    if (session != null) {
      session.attr(CAUSE).setIfAbsent(Shown.shortened(cause, LONGEST));
    }
  }

  /** The reason; null if none was noted and the line is still open. */
  static @Nullable String cause(Channel session) {
    String cause = session.attr(CAUSE).get();
    if (cause != null) {
      return cause;
    }
    Channel line = session instanceof LinkChannel ? session.parent().parent() : session.parent();
    return line == null || line.isOpen() ? null : "the line closed";
  }
}
