// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.HandshakeOptions;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.ReceivedLog;
import dev.serialhandshake.cli.line.TelnetLine;
import dev.serialhandshake.cli.line.TlsTrust;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.link.LinkSessions;
import dev.serialhandshake.netty.serial.SerialSettings;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What lines of the same options share: their settings, and what is behind the handshake.
 *
 * @param port how their serial ports are set up
 * @param trust whose certificates are accepted on lines within TLS; null for those that the system
 *     trusts
 * @param options which frames of the handshake are shown
 * @param handshake its waits and limits
 * @param limits how many connections they may have
 * @param service what is behind the handshake
 * @param login the login beside it; null for none
 * @param logs what they say before they are in sync; null for nowhere
 */
public record LineSetup(
    SerialSettings port,
    @Nullable TlsTrust trust,
    HandshakeOptions options,
    HandshakeSettings handshake,
    LineLimits limits,
    LineService service,
    @Nullable TerminalLogin login,
    @Nullable BootLogs logs)
    implements AutoCloseable {

  /**
   * A line that is not started.
   *
   * @param name what it is called; no two lines have the same
   * @param history its own, or that of the line of this name that was served before
   */
  public ServedLine line(String name, LineAddress line, LineHistory history) {
    EventLoop loop = history.loop();
    LineRecord record =
        new LineRecord(name, line, service.origin(name), settings(line), history.counters());
    BootLog log =
        logs == null
            ? null
            : new BootLog(
                new ReceivedLog(logs.of(name), ReceivedLog.MOST_BYTES),
                Threads.BLOCKING,
                LogBudget.OF_THIS_PROCESS);
    LinePipeline pipeline =
        new LinePipeline(
            options,
            handshake,
            service,
            record,
            limits,
            links(line),
            () -> TelnetLine.codec(line, port),
            login,
            log);
    return new ServedLine(
        name, line, loop, new ChannelOpener(name, loop, port, trust, pipeline), record, log);
  }

  private @Nullable String settings(LineAddress line) {
    return isPort(line) ? port.toString() : null;
  }

  private static boolean isPort(LineAddress line) {
    return line instanceof LineAddress.Serial
        || (line instanceof LineAddress.Tcp tcp && tcp.speech() == LineAddress.Speech.RFC2217);
  }

  /** The sessions on links of a line. The rate is known of serial ports. */
  private Function<ChannelHandler, LinkSessions> links(LineAddress line) {
    LinkSettings.Builder settings =
        isPort(line) ? LinkSettings.forLine(port.baudRate()) : LinkSettings.builder();
    LinkSettings link = settings.grace(limits.grace()).build();
    return session ->
        line.listens()
            ? LinkSessions.serverOfMany(link, session, limits.connections())
            : LinkSessions.server(link, session);
  }

  /** Ends the sessions of all its lines. */
  @Override
  public void close() throws IOException {
    service.close();
  }
}
