// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The user that this process runs as: what the passwd entry of its uid says.
 *
 * @param name the user's name
 * @param home the home folder: our own HOME if that folder belongs to the user, otherwise that of
 *     the passwd entry
 * @param shell the path of the login shell
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record Account(byte[] name, byte[] home, byte[] shell) {

  private static final byte[] USUAL_SHELL = "/bin/sh".getBytes(UTF_8);

  /**
   * Looks the user up. Blocks, since the system may ask a server. For a user without a passwd
   * entry, as in containers, name, home and shell are those of the environment.
   */
  public static Account current() {
    if (!SystemCalls.areThere()) {
      return ofEnvironment(System.getProperty("user.name", ""));
    }
    int uid = ProcessLibC.C.getuid();
    Users.Entry entry = Users.of(uid);
    return entry == null ? ofEnvironment(String.valueOf(uid)) : of(entry);
  }

  private static Account of(Users.Entry entry) {
    byte[] named = ownHome();
    return new Account(
        entry.name(),
        named == null ? entry.home() : named,
        entry.shell().length == 0 ? USUAL_SHELL : entry.shell());
  }

  /**
   * Our HOME, if that folder belongs to this user: the program that starts this process may give it
   * another home. A HOME of another user is only left over, for instance from {@code sudo}.
   */
  private static byte @Nullable [] ownHome() {
    byte[] home = OwnEnvironment.variable("HOME");
    try {
      return home != null
              && Files.getAttribute(Path.of(new String(home, UTF_8)), "unix:uid")
                  .equals(ProcessLibC.C.getuid())
          ? home
          : null;
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      return null;
    }
  }

  private static Account ofEnvironment(String uid) {
    byte[] name = OwnEnvironment.variable("USER");
    byte[] home = OwnEnvironment.variable("HOME");
    byte[] shell = OwnEnvironment.variable("SHELL");
    return new Account(
        name == null ? uid.getBytes(UTF_8) : name,
        home == null ? System.getProperty("user.dir", "/").getBytes(UTF_8) : home,
        shell == null ? USUAL_SHELL : shell);
  }

  /** Whether a process could start in the user's home. */
  public boolean canEnterHome() {
    if (!SystemCalls.areThere()) {
      return Files.isDirectory(Path.of(new String(home, UTF_8)));
    }
    byte[] inside = (new String(home, ISO_8859_1) + "/.\0").getBytes(ISO_8859_1);
    return ProcessLibC.C.access(inside, ProcessLibC.X_OK) == 0;
  }
}
