// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Opens lines as blocking streams, with the JDK alone where that will do: it must be quick. */
public final class Lines {

  /** What knows a deadline of its own tells more about it. */
  private static final long MARGIN_MILLIS = 200;

  /** The same, for what also has to load the classes of TLS. */
  private static final long TLS_MARGIN_MILLIS = 10_000;

  /** A port is given this time at least: its libraries have to be loaded, too. */
  private static final long PORT_MILLIS = 5_000;

  private Lines() {}

  /** The same for a line that is not encrypted, or trusts whom the system trusts. */
  public static OpenLine open(LineAddress line, SerialSettings serial, Duration limit)
      throws CommandFailure, InterruptedException {
    return open(line, serial, null, limit);
  }

  /**
   * Opens a line; on one that listens, waits for somebody to come. An open that takes too long, or
   * that is interrupted, goes on without the caller and is closed as soon as it returns.
   *
   * @param trust whose certificates are accepted on a line that is encrypted; null for those that
   *     the system trusts
   * @param limit how long to wait; zero for as long as it takes
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
