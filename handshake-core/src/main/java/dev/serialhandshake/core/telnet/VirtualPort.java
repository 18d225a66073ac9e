// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.jspecify.annotations.Nullable;

/**
 * The server's half of RFC 2217, for a line that is no serial port: a client that connects sets a
 * rate, and gets the answer that a port would give. The settings are kept, and nothing else follows
 * from them.
 *
 * <p>For example, {@code ff fa 2c 01 00 00 25 80 ff f0} sets 9600 baud, and is answered by {@code
 * ff fa 2c 65 00 00 25 80 ff f0}. A value that no port has is answered by the one that is set, and
 * so is a question, which has the value 0.
 */
final class VirtualPort {

  /** An answer has the number of its command and this. */
  private static final int ANSWER = 100;

  private static final int SIGNATURE = 0;
  private static final int BAUD_RATE = 1;
  private static final int DATA_BITS = 2;
  private static final int PARITY = 3;
  private static final int STOP_BITS = 4;
  private static final int CONTROL = 5;
  private static final int MODEM_STATE = 7;
  private static final int SUSPEND = 8;
  private static final int RESUME = 9;
  private static final int LINE_STATE_MASK = 10;
  private static final int MODEM_STATE_MASK = 11;
  private static final int PURGE = 12;

  private static final int BREAK_ON = 5;

  private static final int RATE_BYTES = 4;

  /** Carrier, data set ready and clear to send are on, as at a plug that joins them. */
  private static final int ALL_LINES_ON = 0xb0;

  /** What SET-CONTROL sets: the value that asks for it, and the values that it has. */
  private enum Control {
    FLOW(0, 1, 3),
    BREAK(4, 5, 6),
    DTR(7, 8, 9),
    RTS(10, 11, 12),
    INBOUND_FLOW(13, 14, 16);

    final int question;
    final int least;
    final int most;

    Control(int question, int least, int most) {
      this.question = question;
      this.least = least;
      this.most = most;
    }
  }

  private static final Control[] CONTROLS = Control.values();

  private final Outbox outbox;
  private boolean begun;
  private int rate = 115_200;
  private int dataBits = 8;
  private int parity = ComPortSettings.ParityBit.NONE.code;
  private int stopBits = ComPortSettings.StopBitCount.ONE.code;

  /** No flow control, no BREAK, DTR and RTS on. */
  private final int[] controls = {1, 6, 8, 11, 14};

  VirtualPort(Outbox outbox) {
    this.outbox = outbox;
  }

  /** The option is agreed: tells the modem lines, once. Clients wait for that, and do not ask. */
  void begin() {
    if (!begun) {
      begun = true;
      answer(MODEM_STATE, ALL_LINES_ON);
    }
  }

  /** Takes a subnegotiation of the option. */
  @Nullable TelnetEvent received(Decoder decoder) {
    int count = decoder.parameterCount();
    if (count < 1) {
      return null;
    }
    int command = decoder.parameter(0);
    int value = count > 1 ? decoder.parameter(1) : 0;
    switch (command) {
      case SIGNATURE -> sign(count);
      case BAUD_RATE -> setRate(decoder);
      case DATA_BITS -> {
        dataBits = value >= 5 && value <= 8 ? value : dataBits;
        answer(command, dataBits);
      }
      case PARITY -> {
        parity = value >= 1 && value <= 5 ? value : parity;
        answer(command, parity);
      }
      case STOP_BITS -> {
        stopBits = value >= 1 && value <= 3 ? value : stopBits;
        answer(command, stopBits);
      }
      case CONTROL -> {
        return control(value);
      }
      case MODEM_STATE -> answer(command, ALL_LINES_ON);
      case SUSPEND -> {
        return TelnetEvent.SUSPENDED;
      }
      case RESUME -> {
        return TelnetEvent.RESUMED;
      }
      // Nothing waits here that could be purged, and no state ever changes that a mask lets pass.
      case LINE_STATE_MASK, MODEM_STATE_MASK, PURGE -> answer(command, value);
      default -> {} // RFC 2217 has no answer to what is not known
    }
    return null;
  }

  /** A signature with a text is the client's own. */
  private void sign(int count) {
    if (count == 1) {
      byte[] name = "serial-handshake".getBytes(US_ASCII);
      int[] values = new int[1 + name.length];
      values[0] = ANSWER + SIGNATURE;
      for (int i = 0; i < name.length; i++) {
        values[1 + i] = name[i];
      }
      send(values);
    }
  }

  private void setRate(Decoder decoder) {
    int asked = 0;
    if (decoder.parameterCount() == 1 + RATE_BYTES) {
      for (int i = 1; i <= RATE_BYTES; i++) {
        asked = asked << 8 | decoder.parameter(i);
      }
    }
    rate = asked == 0 ? rate : asked;
    send(ANSWER + BAUD_RATE, rate >>> 24, rate >> 16 & 0xff, rate >> 8 & 0xff, rate & 0xff);
  }

  @SuppressWarnings("EnumOrdinal") // a dense table of one object's memory
  private @Nullable TelnetEvent control(int value) {
    for (Control control : CONTROLS) {
      boolean sets = value >= control.least && value <= control.most;
      if (sets) {
        controls[control.ordinal()] = value;
      }
      if (sets || value == control.question) {
        answer(CONTROL, controls[control.ordinal()]);
        return value == BREAK_ON ? TelnetEvent.BREAK : null;
      }
    }
    // Flow control by DCD, DTR or DSR, or nothing that is known.
    answer(CONTROL, controls[Control.FLOW.ordinal()]);
    return null;
  }

  private void answer(int command, int value) {
    send(ANSWER + command, value);
  }

  private void send(int... values) {
    outbox.subnegotiation(TelnetOption.COM_PORT.code, values);
  }
}
