// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.systemd;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Platform;
import dev.serialhandshake.cli.process.ProcessLibC;
import dev.serialhandshake.cli.process.SystemCalls;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The socket for messages of a service to systemd. It has Unix datagrams, which Java does not have.
 */
final class NotifySocket {

  private static final int MOST_PATH_BYTES = 107;
  private static final int HEADER_BYTES = Short.BYTES;

  private final byte[] path;
  private final int socket;

  private NotifySocket(byte[] path, int socket) {
    this.path = path;
    this.socket = socket;
  }

  /**
   * Opens our end of the socket. It does not check whether anybody listens at the address.
   *
   * @param address a path, or after {@code @} a name in Linux's abstract namespace
   * @return null if there can be no such socket
   */
  static @Nullable NotifySocket open(String address) {
    byte[] path = address.getBytes(UTF_8);
    boolean known = address.startsWith("/") || address.startsWith("@");
    if (!known || path.length > MOST_PATH_BYTES || !Platform.isLinux() || !SystemCalls.areThere()) {
      return null;
    }
    if (path[0] == '@') {
      path[0] = 0;
    }
    int socket =
        ProcessLibC.C.socket(
            ProcessLibC.AF_UNIX, ProcessLibC.SOCK_DGRAM | ProcessLibC.SOCK_CLOEXEC, 0);
    return socket == -1 ? null : new NotifySocket(path, socket);
  }

  /**
   * Sends a message in one datagram.
   *
   * @param mayWait whether to wait while the receiver's queue is full
   * @throws IOException if nobody receives it
   */
  void send(String message, boolean mayWait) throws IOException {
    byte[] bytes = message.getBytes(UTF_8);
    int flags = ProcessLibC.MSG_NOSIGNAL | (mayWait ? 0 : ProcessLibC.MSG_DONTWAIT);
    try (Memory address = new Memory(HEADER_BYTES + path.length)) {
      address.setShort(0, (short) ProcessLibC.AF_UNIX);
      address.write(HEADER_BYTES, path, 0, path.length);
      NativeLong sent =
          ProcessLibC.C.sendto(
              socket, bytes, new NativeLong(bytes.length), flags, address, (int) address.size());
      ProcessLibC.checked(sent.intValue(), "sendto");
    }
  }

  void close() {
    var unused = ProcessLibC.C.close(socket);
  }
}
