// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which options are on, for each side apart. */
final class Negotiation {

  private final Set<TelnetOption> specials;
  private final Outbox outbox;
  private final OptionState[] ours = new OptionState[TelnetOption.values().length];
  private final OptionState[] peers = new OptionState[ours.length];

  /** Whether the peer has said anything that belongs to telnet. */
  private boolean heardOf;

  /**
   * Makes a negotiation that has not begun.
   *
   * @param specials the special options that are accepted
   */
  Negotiation(Set<TelnetOption> specials, Outbox outbox) {
    this.specials = specials;
    this.outbox = outbox;
    Arrays.fill(ours, OptionState.NO);
    Arrays.fill(peers, OptionState.NO);
  }

  /**
   * Asks for all that the line needs, at once: the answers may come in any order.
   *
   * @param comPort whether it needs the port at the far end
   */
  void begin(boolean comPort) {
    askFor(ours, TelnetOption.BINARY);
    askFor(peers, TelnetOption.BINARY);
    askFor(ours, TelnetOption.SUPPRESS_GO_AHEAD);
    askFor(peers, TelnetOption.SUPPRESS_GO_AHEAD);
    if (specials.contains(TelnetOption.ECHO)) {
      askFor(ours, TelnetOption.ECHO);
    }
    if (comPort) {
      askFor(ours, TelnetOption.COM_PORT);
    }
  }

  private void askFor(OptionState[] side, TelnetOption option) {
    apply(side, option, option.code, OptionState.Event.WANTED);
  }

  /** The peer sent WILL, WONT, DO or DONT and the code of an option. */
  void received(int verb, int code) {
    heardOf = true;
    TelnetOption option = TelnetOption.of(code);
    boolean peersOwn = verb == TelnetWire.WILL || verb == TelnetWire.WONT;
    OptionState.Event event;
    if (verb == TelnetWire.WONT || verb == TelnetWire.DONT) {
      event = OptionState.Event.REFUSED;
    } else {
      event =
          option != null && accepts(option, peersOwn)
              ? OptionState.Event.AGREED
              : OptionState.Event.UNWELCOME;
    }
    apply(peersOwn ? peers : ours, option, code, event);
  }

  private boolean accepts(TelnetOption option, boolean peersOwn) {
    boolean special = specials.contains(option);
    boolean ours = option.ours || (option == TelnetOption.ECHO && special);
    boolean known = peersOwn ? option.peers : ours;
    return known && (special || !option.isSpecial());
  }

  @SuppressWarnings({"EnumOrdinal", "NullAway"}) // a dense table; null is an option we do not know
  private void apply(
      OptionState[] side, @Nullable TelnetOption option, int code, OptionState.Event event) {
    OptionState before = option == null ? OptionState.NO : side[option.ordinal()];
    boolean yes = before.answer(event) == OptionState.Answer.YES;
    if (before.answer(event) != OptionState.Answer.NOTHING) {
      int verb =
          side == ours
              ? (yes ? TelnetWire.WILL : TelnetWire.WONT)
              : (yes ? TelnetWire.DO : TelnetWire.DONT);
      outbox.command(verb, code);
    }
    if (option != null) {
      side[option.ordinal()] = before.next(event);
    }
  }

  boolean heardOf() {
    return heardOf;
  }

  @SuppressWarnings("EnumOrdinal")
  OptionState ours(TelnetOption option) {
    return ours[option.ordinal()];
  }

  @SuppressWarnings("EnumOrdinal")
  OptionState peers(TelnetOption option) {
    return peers[option.ordinal()];
  }
}
