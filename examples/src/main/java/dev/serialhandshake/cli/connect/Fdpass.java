// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.UnpackedCode;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.process.ProcessLibC;
import dev.serialhandshake.cli.process.SystemCalls;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The ProxyCommand's part of OpenSSH's {@code ProxyUseFdpass}. {@code ssh} makes a pair of
 * connected Unix sockets. One of them is the standard input and output of the ProxyCommand. From
 * the other, {@code ssh} reads one byte that carries a descriptor (SCM_RIGHTS). When the
 * ProxyCommand has ended, {@code ssh} uses that descriptor as its connection.
 *
 * <p>Java cannot send a descriptor, so this class builds the message itself and sends it through
 * JNA. Netty's epoll could send one too, but takes longer to load. For a serial port JNA is loaded
 * anyway.
 */
final class Fdpass {

  private static final int STANDARD_OUTPUT = 1;

  private static final int SCM_RIGHTS = 1;

  private static final int WORD = Native.POINTER_SIZE;

  private Fdpass() {}

  /**
   * Checks that the line can be handed over. Call it before the wait for the line begins.
   *
   * @throws CommandFailure if it cannot: because of the line, the system, or standard output
   */
  static void check(LineAddress line) throws CommandFailure {
    String why = whyNot(line);
    if (why != null) {
      throw new CommandFailure(
          ExitCode.USAGE, line + ": " + why + "; leave --fdpass and ProxyUseFdpass out");
    }
    if (!Platform.isLinux()) {
      throw new CommandFailure(
          ExitCode.USAGE, "--fdpass works on Linux only; leave it and ProxyUseFdpass out");
    }
    UnpackedCode.load();
    if (!SystemCalls.areThere()) {
      throw new CommandFailure(
          ExitCode.LOGIN_SETUP,
          "--fdpass needs native code, which cannot be loaded here; see that programs may run from"
              + " java.io.tmpdir, or leave --fdpass and ProxyUseFdpass out");
    }
    if (!isUnixSocket(STANDARD_OUTPUT)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--fdpass: standard output is no Unix socket of ssh;"
              + " add 'ProxyUseFdpass yes' to ssh_config beside the ProxyCommand");
    }
  }

  private static @Nullable String whyNot(LineAddress line) {
    if (line instanceof LineAddress.Exec) {
      return "a command's input and output are two pipes, and ssh takes one descriptor";
    }
    if (line instanceof LineAddress.Tcp tcp && tcp.isTls()) {
      return "ssh cannot read this line: it is within TLS";
    }
    return line instanceof LineAddress.Tcp tcp && tcp.speech() != LineAddress.Speech.RAW
        ? "ssh cannot read this line: telnet is spoken on it"
        : null;
  }

  private static boolean isUnixSocket(int descriptor) {
    try (Memory domain = new Memory(Integer.BYTES)) {
      IntByReference size = new IntByReference(Integer.BYTES);
      int result =
          ProcessLibC.C.getsockopt(
              descriptor, ProcessLibC.SOL_SOCKET, ProcessLibC.SO_DOMAIN, domain, size);
      return result == 0 && domain.getInt(0) == ProcessLibC.AF_UNIX;
    }
  }

  /** Sends a descriptor over standard output to the {@code ssh} that started this process. */
  static void send(int descriptor) throws IOException {
    try (Memory octet = new Memory(1);
        Memory vector = new Memory(2L * WORD);
        Memory control = new Memory(spaceForOne());
        Memory message = new Memory(7L * WORD)) {
      octet.setByte(0, (byte) 0);
      vector.setPointer(0, octet);
      setWord(vector, 1, octet.size());
      fillControl(control, descriptor);
      message.clear(); // in particular: no address (words 0 and 1), no flags (word 6)
      message.setPointer(2L * WORD, vector);
      setWord(message, 3, 1);
      message.setPointer(4L * WORD, control);
      setWord(message, 5, control.size());
      ProcessLibC.checked(send(message), "sendmsg");
    }
  }

  private static int send(Memory message) {
    int sent;
    do {
      sent = ProcessLibC.C.sendmsg(STANDARD_OUTPUT, message, 0).intValue();
    } while (sent == -1 && Native.getLastError() == ProcessLibC.EINTR);
    return sent;
  }

  /** Fills in a {@code struct cmsghdr} (length, level, type) and the descriptor after it. */
  private static void fillControl(Memory control, int descriptor) {
    control.clear();
    setWord(control, 0, header() + Integer.BYTES);
    control.setInt(WORD, ProcessLibC.SOL_SOCKET);
    control.setInt(WORD + (long) Integer.BYTES, SCM_RIGHTS);
    control.setInt(header(), descriptor);
  }

  private static long header() {
    return WORD + 2L * Integer.BYTES;
  }

  /** Like {@code CMSG_SPACE}: the length of one control message, rounded up to a whole word. */
  private static long spaceForOne() {
    return (header() + Integer.BYTES + WORD - 1) / WORD * WORD;
  }

  private static void setWord(Memory memory, int index, long value) {
    memory.setNativeLong((long) index * WORD, new NativeLong(value));
  }
}
