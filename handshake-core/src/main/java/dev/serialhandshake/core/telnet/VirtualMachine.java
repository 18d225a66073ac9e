// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;

/**
 * VMware's option 232, as "Using a Proxy with vSphere Virtual Serial Ports" describes it. A host
 * connects a serial port of a virtual machine to a proxy, and the two agree on what that does. This
 * is the proxy: it is the far end of the port itself, so it connects to nobody else.
 *
 * <p>For example, {@code ff fa e8 53 ff f0} asks for the name of the machine, and {@code ff fa e8
 * 52 77 65 62 ff f0} answers "web".
 *
 * <p>A vMotion moves a machine to another host, which connects anew:
 *
 * <pre>
 *   host A   BEGIN sequence            proxy   GOAHEAD sequence secret
 *   host B   PEER sequence secret      proxy   PEER-OK sequence
 *   host B   COMPLETE sequence         from now on all data is on this connection
 * </pre>
 *
 * <p>If the caller cannot move a line to the other connection, the answer to BEGIN is NOTNOW, and
 * the vMotion does not start.
 */
final class VirtualMachine {

  /** Commands that a machine sends. */
  private static final int KNOWN_SUBOPTIONS_1 = 0;

  /** The machine did not understand us, and goes on. */
  private static final int UNKNOWN_SUBOPTION_RCVD_1 = 2;

  private static final int VMOTION_BEGIN = 40;
  private static final int VMOTION_PEER = 44;
  private static final int VMOTION_COMPLETE = 46;
  private static final int VMOTION_ABORT = 48;
  private static final int DO_PROXY = 70;
  private static final int VM_VC_UUID = 80;
  private static final int VM_NAME = 82;

  /** Commands that a proxy sends. */
  private static final int KNOWN_SUBOPTIONS_2 = 1;

  private static final int UNKNOWN_SUBOPTION_RCVD_2 = 3;
  private static final int WILL_PROXY = 71;
  private static final int WONT_PROXY = 73;
  private static final int GET_VM_VC_UUID = 81;
  private static final int GET_VM_NAME = 83;

  /** A command, and all that are sent or understood here. The list must be the same each time. */
  private static final int[] KNOWN = {
    KNOWN_SUBOPTIONS_2,
    KNOWN_SUBOPTIONS_1,
    KNOWN_SUBOPTIONS_2,
    UNKNOWN_SUBOPTION_RCVD_1,
    UNKNOWN_SUBOPTION_RCVD_2,
    VMOTION_BEGIN,
    VmotionAnswer.NOT_NOW.code,
    DO_PROXY,
    WILL_PROXY,
    WONT_PROXY,
    VM_VC_UUID,
    GET_VM_VC_UUID,
    VM_NAME,
    GET_VM_NAME
  };

  /** The list where machines can move. */
  private static final int[] KNOWN_WITH_MOVES = {
    KNOWN_SUBOPTIONS_2,
    KNOWN_SUBOPTIONS_1,
    KNOWN_SUBOPTIONS_2,
    UNKNOWN_SUBOPTION_RCVD_1,
    UNKNOWN_SUBOPTION_RCVD_2,
    VMOTION_BEGIN,
    VmotionAnswer.GO_AHEAD.code,
    VmotionAnswer.NOT_NOW.code,
    VMOTION_PEER,
    VmotionAnswer.PEER_OK.code,
    VMOTION_COMPLETE,
    VMOTION_ABORT,
    DO_PROXY,
    WILL_PROXY,
    WONT_PROXY,
    VM_VC_UUID,
    GET_VM_VC_UUID,
    VM_NAME,
    GET_VM_NAME
  };

  /** The machine waits for a program that connects to its port. This is that program. */
  private static final int SERVER = 'S';

  /** A host's sequence has four bytes. It is echoed, so a longer one is not understood. */
  private static final int LONGEST_SEQUENCE = 16;

  /** The longest secret. The proxy makes the secrets. */
  static final int LONGEST_SECRET = 16;

  private final Outbox outbox;
  private final boolean moves;
  private byte[] parameters = {};
  private boolean asked;
  private @Nullable String name;
  private @Nullable String uuid;

  /**
   * Makes a proxy.
   *
   * @param moves whether somebody carries the line over to the connection of another host
   */
  VirtualMachine(Outbox outbox, boolean moves) {
    this.outbox = outbox;
    this.moves = moves;
  }

  @Nullable String name() {
    return name;
  }

  @Nullable String uuid() {
    return uuid;
  }

  /** Takes a subnegotiation of the option. */
  @Nullable TelnetEvent received(Decoder decoder) {
    int count = decoder.parameterCount();
    if (count < 1) {
      return null;
    }
    int command = decoder.parameter(0);
    switch (command) {
      case KNOWN_SUBOPTIONS_1 -> {
        send(moves ? KNOWN_WITH_MOVES : KNOWN);
        ask(decoder);
      }
      case DO_PROXY -> send(isServer(decoder) ? WILL_PROXY : WONT_PROXY);
      case VMOTION_BEGIN -> {
        return begin(decoder);
      }
      case VMOTION_PEER -> {
        return move(decoder, TelnetEvent.VMOTION_PEER, LONGEST_SEQUENCE + LONGEST_SECRET);
      }
      case VMOTION_COMPLETE -> {
        return move(decoder, TelnetEvent.VMOTION_COMPLETE, LONGEST_SEQUENCE);
      }
      case VMOTION_ABORT -> {
        return move(decoder, TelnetEvent.VMOTION_ABORT, LONGEST_SEQUENCE);
      }
      case VM_VC_UUID -> uuid = text(decoder);
      case VM_NAME -> {
        boolean first = name == null && count > 1;
        name = count > 1 ? text(decoder) : name;
        return first ? TelnetEvent.VIRTUAL_MACHINE : null;
      }
      case UNKNOWN_SUBOPTION_RCVD_1, UNKNOWN_SUBOPTION_RCVD_2 -> {} // no answer to an answer
      default -> notUnderstood(command);
    }
    return null;
  }

  private static boolean isServer(Decoder decoder) {
    return decoder.parameterCount() > 1 && decoder.parameter(1) == SERVER;
  }

  /**
   * Asks once, and only for what the machine can answer. The name comes last, so it completes them.
   */
  private void ask(Decoder known) {
    if (asked) {
      return;
    }
    asked = true;
    for (int question : new int[] {GET_VM_VC_UUID, GET_VM_NAME}) {
      for (int i = 1; i < known.parameterCount(); i++) {
        if (known.parameter(i) == question) {
          send(question);
          break;
        }
      }
    }
  }

  private @Nullable TelnetEvent begin(Decoder decoder) {
    if (moves) {
      return move(decoder, TelnetEvent.VMOTION_BEGIN, LONGEST_SEQUENCE);
    }
    if (decoder.parameterCount() - 1 > LONGEST_SEQUENCE) {
      notUnderstood(VMOTION_BEGIN);
    } else {
      answer(VmotionAnswer.NOT_NOW, rest(decoder));
    }
    return null;
  }

  private @Nullable TelnetEvent move(Decoder decoder, TelnetEvent event, int longest) {
    if (!moves || decoder.parameterCount() - 1 > longest) {
      notUnderstood(decoder.parameter(0));
      return null;
    }
    parameters = rest(decoder);
    return event;
  }

  /** The parameters of the last event of a move. */
  byte[] parameters() {
    return parameters.clone();
  }

  void answer(VmotionAnswer answer, byte[] with) {
    if (with.length > LONGEST_SEQUENCE + LONGEST_SECRET) {
      throw new IllegalArgumentException("too long: " + with.length + " bytes");
    }
    int[] values = new int[1 + with.length];
    values[0] = answer.code;
    for (int i = 0; i < with.length; i++) {
      values[1 + i] = with[i] & 0xff;
    }
    send(values);
  }

  private void notUnderstood(int command) {
    send(UNKNOWN_SUBOPTION_RCVD_2, command);
  }

  private static String text(Decoder decoder) {
    return new String(rest(decoder), UTF_8);
  }

  private static byte[] rest(Decoder decoder) {
    byte[] bytes = new byte[decoder.parameterCount() - 1];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) decoder.parameter(i + 1);
    }
    return bytes;
  }

  private void send(int... values) {
    outbox.subnegotiation(TelnetOption.VIRTUAL_MACHINE.code, values);
  }
}
