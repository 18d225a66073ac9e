// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * Paths as bytes. A Unix file name is a string of bytes, and {@link Path} keeps them. But {@link
 * Path#of(String, String...)} and {@link Path#toString()} convert them by the locale: in the POSIX
 * locale all bytes other than ASCII are lost or refused. The URI of a file is not converted: in it
 * each byte that is not plain ASCII is an escape. For example, {@code file:///tmp/lat%F6} is the
 * file whose name ends with the byte F6, in every locale.
 */
final class FileNames {

  private static final String PLAIN = "-._~/";

  /** Whether names are bytes. On Windows they are text. */
  private static final boolean BYTES =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  private static final Path ROOT = Path.of("/");

  private FileNames() {}

  /** The path with these bytes: an absolute one if they begin with a slash. */
  static Path path(byte[] name) {
    String text = new String(name, ISO_8859_1);
    if (isAscii(text)) {
      return Path.of(text);
    }
    if (!BYTES) {
      return Path.of(new String(name, UTF_8));
    }
    boolean absolute = name[0] == '/';
    Path path = Path.of(URI.create("file://" + (absolute ? "" : "/") + escaped(text)));
    return absolute ? path : path.subpath(0, path.getNameCount());
  }

  static byte[] bytes(Path path) {
    String text = path.toString();
    if (isAscii(text)) {
      return text.getBytes(ISO_8859_1);
    }
    if (!BYTES) {
      return text.getBytes(UTF_8);
    }
    byte[] absolute = unescaped(ROOT.resolve(path).toUri().getRawPath());
    int length = absolute.length;
    if (length > 1 && absolute[length - 1] == '/') { // the URI of a folder ends with a slash
      length--;
    }
    int start = path.isAbsolute() ? 0 : 1;
    byte[] name = new byte[length - start];
    System.arraycopy(absolute, start, name, 0, name.length);
    return name;
  }

  /** The last part of a path. */
  static byte[] lastName(Path path) {
    byte[] all = bytes(path);
    int slash = all.length - 1;
    while (slash >= 0 && all[slash] != '/') {
      slash--;
    }
    byte[] name = new byte[all.length - slash - 1];
    System.arraycopy(all, slash + 1, name, 0, name.length);
    return name;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c > 0 && c < 0x80);
  }

  private static String escaped(String latin1) {
    StringBuilder uri = new StringBuilder();
    for (int i = 0; i < latin1.length(); i++) {
      char c = latin1.charAt(i);
      if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
        uri.append(c);
      } else {
        uri.append('%').append(HexFormat.of().toHexDigits((byte) c));
      }
    }
    return uri.toString();
  }

  private static byte[] unescaped(String uri) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) == '%') {
        bytes.write(HexFormat.fromHexDigits(uri, i + 1, i + 3));
        i += 2;
      } else {
        bytes.write(uri.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
