// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.serialhandshake.core.telnet.ComPortSettings;
import dev.serialhandshake.core.telnet.ComPortSettings.ParityBit;
import dev.serialhandshake.core.telnet.ComPortSettings.StopBitCount;
import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.testing.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server of RFC 2217 that pySerial has, with a loopback plug for its port, and its client. Both
 * are in one test, since both want the same program. Its limit is that of two programs, each of
 * which may take 50 s until it is connected.
 */
@Timeout(180)
class PySerialTest {

  private static final String SERVER =
      """
      import serial, serial.rfc2217, socket
      port = serial.serial_for_url('loop://')
      server = socket.socket()
      server.bind(('127.0.0.1', 0))
      server.listen(1)
      print(server.getsockname()[1], flush=True)
      client, _ = server.accept()
      class Connection:
          def write(self, data):
              client.sendall(data)
      manager = serial.rfc2217.PortManager(port, Connection())
      while True:
          data = client.recv(1024)
          if not data:
              break
          port.write(b''.join(manager.filter(data)))
          while port.in_waiting:
              client.sendall(b''.join(manager.escape(port.read(port.in_waiting))))
      print(port.baudrate, port.bytesize, port.parity, port.stopbits, port.dtr, port.rts, flush=True)
      """;

  /** Sets each setting after it was opened, too, and reads what it has sent. */
  private static final String CLIENT =
      """
      import serial, sys
      port = serial.serial_for_url('rfc2217://127.0.0.1:' + sys.argv[1], baudrate=57600,
          bytesize=7, parity='E', stopbits=2, timeout=30)
      port.baudrate, port.bytesize, port.parity, port.stopbits = 9600, 8, 'N', 1
      port.xonxoff = True
      port.xonxoff = False
      port.rtscts = True
      port.dtr = False
      port.rts = False
      port.reset_input_buffer()
      port.reset_output_buffer()
      port.break_condition = True
      port.break_condition = False
      print(port.cts, port.dsr, port.cd, port.ri, flush=True)
      sent = bytes(range(256)) * 2
      port.write(sent)
      print(port.read(len(sent)) == sent, flush=True)
      port.close()
      """;

  @TempDir private Path folder;

  @Test
  void allValuesPassAndThePortIsSetUpInBothRoles() throws Exception {
    serverOfPySerial();
    clientOfPySerial();
  }

  /** What it sends comes back. */
  private void clientOfPySerial() throws Exception {
    Path script = Files.writeString(folder.resolve("client.py"), CLIENT);
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listener.setSoTimeout(50_000);
      List<String> command = python(script.toString());
      command.add(String.valueOf(listener.getLocalPort()));
      Process client =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      try (BufferedReader says = client.inputReader(US_ASCII);
          Socket socket = listener.accept()) {
        TelnetStreams streams =
            new TelnetStreams(
                socket.getInputStream(), socket.getOutputStream(), TelnetCodec.forListener());
        Thread echo = new Thread(() -> echo(streams), "echo");
        echo.setDaemon(true);
        echo.start();
        assertEquals("True True True False", says.readLine());
        assertEquals("True", says.readLine());
      } finally {
        client.destroyForcibly();
      }
    }
  }

  private static void echo(TelnetStreams streams) {
    try {
      streams.input().transferTo(streams.output());
    } catch (IOException e) {
      // The client has hung up.
    }
  }

  private void serverOfPySerial() throws Exception {
    Path script = Files.writeString(folder.resolve("server.py"), SERVER);
    Process server =
        new ProcessBuilder(python(script.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader says = server.inputReader(US_ASCII)) {
      String first = says.readLine();
      assertNotNull(first, "the script ended; what it said is above");
      int port = Integer.parseInt(first);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        roundTrip(socket);
        socket.shutdownOutput();
        assertEquals("57600 7 E 2 True False", says.readLine());
      }
    } finally {
      server.destroyForcibly();
    }
  }

  private static void roundTrip(Socket socket) throws Exception {
    ComPortSettings settings =
        ComPortSettings.builder()
            .baudRate(57600)
            .dataBits(7)
            .parity(ParityBit.EVEN)
            .stopBits(StopBitCount.TWO)
            .rts(false)
            .build();
    TelnetStreams streams =
        new TelnetStreams(
            socket.getInputStream(), socket.getOutputStream(), TelnetCodec.withComPort(settings));
    byte[] all = new byte[512];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }
    Thread writer = new Thread(() -> write(streams, all), "writer");
    writer.setDaemon(true);
    writer.start();
    assertArrayEquals(all, streams.input().readNBytes(all.length));
  }

  private static void write(TelnetStreams streams, byte[] bytes) {
    try {
      streams.output().write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The Python that the package is installed for: another one may come first in the path. */
  private static List<String> python(String script) throws IOException {
    String first = Files.readAllLines(Path.of(Tools.path("pyserial-ports"))).get(0);
    List<String> command = new ArrayList<>();
    Collections.addAll(command, first.replaceFirst("^#! *", "").split(" +", -1));
    command.add(script);
    return command;
  }
}
