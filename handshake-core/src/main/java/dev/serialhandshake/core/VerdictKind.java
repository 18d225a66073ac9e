// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** What is wrong with a line, as far as the bytes on it tell. */
public enum VerdictKind {
  /** Telnet's commands come in. */
  TELNET_PORT(
      "the port speaks telnet",
      "use its raw mode, as ser2net and terminal servers offer it on another TCP port"),
  /** The peer is there, but bit 7 is not. */
  SEVEN_BIT_LINE(
      "the line strips bit 7",
      "set 8 data bits and no parity on both ends and all between (stty cs8 -parenb -istrip)"),
  /** The peer speaks SSH without the handshake. */
  PLAIN_SSH(
      "the peer speaks plain SSH", "use ssh without the handshake, or shake hands on both ends"),
  /** The peer takes the handshake for done: the line is half-open. */
  SSH_ALREADY(
      "the peer is in an SSH session already",
      "wait until it gives that up, or restart it; the confirm option of the server prevents this"),
  /** The peer begins its session after our ACK, without the final ACK. */
  THREE_STEPS(
      "the peer sends SSH in place of the final ACK",
      "if it is the original before version 1.2, which has three steps, update it; otherwise its"
          + " final ACK was lost: restart it"),
  /** The server says so: it shares its line with a login, at which somebody types. */
  LOGIN_SESSION(
      "a login session has the line",
      "log out there, or wait until nobody has typed for as long as the server's --login-idle says"),
  /** A getty or login. */
  LOGIN_PROMPT(
      "a login prompt has the far end",
      "stop its getty (systemctl stop serial-getty@PORT) and start the server on that port"),
  /** A shell's prompt. */
  SHELL("a shell has the far end", "start the server from it, or log it out and stop its getty"),
  /** The machine stands at the prompt of its boot loader. */
  BOOT_LOADER(
      "the machine stands at the prompt of its boot loader",
      "let it boot (U-Boot: type boot in a terminal program), then connect again"),
  /** A terminal that edits lines. */
  COOKED_TERMINAL(
      "a terminal in cooked mode echoes",
      "stop the getty or shell that has the far end, and start the server there"),
  /** A raw terminal whose echo was left on. */
  ECHOING_TERMINAL(
      "a terminal echoes",
      "start the server at the far end, which sets its port (by hand: stty raw -echo)"),
  /** A loopback plug, or a device that echoes. */
  LOOPBACK(
      "what is sent comes back",
      "take the loopback plug off, or stop what echoes at the far end and start the server there"),
  /** AT commands come in. */
  MODEM_MANAGER(
      "a modem manager probes the port",
      "stop ModemManager at the far end, or let udev set ID_MM_DEVICE_IGNORE=1 for its port"),
  /** SYNs come in where a SYN-ACK is due. */
  BOTH_CLIENTS("both ends are clients", "start one of them as the server"),
  /** Nothing but NAKs. */
  NAKS_ONLY(
      "nothing but NAKs comes in",
      "either the peer sees other bytes than were sent: check data bits and parity; or a boot"
          + " loader waits for XMODEM: start the server"),
  /** Answers the SYN, but not the ACK. */
  UNCONFIRMED(
      "the peer answers, but does not confirm",
      "if it is in a session already, restart it; else look for bytes that the line changes"
          + " (probe --sweep)"),
  /** A client whose third step is {@code 07 m+1}. */
  DEBUG_CLIENT(
      "the client sends 07 in place of 06 as its ACK",
      "it is the original's client before version 1.2 in debug mode: start it without that mode, or"
          + " update it"),
  /** A kernel that writes to the line all the time. */
  KERNEL_MESSAGES(
      "kernel messages are still arriving",
      "wait, or silence them at the far end (dmesg -n 1; no console= for this port)"),
  /** Something writes all the time, and would write into the session. */
  NEVER_QUIET(
      "the line is never quiet",
      "stop what writes to it at the far end, or send that elsewhere (dmesg -n 1; no console= for"
          + " this port; no getty); a longer --timeout helps if it ends by itself"),
  /** A boot log, and then nothing. */
  BOOT_MESSAGES("the far end has booted, but nothing answers", "start the server on its port"),
  /** The signs of two speeds. */
  BAUD_MISMATCH("the baud rates differ", "set the same baud rate on both ends"),
  /** Neither text nor frames. */
  NO_TEXT(
      "what comes in is neither text nor the handshake",
      "check the baud rate, and that no SSH session or other program uses the line"),
  /** The line was opened and closed again. */
  CLOSED(
      "the far end closed the line before a handshake",
      "see whether the port is in use already, and whether the peer was started"),
  /** Only one direction works. */
  ONE_WAY(
      "bytes come in, but nothing answers ours",
      "check the transmit wire and flow control (CTS), and whether the server was started"),
  /** A server sees bytes, but no client. */
  NO_SYN("bytes come in, but no SYN", "start a client at the far end"),
  /** Nothing at all. */
  SILENT(
      "not one byte came in",
      "check the cable, the port, the baud rate and flow control (CTS), and whether the peer was"
          + " started, in the other role than this end");

  private final String sentence;
  private final String remedy;

  VerdictKind(String sentence, String remedy) {
    this.sentence = sentence;
    this.remedy = remedy;
  }

  /**
   * What is wrong.
   *
   * @return a clause without a full stop
   */
  public String sentence() {
    return sentence;
  }

  /**
   * What to do about it.
   *
   * @return a clause without a full stop
   */
  public String remedy() {
    return remedy;
  }
}
