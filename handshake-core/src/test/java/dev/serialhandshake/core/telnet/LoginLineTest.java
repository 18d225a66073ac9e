// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static dev.serialhandshake.core.telnet.TelnetScript.AGREES;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A person at a login, whose telnet program may know BINARY or not. */
class LoginLineTest {

  /** DONT and WONT BINARY; DO ECHO; DO and WILL SUPPRESS GO AHEAD. */
  private static final String REFUSES = "ff fe 00 ff fc 00 ff fd 01 ff fd 03 ff fb 03";

  private static TelnetScript fresh() {
    TelnetScript end = new TelnetScript(TelnetCodec.forLoginListener());
    end.seen();
    return end;
  }

  private static TelnetScript text() {
    TelnetScript end = fresh().hears(REFUSES);
    assertEquals(List.of("READY"), end.seen());
    assertTrue(end.codec.isText());
    return end;
  }

  @Test
  void saysThatTheLoginEchoes() {
    TelnetScript end = new TelnetScript(TelnetCodec.forLoginListener());
    assertEquals(List.of("sends ff fb 00 ff fd 00 ff fb 03 ff fd 03 ff fb 01"), end.seen());
    end.hears("ff fd 01 ff fe 01");
    assertEquals(List.of("sends ff fc 01"), end.seen(), "switched off by the peer");
  }

  @Test
  void withBinaryEveryByteIsItself() {
    TelnetScript end = fresh().hears(AGREES).hears("0d 00 0d 0a");
    assertEquals(List.of("READY", "data 0d 00 0d 0a"), end.seen());
    assertFalse(end.codec.isText());
    assertTrue(end.codec.sendsPlainData());
    assertEquals("0d 41 0d", end.escape("0d 41 0d"));
  }

  @Test
  void withoutBinaryTheEnterKeyIsCrWhateverStandsForIt() {
    TelnetScript end = text().hears("61 0d 00 62 0d 0a 63 0d 64 0a");
    assertEquals(List.of("data 61 0d 62 0d 63 0d 64 0a"), end.seen());
  }

  @Test
  void withoutBinaryACrThatNoLfFollowsIsSentWithNul() {
    TelnetScript end = text();
    assertFalse(end.codec.sendsPlainData());
    assertEquals("61 0d 0a 0d 00 62 ff ff 0d", end.escape("61 0d 0a 0d 62 ff 0d"));
    assertEquals("0a 0d", end.escape("0a 0d"), "the LF of the CR before");
    assertEquals("00 0d", end.escape("0d"), "the NUL of the CR before");
  }

  @Test
  void eachDirectionIsOfItsOwn() {
    TelnetScript end = fresh().hears("ff fd 00 ff fc 00").hears("0d 00");
    assertEquals(List.of("READY", "data 0d"), end.seen());
    assertTrue(end.codec.isText());
    assertEquals("0d 41", end.escape("0d 41"));
  }

  @Test
  void isNotReadyBeforeBothQuestionsAreAnswered() {
    TelnetScript end = fresh().hears("ff fe 00 ff fd 01");
    assertEquals(List.of(), end.seen());
    assertFalse(end.codec.maySend() || end.codec.isText());
    assertEquals(TelnetFailure.Kind.NO_ANSWER, end.codec.overdue().kind());
  }

  /** SSH may be on the line: it does not go on with something less. */
  @Test
  void binaryThatIsTakenBackEndsTheLine() {
    TelnetScript end = fresh().hears(AGREES).hears("ff fe 00");
    assertEquals(List.of("READY", "sends ff fc 00", "FAILED"), end.seen());
  }

  @Test
  void aLineWithoutALoginWantsBinary() {
    for (TelnetCodec codec :
        List.of(TelnetCodec.forListener(), TelnetCodec.forMovingListener(), TelnetCodec.plain())) {
      TelnetScript end = new TelnetScript(codec);
      end.hears("ff fe 00");
      assertEquals(TelnetFailure.Kind.BINARY_REFUSED, end.codec.overdue().kind());
    }
  }

  @Test
  void everySplitIsTheSame() {
    TelnetScript.assertEverySplitIsTheSame(
        LoginLineTest::fresh, REFUSES + " 61 0d 00 62 0d 0a 0d ff fb 18 0a c3 a9 0d");
  }
}
