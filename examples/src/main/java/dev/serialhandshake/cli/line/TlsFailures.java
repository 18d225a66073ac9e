// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.ExitCode;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** What went wrong with TLS on a line, in words. Lines over streams and over channels use them. */
public final class TlsFailures {

  private TlsFailures() {}

  /**
   * TLS was not established: the reason of {@link ServerCheck}, or the words of the TLS library.
   */
  public static LineException refused(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof LineException known) {
        return known;
      }
    }
    return new LineException(
        ExitCode.NO_TLS,
        "the TLS handshake failed: " + words(e) + "; both ends need TLS 1.2 or 1.3");
  }

  /** The bytes that were received are not TLS. */
  public static LineException noTls(LineAddress.Tcp line) {
    return new LineException(ExitCode.NO_TLS, "the port speaks no TLS; " + withoutTls(line));
  }

  /** The TLS handshake took too long. */
  public static LineException overdue(LineAddress.Tcp line, Duration limit) {
    return new LineException(
        ExitCode.NO_TLS,
        "the peer has not finished the TLS handshake within "
            + limit.toMillis()
            + " ms; "
            + withoutTls(line));
  }

  /** The connection ended during the TLS handshake. */
  public static LineException closed(LineAddress.Tcp line) {
    return new LineException(
        ExitCode.NO_TLS,
        "the peer closed the connection during the TLS handshake; " + withoutTls(line));
  }

  /** An established connection ended without close_notify: a third party may have cut it off. */
  static LineException cutOff() {
    return lost("the TLS connection was cut off, without close_notify");
  }

  static LineException secondHandshake() {
    return lost("the peer began a second TLS handshake on the connection, which is refused");
  }

  /** An established connection broke; a clause. */
  public static String broken(Throwable e) {
    return "TLS failed: " + words(e);
  }

  static LineException lost(String what) {
    return new LineException(ExitCode.LINE_CLOSED, what + "; connect again");
  }

  /** Names a whole LINE, which a person can copy. */
  private static String withoutTls(LineAddress.Tcp line) {
    LineAddress plain =
        line.with(
            line.speech() == LineAddress.Speech.TELNETS
                ? LineAddress.Speech.TELNET
                : LineAddress.Speech.RAW);
    return "if it is not encrypted, use " + plain + " as the LINE";
  }

  /** The message of the TLS library itself, without those of exceptions that wrap it. */
  private static String words(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException && cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    return String.valueOf(e.getMessage());
  }
}
