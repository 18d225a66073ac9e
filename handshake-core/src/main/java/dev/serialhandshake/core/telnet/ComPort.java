// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import org.jspecify.annotations.Nullable;

/**
 * The client's half of RFC 2217. It sets up the port at the far end, checks the answers, and counts
 * the errors that the port reports.
 */
final class ComPort {

  /** An answer has the number of its command plus this. */
  private static final int ANSWER = 100;

  private static final int SET_CONTROL = 5;
  private static final int NOTIFY_LINE_STATE = 106;
  private static final int NOTIFY_MODEM_STATE = 107;
  private static final int SUSPEND = 108;
  private static final int RESUME = 109;
  private static final int SET_LINE_STATE_MASK = 10;
  private static final int SET_MODEM_STATE_MASK = 11;

  private static final int OVERRUN = 0x02;
  private static final int PARITY = 0x04;
  private static final int FRAMING = 0x08;
  private static final int BREAK = 0x10;

  /** Data carrier detect, ring indicator, data set ready, clear to send. */
  private static final int MODEM_LINES = 0xf0;

  private static final int BREAK_ON = 5;
  private static final int BREAK_OFF = 6;

  /** Longer than the largest number. */
  private static final int NUMBER_BYTES = 4;

  /**
   * What is set, in the order of the commands.
   *
   * <p>SET-CONTROL sets three things. Its answers are told apart by their values: {@code least} to
   * {@code most}.
   */
  private enum Setting {
    BAUD_RATE("baud rate", 1, 1, Integer.MAX_VALUE),
    DATA_BITS("data bits", 2, 5, 8),
    PARITY("parity", 3, 1, 5),
    STOP_BITS("stop bits", 4, 1, 3),
    FLOW_CONTROL("flow control", SET_CONTROL, 1, 3),
    DTR("DTR", SET_CONTROL, 8, 9),
    RTS("RTS", SET_CONTROL, 11, 12);

    final String words;
    final int command;
    final int least;
    final int most;

    Setting(String words, int command, int least, int most) {
      this.words = words;
      this.command = command;
      this.least = least;
      this.most = most;
    }

    int wanted(ComPortSettings settings) {
      return switch (this) {
        case BAUD_RATE -> settings.baudRate();
        case DATA_BITS -> settings.dataBits();
        case PARITY -> settings.parity().code;
        case STOP_BITS -> settings.stopBits().code;
        case FLOW_CONTROL -> settings.flowControl().code;
        case DTR -> settings.dtr() ? 8 : 9;
        case RTS -> settings.rts() ? 11 : 12;
      };
    }

    /**
     * Whether the port must confirm it. A port without modem lines, such as a pseudo-terminal, says
     * nothing about them.
     */
    boolean mustBeConfirmed() {
      return this != DTR && this != RTS;
    }

    /** A value in the words that people use. */
    String shown(int value) {
      return switch (this) {
        case BAUD_RATE, DATA_BITS -> Integer.toUnsignedString(value);
        case PARITY -> name(value, "none", "odd", "even", "mark", "space");
        case STOP_BITS -> name(value, "1", "2", "1.5");
        case FLOW_CONTROL -> name(value, "none", "XON/XOFF", "hardware");
        case DTR -> value == 8 ? "on" : "off";
        case RTS -> value == 11 ? "on" : "off";
      };
    }

    private static String name(int value, String... names) {
      return value >= 1 && value <= names.length ? names[value - 1] : "value " + value;
    }
  }

  private static final Setting[] SETTINGS = Setting.values();

  private final ComPortSettings settings;
  private final Outbox outbox;

  /** One bit for each setting that has no answer yet. */
  private int open = (1 << SETTINGS.length) - 1;

  private boolean asked;
  private @Nullable String difference;
  private long framingErrors;
  private long parityErrors;
  private long overruns;
  private int modemState;

  ComPort(ComPortSettings settings, Outbox outbox) {
    this.settings = settings;
    this.outbox = outbox;
  }

  /** Sends all settings, once. */
  @SuppressWarnings("EnumOrdinal") // bits of one object's memory
  void setUp() {
    if (asked) {
      return;
    }
    asked = true;
    for (Setting setting : SETTINGS) {
      int value = setting.wanted(settings);
      boolean portsOwn =
          setting == Setting.RTS
              && settings.flowControl() == ComPortSettings.FlowControlKind.HARDWARE;
      if (setting == Setting.BAUD_RATE) {
        send(setting.command, value >>> 24, value >> 16 & 0xff, value >> 8 & 0xff, value & 0xff);
      } else if (!portsOwn) {
        send(setting.command, value);
      }
      if (portsOwn || !setting.mustBeConfirmed()) {
        open &= ~(1 << setting.ordinal());
      }
    }
    send(SET_LINE_STATE_MASK, OVERRUN | PARITY | FRAMING | BREAK);
    send(SET_MODEM_STATE_MASK, MODEM_LINES);
  }

  /** Whether the port has confirmed all that it must. */
  boolean isSetUp() {
    return asked && open == 0 && difference == null;
  }

  /** The first setting that the port has differently, in words; null while there is none. */
  @Nullable String difference() {
    return difference;
  }

  /** A setting that the port has not answered, in words. */
  @SuppressWarnings("EnumOrdinal")
  @Nullable String unanswered() {
    for (Setting setting : SETTINGS) {
      if (asked && (open & 1 << setting.ordinal()) != 0) {
        return setting.words + " " + setting.shown(setting.wanted(settings));
      }
    }
    return null;
  }

  void setBreak(boolean on) {
    send(SET_CONTROL, on ? BREAK_ON : BREAK_OFF);
  }

  /** Takes a subnegotiation of the option. */
  @Nullable TelnetEvent received(Decoder decoder) {
    int count = decoder.parameterCount();
    if (count < 1) {
      return null;
    }
    int command = decoder.parameter(0);
    if (command == SUSPEND) {
      return TelnetEvent.SUSPENDED;
    }
    if (command == RESUME) {
      return TelnetEvent.RESUMED;
    }
    if (count < 2) {
      return null;
    }
    return switch (command) {
      case NOTIFY_LINE_STATE -> lineState(decoder.parameter(1));
      case NOTIFY_MODEM_STATE -> modemLines(decoder.parameter(1));
      default -> {
        if (command > ANSWER && count - 1 <= NUMBER_BYTES) {
          answered(command - ANSWER, number(decoder, count));
        }
        yield null;
      }
    };
  }

  private static int number(Decoder decoder, int count) {
    int number = 0;
    for (int i = 1; i < count; i++) {
      number = number << 8 | decoder.parameter(i);
    }
    return number;
  }

  /** An answer that was not asked for says that somebody has changed the port. */
  @SuppressWarnings("EnumOrdinal")
  private void answered(int command, int value) {
    for (Setting setting : SETTINGS) {
      boolean others = command == SET_CONTROL && (value < setting.least || value > setting.most);
      if (setting.command != command || others || !asked) {
        continue;
      }
      int wanted = setting.wanted(settings);
      if (value == wanted) {
        open &= ~(1 << setting.ordinal());
      } else if (difference == null) {
        difference =
            "has " + setting.words + " " + setting.shown(value) + ", not " + setting.shown(wanted);
      }
      return;
    }
  }

  private @Nullable TelnetEvent lineState(int state) {
    framingErrors += (state & FRAMING) == 0 ? 0 : 1;
    parityErrors += (state & PARITY) == 0 ? 0 : 1;
    overruns += (state & OVERRUN) == 0 ? 0 : 1;
    return (state & BREAK) == 0 ? null : TelnetEvent.BREAK;
  }

  private TelnetEvent modemLines(int state) {
    modemState = state & MODEM_LINES;
    return TelnetEvent.MODEM_LINES;
  }

  long framingErrors() {
    return framingErrors;
  }

  long parityErrors() {
    return parityErrors;
  }

  long overruns() {
    return overruns;
  }

  int modemState() {
    return modemState;
  }

  private void send(int... values) {
    outbox.subnegotiation(TelnetOption.COM_PORT.code, values);
  }
}
