// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.serve.watchdog.Watchdog;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.telnet.TelnetEvent;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.netty.HandshakeCompletionEvent;
import dev.serialhandshake.netty.telnet.TelnetHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Tells what happens on a line, and has it recorded. Last in its pipeline. */
final class LineLog extends ChannelInboundHandlerAdapter {

  private final Connection connection;

  LineLog(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext line, Object event) {
    if (event instanceof HandshakeCompletionEvent completion) {
      HandshakeReport report = completion.report();
      HandshakeException cause = completion.cause();
      TelnetFailure telnet = cause == null ? null : LineFailures.telnetFailure(cause);
      HandshakeReport told = connection.handshakeOver(report);
      if (cause == null) {
        connection
            .event(EventKind.HANDSHAKE, "in sync: " + told)
            .duration(told == null ? null : told.elapsed())
            .tell();
        if (told != null) {
          connection.handshakeTook(told.elapsed());
        }
      } else if (telnet != null && !isToldByItsOpening(line)) {
        failed(LineFailures.code(telnet.kind()), telnet.text());
      } else if (telnet == null && !isHangUp(cause)) {
        failed(ExitCode.of(cause.reason()), String.valueOf(cause.getMessage()));
      }
    }
    if (event == TelnetEvent.VIRTUAL_MACHINE) {
      TelnetHandler telnet = line.channel().attr(LineChannels.TELNET).get();
      String uuid = telnet.virtualMachineUuid();
      String machine = "virtual machine " + telnet.virtualMachineName();
      connection.event(EventKind.PEER, uuid == null ? machine : machine + ", UUID " + uuid).tell();
    }
    line.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
    Watchdog.seen(cause);
    if (!(cause instanceof HandshakeException)) { // those were told above
      failed(ExitCode.LINE_CLOSED, String.valueOf(cause.getMessage()));
    }
  }

  /** A line that connects is not open before its peer has agreed on telnet. */
  private static boolean isToldByItsOpening(ChannelHandlerContext line) {
    TelnetHandler telnet = line.channel().attr(LineChannels.TELNET).get();
    return line.channel().parent() == null && telnet != null && !telnet.agreedFuture().isSuccess();
  }

  /** One side hung up while it was waited for a client: nothing was begun, so nothing failed. */
  private static boolean isHangUp(HandshakeException cause) {
    HandshakeReport report = cause.report();
    return cause.reason() == FailureReason.ABANDONED
        || (cause.reason() == FailureReason.LINE_CLOSED
            && (report == null || report.attempts() + report.discardedBytes() == 0));
  }

  private void failed(ExitCode cause, String why) {
    connection.handshakeFailed(cause);
    connection.event(EventKind.FAILED, why).cause(why).tell();
  }
}
