// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.line.FramingErrors;
import dev.serialhandshake.core.HandshakeReport;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Logs handshakes that a client has begun and given up. The server then goes on waiting, so no
 * event tells of them. Therefore this handler looks every 5 s. When bytes have arrived and nothing
 * more has followed since the last look, it logs what was received. While bytes keep arriving, it
 * does so once a minute.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {

  private static final int PERIOD_SECONDS = 5;
  private static final int MOST_LOOKS_UNTOLD = 12;

  private final Supplier<@Nullable HandshakeReport> handshake;
  private final LongSupplier framingErrors;
  private final Consumer<String> log;
  private @Nullable Future<?> looks;
  private long errorsBefore;

  /** Attempts and discarded bytes at the last look. */
  private long seen;

  /** Attempts and discarded bytes at the last message. */
  private long told;

  /** How many looks have found something since the last message. */
  private int untold;

  /**
   * Watches one line.
   *
   * @param handshake what the handshake that is under way has seen; null during a session
   * @param framingErrors how many characters were received without a stop bit so far
   * @param log gets a sentence for each handshake that was given up
   */
  HandshakeWatch(
      Supplier<@Nullable HandshakeReport> handshake,
      LongSupplier framingErrors,
      Consumer<String> log) {
    this.handshake = handshake;
    this.framingErrors = framingErrors;
    this.log = log;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext line) {
    errorsBefore = framingErrors.getAsLong();
    looks =
        line.executor()
            .scheduleAtFixedRate(this::look, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext line) {
    if (looks != null) {
      looks.cancel(false);
    }
  }

  private void look() {
    HandshakeReport report = handshake.get();
    long now = report == null ? 0 : report.attempts() + report.discardedBytes();
    boolean over = now == seen;
    seen = now;
    if (report == null || now < told) {
      told = 0; // a session, or the first handshake after one
      untold = 0;
    } else if (now > told) {
      untold++;
      if (over || untold == MOST_LOOKS_UNTOLD) {
        told = now;
        untold = 0;
        long errors = framingErrors.getAsLong() - errorsBefore;
        log.accept("no handshake so far: " + FramingErrors.in(report, errors));
      }
    }
    if (now == told) {
      errorsBefore = framingErrors.getAsLong();
    }
  }
}
