// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.Handshake;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.State;
import dev.serialhandshake.core.Step;
import io.netty.channel.Channel;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.HexFormat;

/**
 * What a handshake tells the log: at debug level each frame in hexadecimal and one line per
 * success, at info level one line per failure. A handshake that the application abandons is told at
 * debug level.
 */
final class HandshakeLog implements HandshakeObserver {

  private static final InternalLogger logger =
      InternalLoggerFactory.getInstance(HandshakeHandler.class);

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  private final Channel channel;
  private final HandshakeObserver next;

  private HandshakeLog(Channel channel, HandshakeObserver next) {
    this.channel = channel;
    this.next = next;
  }

  /** Logs frames too, where somebody reads that. */
  static HandshakeObserver observe(Channel channel, HandshakeObserver observer) {
    return logger.isDebugEnabled() ? new HandshakeLog(channel, observer) : observer;
  }

  static void success(Channel channel, Handshake ended) {
    if (logger.isDebugEnabled()) {
      harmlessly(() -> logger.debug("{} {}", channel, ended.report()));
    }
  }

  static void failure(Channel channel, HandshakeException cause) {
    harmlessly(() -> tell(channel, cause));
  }

  private static void tell(Channel channel, HandshakeException cause) {
    if (cause.reason() == FailureReason.ABANDONED) {
      logger.debug("{} {}", channel, cause.getMessage());
    } else if (cause.getCause() == null) {
      logger.info("{} {}", channel, cause.getMessage());
    } else {
      logger.info("{} {} ({})", channel, cause.getMessage(), String.valueOf(cause.getCause()));
    }
  }

  /** A handshake that has ended must tell so, even where its log cannot be written. */
  private static void harmlessly(Runnable line) {
    try {
      line.run();
    } catch (RuntimeException e) {
      // The logger itself is broken, so the failure cannot be logged.
    }
  }

  @Override
  public void frameSent(Step step, byte[] frame) {
    logger.debug("{} -> {} {}", channel, step, HEX.formatHex(frame));
    next.frameSent(step, frame);
  }

  @Override
  public void frameReceived(Step step, byte[] frame, long discardedBefore) {
    logger.debug(
        "{} <- {} {} ({} bytes discarded before it)",
        channel,
        step,
        HEX.formatHex(frame),
        discardedBefore);
    next.frameReceived(step, frame, discardedBefore);
  }

  @Override
  public void stateChanged(State from, State to) {
    logger.debug("{} {} -> {}", channel, from, to);
    next.stateChanged(from, to);
  }
}
