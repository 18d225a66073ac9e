// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import dev.serialhandshake.cli.line.LineAddress;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All ports whose file name matches a pattern. For example, a line {@code lab-*} at {@code
 * /dev/serial/by-id/usb-Silicon_Labs_*} stands for each port in that folder whose name begins with
 * {@code usb-Silicon_Labs_}. The rest of the port's name replaces the star in the line's name.
 *
 * @param folder where the ports are
 * @param file matches the file names of the ports; its group 1 is the part for the star
 * @param name of the lines, with one star
 */
public record DevicePattern(Path folder, Pattern file, String name) {

  /**
   * Makes a pattern of a line.
   *
   * @return null if the name or the path does not have exactly one star, or the star of the path is
   *     not in its last part
   */
  static @Nullable DevicePattern of(String name, LineAddress line) {
    if (!(line instanceof LineAddress.Serial serial)) {
      return null;
    }
    String path = serial.device();
    int slash = path.lastIndexOf('/');
    String file = path.substring(slash + 1);
    int star = file.indexOf('*');
    if (!isOneStar(name) || !isOneStar(path) || star < 0 || slash < 0) {
      return null;
    }
    Pattern pattern =
        Pattern.compile(
            Pattern.quote(file.substring(0, star))
                + "(.+)"
                + Pattern.quote(file.substring(star + 1)),
            Pattern.DOTALL);
    try {
      return new DevicePattern(Path.of(path.substring(0, slash + 1)), pattern, name);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static boolean isOneStar(String text) {
    return text.indexOf('*') >= 0 && text.indexOf('*') == text.lastIndexOf('*');
  }

  /** The ports that are there now, by the names of their lines. Blocks: it reads the folder. */
  public Map<String, Path> ports() {
    Map<String, Path> found = new TreeMap<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path port : files) {
        Matcher matcher = file.matcher(String.valueOf(port.getFileName()));
        if (matcher.matches()) {
          String rest = matcher.group(1).replaceAll(LineName.NOT_ALLOWED, "_");
          found.put(name.replace("*", rest), port);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // No ports. For example, /dev/serial/by-id is there only while an adapter is plugged in.
    }
    return found;
  }
}
