// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import dev.serialhandshake.core.FailureReason;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The exit codes of all commands. The help text and examples/README.md list the same. */
public enum ExitCode {
  OK(0, "done"),
  INTERNAL_ERROR(1, "internal error; run again with -v and report what it prints"),
  USAGE(2, "wrong use: an option, an argument or a setting is not possible"),
  NO_SUCH_PORT(3, "no such port, or the path is no serial port or socket"),
  NO_PERMISSION(4, "no permission for the port or socket"),
  PORT_BUSY(5, "the port or address is in use"),
  CONNECTION_REFUSED(6, "connection refused, host unknown or not reachable"),
  PEER_SILENT(7, "the peer is silent: no byte was received"),
  PEER_DECLINED(8, "the peer declined the handshake"),
  NO_HANDSHAKE(9, "bytes were received, but no handshake"),
  LINE_CLOSED(10, "the line was closed or lost"),
  LOGIN_SETUP(11, "a login or serial ports cannot be set up (a key file, native code)"),
  DEMO_FAILED(12, "the demo failed"),
  LINE_FAULTY(13, "a peer answers, but the line loses, changes or delays bytes"),
  LINE_NEVER_QUIET(14, "the line is never quiet: something else writes to it all the time"),
  CLIENT_LEFT(15, "connect: its client ended before the handshake was done"),
  NO_TELNET(16, "telnet: the port speaks no telnet, or does not answer"),
  TELNET_REFUSED(17, "telnet: the peer refuses BINARY, or option 44 of rfc2217:"),
  SETTING_REFUSED(18, "rfc2217: the far port has another setting than the one asked for"),
  NO_TLS(19, "tls: the port speaks no TLS, refuses ours, or does not answer"),
  CERTIFICATE_UNTRUSTED(20, "tls: no CA that is trusted has issued the peer's certificate"),
  CERTIFICATE_MISMATCH(21, "tls: the peer's certificate is for another host"),
  CERTIFICATE_OUT_OF_DATE(22, "tls: the peer's certificate is expired, or not yet valid"),
  NO_LINK(23, "link: the other end knows no links, or none of this version");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public static ExitCode of(FailureReason reason) {
    return switch (reason) {
      case PEER_SILENT -> PEER_SILENT;
      case PEER_DECLINED -> PEER_DECLINED;
      case NO_HANDSHAKE, TOO_MUCH_GARBAGE -> NO_HANDSHAKE;
      case NEVER_QUIET -> LINE_NEVER_QUIET;
      case LINE_CLOSED, WRITE_FAILED -> LINE_CLOSED;
      case TOO_MUCH_QUEUED, ABANDONED, INTERNAL_ERROR -> INTERNAL_ERROR;
    };
  }

  /** The numbers and meanings, as picocli needs them for the help text. */
  public static Map<String, String> list() {
    Map<String, String> list = new LinkedHashMap<>();
    for (ExitCode code : values()) {
      list.put(String.format(Locale.ROOT, "%3d", code.number), code.meaning);
    }
    return list;
  }
}
