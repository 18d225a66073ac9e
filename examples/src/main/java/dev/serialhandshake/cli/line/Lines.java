// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Opens lines as blocking streams. A person waits for each login, so this loads no library that the
 * line does not need: TCP and Unix sockets need the JDK alone.
 */
public final class Lines {

  /**
   * How much longer to wait than the limit. A connect or accept that keeps the limit by itself then
   * fails first, and its message says more.
   */
  private static final long MARGIN_MILLIS = 200;

  /** The same for TLS, whose classes have to be loaded, too. */
  private static final long TLS_MARGIN_MILLIS = 10_000;

  /** A serial port has at least this time, because its native library has to be loaded. */
  private static final long PORT_MILLIS = 5_000;

  private Lines() {}

  /** The same for a line without TLS, or one that trusts the CAs that the system trusts. */
  public static OpenLine open(LineAddress line, SerialSettings serial, Duration limit)
      throws CommandFailure, InterruptedException {
    return open(line, serial, null, limit);
  }

  /**
   * Opens a line. If the line listens, waits for the other end to connect. The caller closes the
   * line. If the open takes too long, or the caller is interrupted, it goes on without the caller,
   * and a line that it opens is closed at once.
   *
   * @param trust which certificates are accepted on a line within TLS; null for the CAs that the
   *     system trusts
   * @param limit how long to wait; zero for as long as it takes
   * @throws CommandFailure if the line cannot be opened
   */
  public static OpenLine open(
      LineAddress line, SerialSettings serial, @Nullable TlsTrust trust, Duration limit)
      throws CommandFailure, InterruptedException {
    long least = line instanceof LineAddress.Serial ? PORT_MILLIS : 0;
    boolean tls = line instanceof LineAddress.Tcp tcp && tcp.isTls();
    long margin = tls ? TLS_MARGIN_MILLIS : MARGIN_MILLIS;
    long most = limit.isZero() ? 0 : Math.max(least, limit.toMillis() + margin);
    try {
      return new Opening(line, serial, trust, limit).await(most);
    } catch (IOException e) {
      throw LineFailures.opening(line, e);
    } catch (TimeoutException e) {
      throw LineFailures.hangs(line, most);
    }
  }
}
