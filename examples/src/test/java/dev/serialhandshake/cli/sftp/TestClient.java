// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Speaks SFTP to a server, and writes down what it answers. Text has a character for a byte. */
final class TestClient {

  private static final int ID = 7;

  private final DataInputStream in;
  private final OutputStream out;
  private final String home;
  private final List<String> transcript = new ArrayList<>();
  private byte[] handle = {};

  TestClient(InputStream in, OutputStream out, Path home) throws IOException {
    this.in = Request.reader(in);
    this.out = out;
    this.home = home.toRealPath().toString();
    new Reply(1).number(3).sendTo(out);
    Request version = Request.next(this.in);
    transcript.add("version " + version.one() + " " + version.number());
  }

  List<String> transcript() {
    return transcript;
  }

  /** The handle that was given last. */
  byte[] handle() {
    return handle.clone();
  }

  static Reply request(int type) {
    return new Reply(type, ID);
  }

  static Reply extended(String name) {
    return request(200).text(name);
  }

  static byte[] bytes(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  /** Sends a request and writes its answer down. */
  TestClient ask(String what, Reply request) throws IOException {
    request.sendTo(out);
    Request answer = Request.next(in);
    int type = answer.one();
    if (answer.number() != ID) {
      throw new IOException("an answer to something else");
    }
    String text =
        switch (type) {
          case Reply.STATUS -> "status " + answer.number();
          case Reply.HANDLE -> {
            handle = answer.string();
            yield "handle";
          }
          case Reply.DATA -> "data " + text(answer);
          case Reply.NAME -> names(answer);
          case Reply.ATTRIBUTES -> attributes(answer);
          case Reply.EXTENDED -> extended(what, answer);
          default -> "type " + type;
        };
    transcript.add(what + ": " + text.replace(home, "HOME"));
    return this;
  }

  private static String text(Request answer) throws IOException {
    return new String(answer.string(), ISO_8859_1);
  }

  private static String names(Request answer) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    for (int count = answer.number(); count > 0; count--) {
      String name = text(answer);
      String longName = text(answer);
      String attributes = attributes(answer);
      names.add(
          name.equals(".") || name.equals("..") // whose times are those of the test
              ? name
              : name + " '" + longName + "' " + attributes);
    }
    return "names " + names;
  }

  private static String attributes(Request answer) throws IOException {
    int flags = answer.number();
    StringBuilder text = new StringBuilder("attributes " + flags);
    if ((flags & Attributes.SIZE) != 0) {
      text.append(" size ").append(answer.longNumber());
    }
    if ((flags & Attributes.OWNERS) != 0) {
      text.append(" uid ").append(answer.number()).append(" gid ").append(answer.number());
    }
    if ((flags & Attributes.PERMISSIONS) != 0) {
      text.append(" mode ").append(Integer.toOctalString(answer.number()));
    }
    if ((flags & Attributes.TIMES) != 0) {
      answer.number(); // reads change it
      int modified = answer.number();
      text.append(modified < 1_500_000_000 ? " modified " + modified : " modified now");
    }
    return text.toString();
  }

  private static String extended(String what, Request answer) throws IOException {
    if (what.contains("statvfs")) {
      long[] fields = new long[11];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = answer.longNumber();
      }
      return "blocks of "
          + fields[1]
          + ", "
          + fields[2]
          + "; files "
          + fields[5]
          + "; flags "
          + fields[9]
          + ", longest name "
          + fields[10];
    }
    return list(answer) + ", " + list(answer);
  }

  private static List<String> list(Request answer) throws IOException {
    ByteBuffer strings = answer.data();
    List<String> list = new ArrayList<>();
    while (strings.hasRemaining()) {
      byte[] name = new byte[strings.getInt()];
      strings.get(name);
      list.add(new String(name, ISO_8859_1));
    }
    return list;
  }
}
