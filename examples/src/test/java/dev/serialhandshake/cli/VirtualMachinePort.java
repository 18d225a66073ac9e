// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.HandshakeSettings;
import dev.serialhandshake.core.blocking.BlockingHandshake;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

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

  /** Data that came before somebody asked for it. */
  private final Queue<Integer> early = new ArrayDeque<>();

  /** What the proxy said of vMotions, each with its code as the first byte. */
  private final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();

  /** Negotiates until the proxy has asked for the name. */
  VirtualMachinePort(Socket connection, String name) throws IOException {
    in = new BufferedInputStream(connection.getInputStream());
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

  /** VMOTION-BEGIN: the machine stands still from now on. */
  void beginMove() throws IOException {
    command(40, SEQUENCE);
  }

  /** VMOTION-PEER: this is the host that the machine moves to. */
  void arrive(byte[] ticket) throws IOException {
    command(44, ticket);
    byte[] answer = answer(45, "VMOTION-PEER-OK");
    if (!early.isEmpty()) {
      throw new IOException("data for a machine that is not there yet: " + early);
    }
    if (!Arrays.equals(SEQUENCE, answer)) {
      throw new IOException("another sequence: " + HexFormat.of().formatHex(answer));
    }
  }

  /** VMOTION-COMPLETE: the machine runs at this host. */
  void completeMove() throws IOException {
    command(46, SEQUENCE);
  }

  /** VMOTION-ABORT: the machine goes on at this host. */
  void abortMove() throws IOException {
    command(48, SEQUENCE);
  }

  /** The sequence and the secret of VMOTION-GOAHEAD. */
  byte[] ticket() throws IOException {
    return answer(41, "VMOTION-GOAHEAD");
  }

  private byte[] answer(int code, String name) throws IOException {
    while (answers.isEmpty()) {
      takeCommand();
    }
    return checked(answers.remove(), code, name);
  }

  /** The same, while another thread reads the data. */
  byte[] awaitTicket() throws IOException, InterruptedException {
    byte[] answer = answers.poll(60, TimeUnit.SECONDS);
    return checked(answer == null ? new byte[1] : answer, 41, "VMOTION-GOAHEAD");
  }

  private static byte[] checked(byte[] answer, int code, String name) throws IOException {
    if (answer[0] != code) {
      throw new IOException("no " + name + ", but " + answer[0]);
    }
    return Arrays.copyOfRange(answer, 1, answer.length);
  }

  /** Sends a byte of the machine's. */
  void write(int value) throws IOException {
    new Escaped().write(value);
  }

  /** The data for the machine. */
  InputStream data() {
    return new Data();
  }

  /** The data of the machine. */
  OutputStream escaped() {
    return new Escaped();
  }

  /** Waits for a byte for the machine. */
  int read() throws IOException {
    return new Data().read();
  }

  private void takeCommand() throws IOException {
    int value = octet();
    if (value != IAC || !isCommand()) {
      early.add(value);
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
    switch (parameters[1]) {
      case 1 -> command(70, "Stelnet://proxy".getBytes(US_ASCII)); // KNOWN-SUBOPTIONS-2
      case 41, 43, 45 -> // VMOTION-GOAHEAD, NOTNOW, PEER-OK
          answers.add(Arrays.copyOfRange(parameters, 1, parameters.length));
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
    synchronized (out) {
      out.write(all.toByteArray());
    }
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
      if (!early.isEmpty()) {
        return early.remove();
      }
      while (true) {
        int value = in.read();
        if (value != IAC || !isCommand()) {
          return value;
        }
      }
    }

    /** As much as is there. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int value = read();
      int count = 0;
      while (value >= 0) {
        bytes[offset + count++] = (byte) value;
        if (count == length || in.available() == 0) {
          return count;
        }
        value = read();
      }
      return count == 0 ? -1 : count;
    }
  }

  private final class Escaped extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      synchronized (out) {
        out.write(VirtualMachinePort.escaped(Arrays.copyOfRange(bytes, offset, offset + length)));
      }
    }
  }
}
