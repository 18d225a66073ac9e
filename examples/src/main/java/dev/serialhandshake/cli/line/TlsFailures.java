// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.ExitCode;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** What went wrong with TLS on a line, in the words of its two forms: streams and channels. */
public final class TlsFailures {

  private TlsFailures() {}

  /** TLS was not established: what its library says, or what we have found in the certificate. */
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

  /** What was received is another protocol's. */
  public static LineException noTls(LineAddress.Tcp line) {
    return new LineException(ExitCode.NO_TLS, "the port speaks no TLS; " + withoutTls(line));
  }

  /** The handshake of TLS has taken too long. */
  public static LineException overdue(LineAddress.Tcp line, Duration limit) {
    return new LineException(
        ExitCode.NO_TLS,
        "the peer has not finished the TLS handshake within "
            + limit.toMillis()
            + " ms; "
            + withoutTls(line));
  }

  /** The connection ended in the handshake of TLS. */
  public static LineException closed(LineAddress.Tcp line) {
    return new LineException(
        ExitCode.NO_TLS,
        "the peer closed the connection during the TLS handshake; " + withoutTls(line));
  }

  /** The end of an established connection that nobody announced: anybody may have cut it. */
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

  /** A whole LINE, to copy. */
  private static String withoutTls(LineAddress.Tcp line) {
    LineAddress plain =
        line.with(
            line.speech() == LineAddress.Speech.TELNETS
                ? LineAddress.Speech.TELNET
                : LineAddress.Speech.RAW);
    return "if it is not encrypted, use " + plain + " as the LINE";
  }

  /** Those of TLS, without the names of exceptions around it. */
  private static String words(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException && cause.getMessage() != null) {
        return cause.getMessage();
      }
    }
    return String.valueOf(e.getMessage());
  }
}
