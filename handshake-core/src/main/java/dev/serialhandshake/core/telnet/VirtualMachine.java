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
 * <p>A vMotion moves a machine to another host, which connects anew. This proxy does not carry a
 * session over to the other connection, and answers a vMotion with NOTNOW: it does not start.
 */
final class VirtualMachine {

  /** Commands that a machine sends. */
  private static final int KNOWN_SUBOPTIONS_1 = 0;

  /** The machine did not understand us, and goes on. */
  private static final int UNKNOWN_SUBOPTION_RCVD_1 = 2;

  private static final int VMOTION_BEGIN = 40;
  private static final int DO_PROXY = 70;
  private static final int VM_VC_UUID = 80;
  private static final int VM_NAME = 82;

  /** Commands that a proxy sends. */
  private static final int KNOWN_SUBOPTIONS_2 = 1;

  private static final int UNKNOWN_SUBOPTION_RCVD_2 = 3;
  private static final int VMOTION_NOTNOW = 43;
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
    VMOTION_NOTNOW,
    DO_PROXY,
    WILL_PROXY,
    WONT_PROXY,
    VM_VC_UUID,
    GET_VM_VC_UUID,
    VM_NAME,
    GET_VM_NAME
  };

  /** The machine waits for somebody who connects to its port: that is us. */
  private static final int SERVER = 'S';

  /** A host's sequence has four bytes. It is echoed, so a longer one is not understood. */
  private static final int LONGEST_SEQUENCE = 16;

  private final Outbox outbox;
  private boolean asked;
  private @Nullable String name;
  private @Nullable String uuid;

  VirtualMachine(Outbox outbox) {
    this.outbox = outbox;
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
        send(KNOWN);
        ask(decoder);
      }
      case DO_PROXY -> send(isServer(decoder) ? WILL_PROXY : WONT_PROXY);
      case VMOTION_BEGIN -> putOff(decoder);
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

  /** Once, and only what the machine can answer; the name last, so that all is known with it. */
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

  private void putOff(Decoder decoder) {
    int length = decoder.parameterCount() - 1;
    if (length > LONGEST_SEQUENCE) {
      notUnderstood(VMOTION_BEGIN);
      return;
    }
    int[] answer = new int[1 + length];
    answer[0] = VMOTION_NOTNOW;
    for (int i = 1; i <= length; i++) {
      answer[i] = decoder.parameter(i);
    }
    send(answer);
  }

  private void notUnderstood(int command) {
    send(UNKNOWN_SUBOPTION_RCVD_2, command);
  }

  private static String text(Decoder decoder) {
    byte[] bytes = new byte[decoder.parameterCount() - 1];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) decoder.parameter(i + 1);
    }
    return new String(bytes, UTF_8);
  }

  private void send(int... values) {
    outbox.subnegotiation(TelnetOption.VIRTUAL_MACHINE.code, values);
  }
}
