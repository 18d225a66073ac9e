// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The serial port of a virtual machine as a host of VMware's connects it, after "Using a Proxy with
 * vSphere Virtual Serial Ports": the host takes the first steps, and answers what it is asked.
 */
final class VirtualMachinePort {

  static final String UUID = "50 2e a1-0f";

  private static final int IAC = 255;
  private static final int SB = 250;
  private static final int SE = 240;
  private static final int DO = 253;
  private static final int FIRST_VERB = 251;
  private static final int OPTION = 232;

  /** WILL 232; WILL and DO of BINARY and of SUPPRESS GO AHEAD. */
  private static final String GREETING = "fffbe8fffb00fffd00fffb03fffd03";

  private static final byte[] SEQUENCE = {1, (byte) IAC, 3, 4};

  private final InputStream in;
  private final OutputStream out;
  private final String name;
  private boolean named;
  private byte[] putOff = {};

  /** Negotiates until the proxy has asked for the name. */
  VirtualMachinePort(Socket connection, String name) throws IOException {
    in = connection.getInputStream();
    out = connection.getOutputStream();
    this.name = name;
    out.write(HexFormat.of().parseHex(GREETING));
    while (!named) {
      takeCommand();
    }
  }

  /** The machine is the client of a handshake. */
  void shakeHands() throws IOException {
    BlockingHandshake.client(
        new Data(), new Escaped(), HandshakeSettings.defaults(), HandshakeObserver.NONE);
  }

  /** Asks for a vMotion; whether the proxy says NOTNOW, and of which sequence. */
  boolean isPutOff() throws IOException {
    command(40, SEQUENCE);
    while (putOff.length == 0) {
      takeCommand();
    }
    return Arrays.equals(SEQUENCE, putOff);
  }

  /** Sends a byte of the machine's. */
  void write(int value) throws IOException {
    new Escaped().write(value);
  }

  /** Waits for a byte for the machine. */
  int read() throws IOException {
    return new Data().read();
  }

  private void takeCommand() throws IOException {
    int value = in.read();
    if (value != IAC || !isCommand()) {
      throw new IOException("no command, but data: " + value);
    }
  }

  /** After IAC: takes the command; false if it is IAC again, which is data. */
  private boolean isCommand() throws IOException {
    int kind = octet();
    if (kind == SB) {
      answer(parameters());
    } else if (kind >= FIRST_VERB && kind != IAC) {
      if (octet() == OPTION && kind == DO) {
        command(0, new byte[] {0, 1, 2, 3, 40, 41, 43, 44, 45, 46, 48, 70, 71, 73, 80, 81, 82, 83});
      }
    }
    return kind != IAC;
  }

  private byte[] parameters() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (true) {
      int value = octet();
      if (value == IAC && octet() == SE) {
        return all.toByteArray();
      }
      all.write(value);
    }
  }

  private void answer(byte[] parameters) throws IOException {
    if ((parameters[0] & 0xff) != OPTION) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(parameters, 2, parameters.length);
    switch (parameters[1]) {
      case 1 -> command(70, "Stelnet://proxy".getBytes(US_ASCII)); // KNOWN-SUBOPTIONS-2
      case 43 -> putOff = rest; // VMOTION-NOTNOW
      case 81 -> command(80, UUID.getBytes(US_ASCII)); // GET-VM-VC-UUID
      case 83 -> { // GET-VM-NAME
        command(82, name.getBytes(US_ASCII));
        named = true;
      }
      default -> {} // WILL-PROXY
    }
  }

  private void command(int code, byte[] parameters) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(new byte[] {(byte) IAC, (byte) SB, (byte) OPTION, (byte) code});
    all.writeBytes(escaped(parameters));
    all.writeBytes(new byte[] {(byte) IAC, (byte) SE});
    out.write(all.toByteArray());
  }

  private static byte[] escaped(byte[] bytes) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte value : bytes) {
      all.write(value);
      if (value == (byte) IAC) {
        all.write(value);
      }
    }
    return all.toByteArray();
  }

  private int octet() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("the proxy hung up");
    }
    return value;
  }

  private final class Data extends InputStream {

    @Override
    public int read() throws IOException {
      while (true) {
        int value = in.read();
        if (value != IAC || !isCommand()) {
          return value;
        }
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int value = read();
      if (value < 0) {
        return -1;
      }
      bytes[offset] = (byte) value;
      return 1;
    }
  }

  private final class Escaped extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      out.write(escaped(new byte[] {(byte) value}));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(escaped(Arrays.copyOfRange(bytes, offset, offset + length)));
    }
  }
}
