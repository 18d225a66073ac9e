// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

/** Tells data from commands, one byte after the other, wherever a read ends. */
final class Decoder {

  /** What was received before this byte. */
  private enum State {
    /** Data. */
    DATA,
    /** IAC. */
    IAC,
    /** IAC and WILL, WONT, DO or DONT. */
    VERB,
    /** IAC SB. */
    SB,
    /** IAC SB, an option, and its parameters so far. */
    PARAMETERS,
    /** The same, and IAC. */
    PARAMETERS_IAC
  }

  /** What is complete with a byte. */
  enum Step {
    /** Nothing yet. */
    NONE,
    /** Data: the byte itself. */
    DATA,
    /** {@link #verb} and {@link #option}. */
    OPTION,
    /** A subnegotiation: {@link #parameters} of {@link #option}. */
    SUBNEGOTIATION,
    /** IAC BRK. */
    BREAK
  }

  /** A subnegotiation with more parameters than these is not known here, and is skipped. */
  private static final int MOST_PARAMETERS = 512;

  private final Negotiation negotiation;

  /** Whether the end of a line, CR LF, is a CR, as the Enter key is on a serial line. */
  private final boolean typed;

  private final byte[] parameters = new byte[MOST_PARAMETERS];
  private int count;
  private State state = State.DATA;

  /** Whether the last data was a CR that was not BINARY; commands may follow it. */
  private boolean afterCr;

  private int verb;
  private int option;

  Decoder(Negotiation negotiation, boolean typed) {
    this.negotiation = negotiation;
    this.typed = typed;
  }

  int verb() {
    return verb;
  }

  int option() {
    return option;
  }

  /** How many bytes of the parameters there are; -1 where there were too many. */
  int parameterCount() {
    return count > MOST_PARAMETERS ? -1 : count;
  }

  int parameter(int index) {
    return parameters[index] & 0xff;
  }

  /** Whether the next byte is data unless it is IAC. */
  boolean isInData() {
    return state == State.DATA && isBinary();
  }

  private boolean isBinary() {
    return negotiation.peers(TelnetOption.BINARY) == OptionState.YES;
  }

  Step take(int value) {
    return switch (state) {
      case DATA -> data(value);
      case IAC -> command(value);
      case VERB -> {
        option = value;
        yield go(State.DATA, Step.OPTION);
      }
      case SB -> {
        option = value;
        count = 0;
        yield go(State.PARAMETERS, Step.NONE);
      }
      case PARAMETERS ->
          value == TelnetWire.IAC ? go(State.PARAMETERS_IAC, Step.NONE) : parameterIs(value);
      case PARAMETERS_IAC ->
          switch (value) {
            case TelnetWire.IAC -> parameterIs(value);
            case TelnetWire.SE -> go(State.DATA, Step.SUBNEGOTIATION);
            default -> command(value); // a command inside it: the subnegotiation was never ended
          };
    };
  }

  /** Before BINARY a CR as data is CR NUL, and the end of a line is CR LF. */
  private Step data(int value) {
    if (value == TelnetWire.IAC) {
      return go(State.IAC, Step.NONE);
    }
    boolean follows = value == TelnetWire.NUL || (typed && value == TelnetWire.LF);
    boolean padding = afterCr && follows && !isBinary();
    afterCr = value == TelnetWire.CR && !isBinary();
    return padding ? Step.NONE : Step.DATA;
  }

  private Step command(int value) {
    return switch (value) {
      case TelnetWire.IAC -> {
        afterCr = false;
        yield go(State.DATA, Step.DATA);
      }
      case TelnetWire.WILL, TelnetWire.WONT, TelnetWire.DO, TelnetWire.DONT -> {
        verb = value;
        yield go(State.VERB, Step.NONE);
      }
      case TelnetWire.SB -> go(State.SB, Step.NONE);
      case TelnetWire.BRK -> go(State.DATA, Step.BREAK);
      default -> go(State.DATA, Step.NONE); // NOP, GA and what has no meaning on a line
    };
  }

  private Step parameterIs(int value) {
    if (count < MOST_PARAMETERS) {
      parameters[count] = (byte) value;
    }
    count = Math.min(count + 1, MOST_PARAMETERS + 1);
    return go(State.PARAMETERS, Step.NONE);
  }

  private Step go(State next, Step step) {
    state = next;
    return step;
  }
}
