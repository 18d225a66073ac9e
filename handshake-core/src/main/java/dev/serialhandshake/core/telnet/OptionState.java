// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import org.jspecify.annotations.Nullable;

/**
 * The state of one option of one side, by RFC 1143 (the Q method). A command that asks for the
 * present state is never answered. So two ends cannot answer each other for ever.
 *
 * <p>RFC 1143 has three more states, for a side that changes its mind while it waits for an answer.
 * This codec asks once and never changes its mind.
 */
enum OptionState {
  /** Off: never asked for, refused, or switched off. */
  NO,
  /** We have asked for it, and wait for the answer. */
  ASKED,
  /** On. */
  YES;

  /** What can happen to an option. */
  enum Event {
    /** We want it. */
    WANTED,
    /** The peer says WILL or DO of an option that we accept. */
    AGREED,
    /** The peer says WILL or DO of an option that we do not accept. */
    UNWELCOME,
    /** The peer says WONT or DONT. */
    REFUSED
  }

  /** What is sent then: DO or DONT of the peer's option, WILL or WONT of ours. */
  enum Answer {
    NOTHING,
    YES,
    NO
  }

  /** One row: in {@code from}, on {@code on}, send {@code answer} and go {@code to}. */
  private record Row(OptionState from, Event on, Answer answer, OptionState to) {}

  private static final Row[] TABLE = {
    new Row(NO, Event.WANTED, Answer.YES, ASKED), // the question has the form of an answer
    new Row(NO, Event.AGREED, Answer.YES, YES), // the peer asks
    new Row(NO, Event.UNWELCOME, Answer.NO, NO), // the peer asks in vain
    new Row(NO, Event.REFUSED, Answer.NOTHING, NO), // it is so already
    new Row(ASKED, Event.WANTED, Answer.NOTHING, ASKED), // once is enough
    new Row(
        ASKED, Event.AGREED, Answer.NOTHING, YES), // the answer, or a question that crossed ours
    new Row(ASKED, Event.REFUSED, Answer.NOTHING, NO), // the answer
    new Row(YES, Event.WANTED, Answer.NOTHING, YES), // it is so already
    new Row(YES, Event.AGREED, Answer.NOTHING, YES), // it is so already
    new Row(YES, Event.REFUSED, Answer.NO, NO), // the peer switches it off, which must be confirmed
  };

  Answer answer(Event event) {
    Row row = row(event);
    return row == null ? Answer.NOTHING : row.answer;
  }

  OptionState next(Event event) {
    Row row = row(event);
    return row == null ? this : row.to;
  }

  private @Nullable Row row(Event event) {
    for (Row row : TABLE) {
      if (row.from == this && row.on == event) {
        return row;
      }
    }
    return null; // an option that is not accepted is never asked for and never on
  }
}
