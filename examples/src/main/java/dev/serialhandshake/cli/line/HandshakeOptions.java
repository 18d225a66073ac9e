// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.FrameLog;
import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The waits of the handshake, and whether to show its frames. */
public final class HandshakeOptions {

  public static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(30);

  private static final Duration FINAL_ACK_TIMEOUT = Duration.ofSeconds(3);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--attempt-timeout",
      paramLabel = "TIME",
      defaultValue = "1s",
      converter = DurationConverter.class,
      description = "How long one attempt waits for its answer (default: 1s).")
  private Duration attemptTimeout;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "How long the whole handshake may take (default: 30s; serve: none).")
  private @Nullable Duration timeout;

  @Option(
      names = "--boot-loader-time",
      paramLabel = "TIME",
      defaultValue = "15s",
      converter = DurationConverter.class,
      description = {
        "How long a client sends nothing after the last byte of a boot loader's countdown or menu,"
            + " which takes any byte for a key press (default: 15s; 0: not at all)."
      })
  private Duration bootLoaderTime;

  @Option(
      names = "--hex",
      description = {
        "Show every frame of the handshake on standard error, and at the end of a session on a link"
            + " how much it had to repair."
      })
  private boolean hex;

  /** The limit of the whole handshake; zero for none. The argument counts without --timeout. */
  public Duration timeout(Duration byDefault) {
    return timeout == null ? byDefault : timeout;
  }

  public HandshakeSettings.Builder settings(Duration timeoutByDefault, int baud) {
    if (attemptTimeout.isZero()) {
      throw new ParameterException(
          command.commandLine(), "--attempt-timeout must be more than zero; give for instance 1s");
    }
    Duration threeAttempts = attemptTimeout.multipliedBy(3);
    return HandshakeSettings.builder()
        .lineRate(baud)
        .attemptTimeout(attemptTimeout)
        .answerTime(answerTime())
        .finalAckTimeout(
            threeAttempts.compareTo(FINAL_ACK_TIMEOUT) > 0 ? threeAttempts : FINAL_ACK_TIMEOUT)
        .bootLoaderTime(bootLoaderTime)
        .handshakeTimeout(timeout(timeoutByDefault));
  }

  /** A server drops a SYN that it receives within this time after its last SYN-ACK. */
  public Duration answerTime() {
    return attemptTimeout.dividedBy(2);
  }

  public boolean showsFrames() {
    return hex;
  }

  /** Makes the observer of one handshake. Each handshake needs its own: its clock starts now. */
  public HandshakeObserver observer(String line) {
    return hex ? new FrameLog(line, System.err) : HandshakeObserver.NONE;
  }
}
