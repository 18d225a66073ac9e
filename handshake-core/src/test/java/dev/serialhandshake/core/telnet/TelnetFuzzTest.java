// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.serialhandshake.core.ByteView;
import java.io.ByteArrayOutputStream;

/**
 * Whatever a peer sends, in whatever pieces, nothing is thrown, there is no more data than it sent,
 * answers are never more than it asked for, and pieces change nothing.
 */
class TelnetFuzzTest {

  /** What a codec made of an input. */
  private static final class Run {
    final ByteArrayOutputStream data = new ByteArrayOutputStream();
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    final StringBuilder events = new StringBuilder();
    final TelnetCodec codec;

    Run(boolean withPort) {
      codec =
          withPort
              ? TelnetCodec.withComPort(ComPortSettings.builder().build())
              : TelnetCodec.plain();
      codec.start();
      poll();
    }

    void hears(byte[] input, int from, int length) {
      ByteView read = ByteView.of(input, from, length);
      for (int next = 0; next < length; ) {
        next = codec.receive(read, next, data::write);
        poll();
      }
    }

    private void poll() {
      byte[] answer = codec.pollTransmit();
      if (answer != null) {
        sent.writeBytes(answer);
      }
      TelnetEvent event = codec.pollEvent();
      if (event != null) {
        events.append(data.size()).append(event);
      }
    }
  }

  /** The first byte chooses the codec and the length of the pieces. */
  @FuzzTest(maxDuration = "60s")
  void anyInput(byte[] input) {
    int choice = input.length == 0 ? 0 : input[0] & 0xff;
    boolean withPort = (choice & 1) != 0;
    Run whole = new Run(withPort);
    Run pieces = new Run(withPort);
    int asked = whole.sent.size();
    whole.hears(input, 0, input.length);
    int step = 1 + (choice >> 1);
    for (int at = 0; at < input.length; at += step) {
      pieces.hears(input, at, Math.min(step, input.length - at));
    }
    assertTrue(whole.data.size() <= input.length);
    int settings = withPort ? 80 : 0;
    assertTrue(whole.sent.size() <= asked + settings + input.length, "more answers than questions");
    assertEquals(TelnetScript.hex(whole.data.toByteArray()), hex(pieces.data));
    assertEquals(hex(whole.sent), hex(pieces.sent));
    assertEquals(whole.events.toString(), pieces.events.toString());
    assertEquals(whole.codec.maySend(), pieces.codec.maySend());
  }

  private static String hex(ByteArrayOutputStream bytes) {
    return TelnetScript.hex(bytes.toByteArray());
  }
}
