// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/**
 * What is wrong with a line, as far as the bytes on it tell. DIAGNOSIS.md says which bytes lead to
 * which kind. A later release may add values.
 */
public enum VerdictKind {
  /** Telnet commands are received. */
  TELNET_PORT(
      "the port speaks telnet",
      "use its raw mode, which ser2net and terminal servers offer on another TCP port"),
  /** The peer answers, but bit 7 is missing. */
  SEVEN_BIT_LINE(
      "the line strips bit 7",
      "set 8 data bits and no parity at both ends and at every device between them"
          + " (stty cs8 -parenb -istrip)"),
  /** The peer speaks SSH without the handshake. */
  PLAIN_SSH(
      "the peer speaks plain SSH",
      "use ssh without the handshake, or run the handshake at both ends"),
  /** The peer has completed a handshake before: the line is half-open. */
  SSH_ALREADY(
      "the peer is in an SSH session already",
      "wait until it ends that session, or restart it; the confirm option of the"
          + " server prevents this"),
  /** The peer begins its session after our ACK, without the final ACK. */
  THREE_STEPS(
      "the peer sends SSH in place of the final ACK",
      "if it is the original before version 1.2, which has three steps, update it; otherwise its"
          + " final ACK was lost: restart it"),
  /** The server shares its line with a login, and somebody types there. The server says so. */
  LOGIN_SESSION(
      "a login session has the line",
      "log out there, or wait until nobody has typed for the time of the server's --login-idle"),
  /** A getty or login. */
  LOGIN_PROMPT(
      "a login prompt has the far end",
      "stop its getty (systemctl mask --now serial-getty@PORT) and start the server on that port"),
  /** A shell's prompt. */
  SHELL(
      "a shell has the far end",
      "start the server from that shell, or log out of it and stop its getty"),
  /** The machine stands at the prompt of its boot loader. */
  BOOT_LOADER(
      "the machine stands at the prompt of its boot loader",
      "let it boot (U-Boot: type boot in a terminal program), then connect again"),
  /** A terminal that edits lines. */
  COOKED_TERMINAL(
      "a terminal in cooked mode echoes our bytes",
      "stop the getty or shell that has the far end, and start the server there"),
  /** A raw terminal whose echo was left on. */
  ECHOING_TERMINAL(
      "a terminal echoes our bytes",
      "start the server at the far end; it sets up its port (by hand: stty raw -echo)"),
  /** A loopback plug, or a device that echoes. */
  LOOPBACK(
      "our own bytes come back",
      "take the loopback plug off, or stop the program that echoes at the far end and"
          + " start the server there"),
  /** AT commands are received. */
  MODEM_MANAGER(
      "a modem manager probes the port",
      "stop ModemManager at the far end, or let udev set ID_MM_DEVICE_IGNORE=1 for its port"),
  /** SYNs are received where a SYN-ACK is due. */
  BOTH_CLIENTS("both ends are clients", "start one of them as the server"),
  /** Only NAKs are received. */
  NAKS_ONLY(
      "only NAKs are received",
      "either the peer receives other bytes than we send (check data bits and parity),"
          + " or a boot loader waits for XMODEM (start the server)"),
  /** The peer answers the SYN, but not the ACK. */
  UNCONFIRMED(
      "the peer answers, but does not confirm",
      "if it is in a session already, restart it; otherwise look for bytes that the"
          + " line changes (probe --sweep)"),
  /** A client whose third step is {@code 07 m+1}. */
  DEBUG_CLIENT(
      "the client sends 07 in place of 06 as its ACK",
      "it is the original's client before version 1.2 in debug mode: start it without that mode, or"
          + " update it"),
  /** A kernel that writes to the line all the time. */
  KERNEL_MESSAGES(
      "kernel messages are still arriving",
      "wait, or silence them at the far end (dmesg -n 1; no console= for this port)"),
  /** A program writes all the time, and would write into the session. */
  NEVER_QUIET(
      "the line is never quiet",
      "stop the program that writes to it at the far end, or send its output elsewhere"
          + " (dmesg -n 1; no console= for this port; no getty); a longer --timeout helps if"
          + " the output ends by itself"),
  /** A boot log was received, and then nothing. */
  BOOT_MESSAGES("the far end has booted, but nothing answers", "start the server on its port"),
  /** The bytes look like those of another speed. */
  BAUD_MISMATCH("the baud rates differ", "set the same baud rate on both ends"),
  /** Neither text nor frames. */
  NO_TEXT(
      "the bytes received are neither text nor a handshake",
      "check the baud rate, and check that no SSH session and no other program uses the line"),
  /** The line was opened and closed again. */
  CLOSED(
      "the far end closed the line before a handshake",
      "check whether the port is in use already, and whether the peer was started"),
  /** Only one direction works. */
  ONE_WAY(
      "bytes are received, but no answer to ours",
      "check the transmit wire and flow control (CTS), and whether the server was started"),
  /** A server receives bytes, but no SYN. */
  NO_SYN("bytes are received, but no SYN", "start a client at the far end"),
  /** No byte was received. */
  SILENT(
      "no byte was received",
      "check the cable, the port, the baud rate and flow control (CTS), and whether"
          + " the peer was started (one end must be the client, the other the server)");

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
