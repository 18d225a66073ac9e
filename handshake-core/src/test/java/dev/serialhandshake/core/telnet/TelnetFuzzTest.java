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

    Run(TelnetCodec codec) {
      this.codec = codec;
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

  private static TelnetCodec codec(int choice) {
    if ((choice & LISTENER) != 0) {
      return (choice & PORT) == 0 ? TelnetCodec.forListener() : TelnetCodec.forLoginListener();
    }
    return (choice & PORT) == 0
        ? TelnetCodec.plain()
        : TelnetCodec.withComPort(ComPortSettings.builder().build());
  }

  /** A port is sent its settings once, a host of a virtual machine two questions. */
  private static final int MOST_QUESTIONS = 80;

  private static final int PORT = 1;
  private static final int LISTENER = 0x80;

  /** The first byte chooses the codec and the length of the pieces. */
  @FuzzTest(maxDuration = "60s")
  void anyInput(byte[] input) {
    int choice = input.length == 0 ? 0 : input[0] & 0xff;
    Run whole = new Run(codec(choice));
    Run pieces = new Run(codec(choice));
    int asked = whole.sent.size();
    whole.hears(input, 0, input.length);
    int step = 1 + ((choice & ~LISTENER) >> 1);
    for (int at = 0; at < input.length; at += step) {
      pieces.hears(input, at, Math.min(step, input.length - at));
    }
    assertTrue(whole.data.size() <= input.length);
    // The list of what a proxy knows, 24 bytes with its frame, answers one of 6 bytes.
    int answers = ((choice & LISTENER) == 0 ? 1 : 4) * input.length;
    assertTrue(whole.sent.size() <= asked + MOST_QUESTIONS + answers, "more than was asked for");
    assertEquals(TelnetScript.hex(whole.data.toByteArray()), hex(pieces.data));
    assertEquals(hex(whole.sent), hex(pieces.sent));
    assertEquals(whole.events.toString(), pieces.events.toString());
    assertEquals(whole.codec.maySend(), pieces.codec.maySend());
    assertEquals(whole.codec.virtualMachineName(), pieces.codec.virtualMachineName());
  }

  private static String hex(ByteArrayOutputStream bytes) {
    return TelnetScript.hex(bytes.toByteArray());
  }
}
