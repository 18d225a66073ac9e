// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import dev.serialhandshake.core.ByteView;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

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
}
