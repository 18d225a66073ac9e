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
 * Tells of handshakes that were begun and given up. A server waits on then, and nothing ends: so
 * this looks now and then, and tells once what came in since, when it is over; of what is never
 * over, once a minute.
 */
final class HandshakeWatch extends ChannelInboundHandlerAdapter {

  private static final int PERIOD_SECONDS = 5;
  private static final int MOST_LOOKS_UNTOLD = 12;

  private final Supplier<@Nullable HandshakeReport> handshake;
  private final LongSupplier framingErrors;
  private final Consumer<String> console;
  private @Nullable Future<?> looks;
  private long errorsBefore;
  private long seen;
  private long told;
  private int untold;

  /**
   * Watches one line.
   *
   * @param handshake what the handshake that is under way has seen; null during a session
   * @param framingErrors how many characters came in without a stop bit so far
   * @param console gets a line for each handshake that was given up
   */
  HandshakeWatch(
      Supplier<@Nullable HandshakeReport> handshake,
      LongSupplier framingErrors,
      Consumer<String> console) {
    this.handshake = handshake;
    this.framingErrors = framingErrors;
    this.console = console;
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
      told = 0; // a session, or the handshake behind one
      untold = 0;
    } else if (now > told) {
      untold++;
      if (over || untold == MOST_LOOKS_UNTOLD) {
        told = now;
        untold = 0;
        long errors = framingErrors.getAsLong() - errorsBefore;
        console.accept("no handshake so far: " + FramingErrors.in(report, errors));
      }
    }
    if (now == told) {
      errorsBefore = framingErrors.getAsLong();
    }
  }
}
