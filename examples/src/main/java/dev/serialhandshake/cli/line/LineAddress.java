// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;

/** A {@code LINE} of the command line: the place that the bytes come from and go to. */
public sealed interface LineAddress {

  /** How a LINE is written, for help texts. */
  String SYNTAX =
      "tcp:HOST:PORT, tcp-listen:HOST:PORT, tls:HOST:PORT, telnet:HOST:PORT,"
          + " telnet-listen:HOST:PORT, telnets:HOST:PORT, rfc2217:HOST:PORT, unix:PATH,"
          + " unix-listen:PATH, exec:COMMAND, serial:DEVICE or a bare device path or COM name";

  /** Whether the other end connects to this process, and this process listens. */
  boolean listens();

  /** What is spoken on a TCP connection besides the bytes of the line. */
  enum Speech {
    /** Nothing. */
    RAW("tcp", false),
    /** Nothing, within TLS. */
    TLS("tls", true),
    /** Telnet. */
    TELNET("telnet", false),
    /** Telnet within TLS. */
    TELNETS("telnets", true),
    /** Telnet that also sets up the serial port at the far end. */
    RFC2217("rfc2217", false);

    private final String kind;
    private final boolean withinTls;

    Speech(String kind, boolean withinTls) {
      this.kind = kind;
      this.withinTls = withinTls;
    }
  }

  /** A TCP connection: this end connects, or it listens. */
  record Tcp(Speech speech, HostPort address, boolean listens) implements LineAddress {

    /** A raw connection: all its bytes are data. */
    public Tcp(HostPort address, boolean listens) {
      this(Speech.RAW, address, listens);
    }

    /** The same connection, with something else spoken on it. */
    Tcp with(Speech other) {
      return new Tcp(other, address, listens);
    }

    /** Whether the connection is encrypted. */
    public boolean isTls() {
      return speech.withinTls;
    }

    @Override
    public String toString() {
      return speech.kind + (listens ? "-listen:" : ":") + address;
    }
  }

  /** A connection over a Unix socket: this end connects, or it listens. */
  record Unix(Path path, boolean listens) implements LineAddress {
    @Override
    public String toString() {
      return (listens ? "unix-listen:" : "unix:") + path;
    }
  }

  /** A serial port. */
  record Serial(String device) implements LineAddress {

    /**
     * Identifies the port, whatever link names it. Blocks: it asks the file system.
     *
     * @return an object that is equal for two names of one device; a device that is not there now
     *     is known only by its name
     */
    public Object port() {
      try {
        return Path.of(device).toRealPath();
      } catch (IOException | InvalidPathException e) {
        return this;
      }
    }

    @Override
    public boolean listens() {
      return false;
    }

    @Override
    public String toString() {
      return device;
    }
  }

  /** The standard input and output of a command. */
  record Exec(String command) implements LineAddress {
    @Override
    public boolean listens() {
      return false;
    }

    @Override
    public String toString() {
      return "exec:" + command;
    }
  }

  /**
   * Whether a word can be nothing but a LINE: it has a kind, or is the path of a device. Other
   * words are LINEs only where one is expected.
   */
  static boolean isUnmistakable(String word) {
    return word.matches(
        "(?i)(/dev/.*|(tcp|telnet|unix)(-listen)?:.*|(tls|telnets|rfc2217|serial|exec):.*|COM\\d+)");
  }

  static LineAddress parse(String text) {
    int colon = text.indexOf(':');
    boolean path = text.startsWith("/") || text.startsWith(".") || text.startsWith("~");
    String kind = colon < 0 || path ? "serial" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = colon < 0 || path ? text : text.substring(colon + 1);
    if (rest.isEmpty()) {
      throw BadWord.because("'" + text + "': use " + SYNTAX);
    }
    return switch (kind) {
      case "tcp" -> new Tcp(HostPort.parse(rest), false);
      case "tcp-listen" -> new Tcp(HostPort.parse(rest), true);
      case "tls" -> new Tcp(Speech.TLS, HostPort.parse(rest), false);
      case "telnet" -> new Tcp(Speech.TELNET, HostPort.parse(rest), false);
      case "telnet-listen" -> new Tcp(Speech.TELNET, HostPort.parse(rest), true);
      case "telnets" -> new Tcp(Speech.TELNETS, HostPort.parse(rest), false);
      case "rfc2217" -> new Tcp(Speech.RFC2217, HostPort.parse(rest), false);
      case "unix" -> new Unix(path(text, rest), false);
      case "unix-listen" -> new Unix(path(text, rest), true);
      case "exec" -> new Exec(rest);
      case "serial" -> new Serial(rest);
      default ->
          throw BadWord.because(
              "'" + text + "': '" + kind + ":' is no kind of line; use " + SYNTAX);
    };
  }

  private static Path path(String text, String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw BadWord.because("'" + text + "': not a path: " + e.getReason());
    }
  }

  /** For parameters that are a LINE. */
  final class Converter implements ITypeConverter<LineAddress> {
    @Override
    public LineAddress convert(String text) {
      return parse(text);
    }
  }
}
