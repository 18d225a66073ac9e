// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.core.ByteView;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;

/** A codec that is driven as its documentation says, and all that comes of it, in order. */
final class TelnetScript {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

  /** Agrees to all that a plain codec asks for. */
  static final String AGREES = "ff fd 00 ff fb 00 ff fd 03 ff fb 03";

  final TelnetCodec codec;

  /** What happened: data, answers and events. Data that follows data is one entry. */
  private final List<String> seen = new ArrayList<>();

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  TelnetScript(TelnetCodec codec) {
    this.codec = codec;
    codec.start();
    note();
  }

  static byte[] bytes(String hex) {
    return HEX.parseHex(hex);
  }

  static String hex(byte[] bytes) {
    return HEX.formatHex(bytes);
  }

  /** The peer sends this, in one read. */
  TelnetScript hears(String hex) {
    hears(bytes(hex));
    return this;
  }

  void hears(byte[] read) {
    ByteView view = ByteView.of(read, 0, read.length);
    int next = 0;
    while (next < read.length) {
      next = codec.receive(view, next, data::write);
      note();
    }
  }

  private void note() {
    byte[] answer = codec.pollTransmit();
    TelnetEvent event = codec.pollEvent();
    if (answer != null || event != null) {
      endData();
    }
    if (answer != null) {
      seen.add("sends " + hex(answer));
    }
    if (event != null) {
      seen.add(event.name());
    }
  }

  private void endData() {
    if (data.size() > 0) {
      seen.add("data " + hex(data.toByteArray()));
      data.reset();
    }
  }

  /** All that was seen since the last call. */
  List<String> seen() {
    endData();
    List<String> all = List.copyOf(seen);
    seen.clear();
    return all;
  }

  String escape(String hex) {
    byte[] bytes = bytes(hex);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    codec.escape(ByteView.of(bytes, 0, bytes.length), out::write);
    return hex(out.toByteArray());
  }

  /** Two cuts wherever they are, and byte by byte: pieces change nothing. */
  static void assertEverySplitIsTheSame(Supplier<TelnetScript> fresh, String script) {
    byte[] bytes = bytes(script);
    TelnetScript whole = fresh.get();
    whole.hears(bytes);
    List<String> expected = joined(whole.seen());
    for (int first = 0; first <= bytes.length; first++) {
      for (int second = first; second <= bytes.length; second++) {
        TelnetScript end = fresh.get();
        end.hears(Arrays.copyOfRange(bytes, 0, first));
        end.hears(Arrays.copyOfRange(bytes, first, second));
        end.hears(Arrays.copyOfRange(bytes, second, bytes.length));
        assertEquals(expected, joined(end.seen()), first + " and " + second);
      }
    }
    TelnetScript byteByByte = fresh.get();
    for (byte value : bytes) {
      byteByByte.hears(new byte[] {value});
    }
    assertEquals(expected, joined(byteByByte.seen()));
  }

  /**
   * Data, answers and events, each in one piece: how many answers are polled at once depends on the
   * reads, and what is sent has no place between the data that is received.
   */
  private static List<String> joined(List<String> seen) {
    StringBuilder received = new StringBuilder();
    StringBuilder sent = new StringBuilder();
    for (String entry : seen) {
      if (entry.startsWith("sends")) {
        sent.append(entry.substring("sends".length()));
      } else {
        received.append(entry.startsWith("data") ? entry.substring("data".length()) : entry);
      }
    }
    List<String> all = new ArrayList<>();
    all.add(received.toString());
    all.add(sent.toString());
    return all;
  }
}
