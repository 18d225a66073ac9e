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
 * What lines with the same options share: their settings, and the service after the handshake.
 *
 * @param port how their serial ports are set up
 * @param trust whose certificates are accepted on lines within TLS; null for those that the system
 *     trusts
 * @param options which frames of the handshake are shown
 * @param handshake the waits and limits of the handshake
 * @param limits the limits of connections and sessions
 * @param service the service after the handshake
 * @param login the login on the same lines; null for none
 * @param logs the files for what a line receives before a session; null if that is not logged
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
   * Creates a line, and does not start it.
   *
   * @param name the name of the line
   * @param history a new one, or that of an earlier line with this name
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

  /** Makes the sessions on links of a line. Only of a serial port is the rate known. */
  private Function<ChannelHandler, LinkSessions> links(LineAddress line) {
    LinkSettings.Builder settings =
        isPort(line) ? LinkSettings.forLine(port.baudRate()) : LinkSettings.builder();
    LinkSettings link = settings.grace(limits.grace()).build();
    return session ->
        line.listens()
            ? LinkSessions.serverOfMany(link, session, limits.connections())
            : LinkSessions.server(link, session);
  }

  /** Closes the service. The SSH server then ends the sessions of all lines with this setup. */
  @Override
  public void close() throws IOException {
    service.close();
  }
}
