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
import dev.serialhandshake.netty.telnet.VmotionEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Logs what happens on a line, and tells it to {@link Connection}. In the pipeline it comes after
 * all handlers of the handshake.
 */
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
      machine(LineChannels.telnet(line.channel()));
    } else if (event == TelnetEvent.READY) {
      tellWhetherText(LineChannels.telnet(line.channel()));
    } else if (event instanceof VmotionEvent vmotion) {
      moved(vmotion);
    }
    line.fireUserEventTriggered(event);
  }

  private void tellWhetherText(@Nullable TelnetHandler telnet) {
    if (telnet != null && telnet.isText()) {
      connection
          .event(
              EventKind.PEER,
              "the peer's telnet refuses BINARY (RFC 856): a person can log in, and SSH cannot pass")
          .tell();
    }
  }

  private void machine(@Nullable TelnetHandler telnet) {
    String name = telnet == null ? null : telnet.virtualMachineName();
    if (telnet == null || name == null) {
      return;
    }
    connection.isPortOf(name);
    String uuid = telnet.virtualMachineUuid();
    String machine = "virtual machine " + name;
    connection.event(EventKind.PEER, uuid == null ? machine : machine + ", UUID " + uuid).tell();
  }

  private void moved(VmotionEvent vmotion) {
    String name = connection.machine();
    String machine = name == null ? "the virtual machine" : "virtual machine " + name;
    switch (vmotion) {
      case BEGUN -> {} // only its end is logged
      case COMPLETED ->
          connection
              .event(EventKind.PEER, machine + " has moved to another host, and its line with it")
              .tell();
      case ABORTED ->
          connection
              .event(EventKind.NOTICE, machine + " has not moved; its line goes on as before")
              .tell();
      case OVERDUE ->
          connection
              .event(
                  EventKind.NOTICE,
                  machine
                      + " was about to move, and no other host connected its port in two minutes;"
                      + " its line goes on as before if its host is there")
              .tell();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
    Watchdog.seen(cause);
    boolean told = cause instanceof HandshakeException || connection.isSessionFailure(cause);
    if (!told) {
      failed(ExitCode.LINE_CLOSED, String.valueOf(cause.getMessage()));
    }
  }

  /**
   * Whether the attempt to open the line reports this failure. A line that connects is open only
   * when its peer has agreed on telnet.
   */
  private static boolean isToldByItsOpening(ChannelHandlerContext line) {
    TelnetHandler telnet = LineChannels.telnet(line.channel());
    return line.channel().parent() == null && telnet != null && !telnet.agreedFuture().isSuccess();
  }

  /**
   * Whether the line closed while it waited for a client. No handshake had begun, so none has
   * failed.
   */
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
