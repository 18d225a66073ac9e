// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.core.FailureReason;
import dev.serialhandshake.core.HandshakeException;
import dev.serialhandshake.core.HandshakeReport;
import dev.serialhandshake.core.Verdict;
import dev.serialhandshake.core.VerdictKind;
import dev.serialhandshake.core.telnet.TelnetException;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.netty.serial.PortUsers;
import dev.serialhandshake.netty.serial.SerialPortException;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What went wrong with a line, in one sentence: where, what, and what to do. */
public final class LineFailures {

  private LineFailures() {}

  /** A line could not be opened. */
  public static CommandFailure opening(LineAddress line, Throwable e) {
    if (e instanceof SerialPortException port) {
      return new CommandFailure(code(port.reason()), String.valueOf(e.getMessage()), e);
    }
    if (e instanceof LineException known) {
      return of(line, known);
    }
    CommandFailure telnet = ofTelnet(line, e);
    if (telnet != null) {
      return telnet;
    }
    if (e instanceof AccessDeniedException denied && denied.getReason() != null) {
      return failure(line, ExitCode.NO_PERMISSION, denied.getReason(), e);
    }
    return switch (SystemError.of(line, e)) {
      case UNKNOWN_HOST ->
          failure(line, ExitCode.CONNECTION_REFUSED, "unknown host; check the name", e);
      case NO_SUCH_FILE ->
          failure(
              line,
              ExitCode.NO_SUCH_PORT,
              line.listens()
                  ? "no such directory; make it first"
                  : "no such socket; check the path, and that the program that listens there runs",
              e);
      case NO_PERMISSION -> failure(line, ExitCode.NO_PERMISSION, Permissions.advice(line), e);
      case IN_USE ->
          failure(
              line,
              ExitCode.PORT_BUSY,
              "address already in use; stop the other program, or take another address",
              e);
      case NOT_OUR_ADDRESS ->
          failure(line, ExitCode.USAGE, "not an address of this machine; take another", e);
      case TIMED_OUT ->
          line.listens()
              ? failure(line, ExitCode.PEER_SILENT, e.getMessage() + "; is the other end up?", e)
              : unreachable(line, "no answer", e);
      case REFUSED -> unreachable(line, "connection refused", e);
      case UNREACHABLE -> unreachable(line, "not reachable from this machine", e);
      case QUEUE_FULL ->
          failure(
              line,
              ExitCode.CONNECTION_REFUSED,
              "its owner takes no connections, and its queue is full; is it stopped?",
              e);
      case TOO_MANY_FILES ->
          failure(
              line,
              ExitCode.INTERNAL_ERROR,
              "this process may open no more files; raise the limit (ulimit -n, or LimitNOFILE= of"
                  + " a systemd unit)",
              e);
      case TOO_MANY_FILES_IN_ALL ->
          failure(
              line,
              ExitCode.INTERNAL_ERROR,
              "this machine has as many files open as it can in all; stop programs that it does not"
                  + " need, or raise its limit (sysctl fs.file-max)",
              e);
      case OTHER -> other(line, e);
    };
  }

  private static CommandFailure of(LineAddress line, LineException known) {
    return failure(line, known.code(), String.valueOf(known.getMessage()), known);
  }

  private static CommandFailure unreachable(LineAddress line, String what, Throwable e) {
    String advice = what + "; is the other end up, and is the address right?";
    return failure(line, ExitCode.CONNECTION_REFUSED, advice, e);
  }

  /** A failure that is not known here: the message has the words of the system. */
  private static CommandFailure other(LineAddress line, Throwable e) {
    String says = e.getMessage();
    if (e instanceof FileSystemException file && file.getReason() != null) {
      says = file.getReason();
    }
    ExitCode code =
        line instanceof LineAddress.Unix ? ExitCode.NO_SUCH_PORT : ExitCode.CONNECTION_REFUSED;
    String why = says == null ? e.getClass().getSimpleName() : says;
    return failure(line, code, "cannot be opened: " + why, e);
  }

  /** A line did not open in time, and nothing else is known. */
  static CommandFailure hangs(LineAddress line, long millis) {
    String time = "did not open within " + millis + " ms; ";
    if (line instanceof LineAddress.Serial) {
      return failure(
          line, ExitCode.LINE_CLOSED, time + "its driver hangs: unplug the device", null);
    }
    String advice =
        line instanceof LineAddress.Unix
            ? "its owner takes no connections: is it stopped?"
            : "check the name service, and that the other end is up";
    return failure(line, ExitCode.CONNECTION_REFUSED, time + advice, null);
  }

  /** A handshake failed on an open line. */
  public static CommandFailure shakingHands(
      LineAddress line, SerialSettings serial, HandshakeException e) {
    if (e.getCause() instanceof LineException known) {
      return of(line, known);
    }
    CommandFailure telnet = ofTelnet(line, e);
    if (telnet != null) {
      return telnet;
    }
    HandshakeReport report = e.report();
    FailureReason reason = e.reason();
    Verdict verdict = verdict(e);
    String advice =
        verdict == null
            ? remedy(line, serial, reason)
            : verdict.finding() + ": " + remedy(line, serial, e);
    String said = reason.text() + seen(report) + "; " + advice;
    String others =
        line instanceof LineAddress.Serial port
            ? SharedPort.advice(port, PortUsers.now(port.device()))
            : null;
    return failure(line, ExitCode.of(reason), others == null ? said : said + "; " + others, e);
  }

  /** What is wrong: the finding of the verdict, or without a verdict the reason. A clause. */
  public static String sentence(HandshakeException e) {
    Verdict verdict = verdict(e);
    return verdict == null ? e.reason().text() : verdict.finding();
  }

  /** What to do about a handshake that failed. A clause. */
  public static String remedy(LineAddress line, SerialSettings serial, HandshakeException e) {
    Verdict verdict = verdict(e);
    if (verdict == null) {
      return remedy(line, serial, e.reason());
    }
    if (verdict.kind() == VerdictKind.TELNET_PORT && line instanceof LineAddress.Tcp tcp) {
      return telnetAdvice(tcp, verdict);
    }
    return verdict.kind() == VerdictKind.SILENT && !(line instanceof LineAddress.Serial)
        ? remedy(line, serial, FailureReason.PEER_SILENT)
        : verdict.remedy();
  }

  /** Names whole LINEs, which a person can copy. */
  private static String telnetAdvice(LineAddress.Tcp line, Verdict verdict) {
    return switch (line.speech()) {
      case RAW -> {
        String telnet = "use " + line.with(LineAddress.Speech.TELNET) + " as the LINE";
        LineAddress rfc2217 = line.with(LineAddress.Speech.RFC2217);
        yield line.listens() ? telnet : telnet + ", or " + rfc2217 + " to set up its port as well";
      }
      case TLS -> "use " + line.with(LineAddress.Speech.TELNETS) + " as the LINE";
      case TELNET, TELNETS, RFC2217 -> verdict.remedy(); // telnet within telnet
    };
  }

  /** The failure to agree on telnet; null if something else failed. */
  public static @Nullable CommandFailure ofTelnet(LineAddress line, Throwable e) {
    TelnetFailure why = telnetFailure(e);
    return why == null ? null : failure(line, code(why.kind()), why.text(), e);
  }

  /** Why telnet failed, without the line; null if something else failed. */
  public static @Nullable TelnetFailure telnetFailure(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof TelnetException telnet) {
        return telnet.failure();
      }
    }
    return null;
  }

  /** The exit code for a failure of telnet. */
  public static ExitCode code(TelnetFailure.Kind kind) {
    return switch (kind) {
      case NO_TELNET, NO_ANSWER -> ExitCode.NO_TELNET;
      case CLOSED -> ExitCode.LINE_CLOSED;
      case BINARY_REFUSED, COM_PORT_REFUSED -> ExitCode.TELNET_REFUSED;
      case SETTING_REFUSED -> ExitCode.SETTING_REFUSED;
    };
  }

  /**
   * Adds to a failure what the line itself knows: the framing errors that it counted, or that its
   * peer did not agree on telnet, so that no handshake could begin.
   *
   * @return the exception itself if the line knows nothing more
   */
  public static HandshakeException withErrorsOf(OpenLine line, HandshakeException e) {
    HandshakeReport report = e.report();
    TelnetFailure telnet = line.giveUp();
    if (telnet != null && telnetFailure(e) == null) {
      return new HandshakeException(e.reason(), report, new TelnetException(telnet));
    }
    long errors = report == null ? 0 : line.framingErrors();
    return report == null || errors == 0
        ? e
        : new HandshakeException(e.reason(), FramingErrors.in(report, errors), e.getCause());
  }

  /** A line that was in sync broke. */
  public static CommandFailure lost(LineAddress line, IOException e) {
    if (e instanceof SerialPortException || e instanceof LineException) {
      return opening(line, e);
    }
    CommandFailure telnet = ofTelnet(line, e);
    if (telnet != null) {
      return telnet;
    }
    String advice = "the line was lost: " + e.getMessage() + "; connect again";
    return failure(line, ExitCode.LINE_CLOSED, advice, e);
  }

  private static @Nullable Verdict verdict(HandshakeException e) {
    HandshakeReport report = e.report();
    return report == null ? null : report.verdict();
  }

  private static String seen(@Nullable HandshakeReport report) {
    if (report == null) {
      return "";
    }
    String seen =
        String.format(
            Locale.ROOT,
            " (%d attempt%s in %.1f s",
            report.attempts(),
            report.attempts() == 1 ? "" : "s",
            report.elapsed().toMillis() / 1000.0);
    if (report.discardedBytes() == 0) {
      return seen + ", no byte was received)";
    }
    return seen
        + String.format(
            Locale.ROOT,
            ", %d bytes were received: \"%s\")",
            report.discardedBytes(),
            report.preview().text());
  }

  private static String remedy(LineAddress line, SerialSettings serial, FailureReason reason) {
    boolean port = line instanceof LineAddress.Serial;
    return switch (reason) {
      case PEER_SILENT ->
          port
              ? "check the cable, that both ends run at " + serial + ", and that `serve` runs there"
              : "check that `serve` runs on the other end" + occupied(line);
      case PEER_DECLINED -> "the other end expects something else; try again, or restart it";
      case NO_HANDSHAKE, TOO_MUCH_GARBAGE ->
          port
              ? "check that both ends run at " + serial + ", and that `serve` runs there, no login"
              : "check that `serve` runs on the other end, and not a login or SSH itself";
      case NEVER_QUIET ->
          "stop what writes to the line at the other end, or wait longer (--timeout)";
      case LINE_CLOSED, WRITE_FAILED -> "check that the other end is up, then try again";
      case TOO_MUCH_QUEUED, ABANDONED, INTERNAL_ERROR -> "try again";
    };
  }

  /**
   * A hint for a peer that is silent on a connection: a virtual machine or ser2net accepts a second
   * connection too, but sends nothing on it.
   */
  private static String occupied(LineAddress line) {
    return line.listens()
        ? ""
        : ", and that no other program is connected: a serial port behind a socket serves one";
  }

  private static ExitCode code(SerialPortException.Reason reason) {
    return switch (reason) {
      case NO_SUCH_PORT, NOT_A_TTY -> ExitCode.NO_SUCH_PORT;
      case NO_PERMISSION -> ExitCode.NO_PERMISSION;
      case BUSY -> ExitCode.PORT_BUSY;
      case UNSUPPORTED_SETTING -> ExitCode.USAGE;
      case DISCONNECTED -> ExitCode.LINE_CLOSED;
      case NO_NATIVE_LIBRARY -> ExitCode.LOGIN_SETUP;
      case FAILED -> ExitCode.INTERNAL_ERROR;
    };
  }

  private static CommandFailure failure(
      LineAddress line, ExitCode code, String message, @Nullable Throwable cause) {
    return new CommandFailure(code, line + ": " + message, cause);
  }
}
