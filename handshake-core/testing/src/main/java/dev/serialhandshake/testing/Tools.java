// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.testing;

import static java.util.Map.entry;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Foreign programs that tests need beyond the JDK, and what else a test may lack. */
public final class Tools {

  /** The Debian package that has each program. */
  private static final Map<String, String> PACKAGES =
      Map.ofEntries(
          entry("agetty", "util-linux"),
          entry("bash", "bash"),
          entry("cat", "coreutils"),
          entry("find", "findutils"),
          entry("groff", "groff-base"),
          entry("login", "login"),
          entry("man", "man-db"),
          entry("mkfifo", "coreutils"),
          entry("setpriv", "util-linux"),
          entry("sleep", "coreutils"),
          entry("pyserial-ports", "python3-serial"),
          entry("rsync", "rsync"),
          entry("scp", "openssh-client"),
          entry("script", "bsdutils"),
          entry("ser2net", "ser2net"),
          entry("sftp", "openssh-client"),
          entry("sftp-server", "openssh-sftp-server"),
          entry("sh", "dash"),
          entry("socat", "socat"),
          entry("ssh", "openssh-client"),
          entry("ssh-add", "openssh-client"),
          entry("ssh-agent", "openssh-client"),
          entry("ssh-keygen", "openssh-client"),
          entry("sshd", "openssh-server"),
          entry("stdbuf", "coreutils"),
          entry("stty", "coreutils"),
          entry("systemd-analyze", "systemd"),
          entry("true", "coreutils"),
          entry("unshare", "util-linux"),
          entry("telnetd", "inetutils-telnetd"),
          entry("tr", "coreutils"),
          entry("zsh", "zsh"));

  /** The folders of programs that only sshd starts. They are not in the search path. */
  private static final String OPENSSH_FOLDERS =
      ":/usr/lib/openssh:/usr/libexec/openssh:/usr/lib/ssh:/usr/libexec"
          .replace(":", File.pathSeparator);

  private Tools() {}

  /** Skips the test if a program is missing. With CI it fails, because there all must be there. */
  public static void need(String... programs) {
    for (String program : programs) {
      path(program);
    }
  }

  /** The path of a program. If it is missing, this does what {@link #need} does. */
  public static String path(String program) {
    String home = PACKAGES.get(program);
    if (home == null) {
      throw new IllegalArgumentException("which package has " + program + "?");
    }
    return find(program, searchPath())
        .orElseThrow(
            () -> missing(program + " is not installed (Debian: apt-get install " + home + ")"))
        .toString();
  }

  /** Whether a program is there, for a test that can do without it. With CI it must be there. */
  public static boolean has(String program) {
    return isRequired() || find(program, searchPath()).isPresent();
  }

  /** Skips the test if the user is not root. With CI the test fails. */
  public static void needRoot(String why) {
    if (!isRoot()) {
      throw missing(why);
    }
  }

  /** Skips the test if a folder of the system is missing. With CI the test fails. */
  public static void needFolder(String folder, String why) {
    if (!Files.isDirectory(Path.of(folder))) {
      throw missing(folder + " is missing: " + why);
    }
  }

  public static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * Looks in the folders of the search path, and also in the {@code sbin} beside each {@code bin}.
   * Programs of the system are there, and an ordinary user's path lacks it.
   */
  static Optional<Path> find(String program, String searchPath) {
    return Stream.of(searchPath.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of)
        .flatMap(Tools::withFolderOfTheSystem)
        .map(folder -> folder.resolve(program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Stream<Path> withFolderOfTheSystem(Path folder) {
    return folder.endsWith("bin")
        ? Stream.of(folder, folder.resolveSibling("sbin"))
        : Stream.of(folder);
  }

  private static String searchPath() {
    return System.getenv("PATH") + OPENSSH_FOLDERS;
  }

  private static boolean isRequired() {
    return Boolean.parseBoolean(System.getenv("CI"));
  }

  private static Error missing(String what) {
    if (isRequired()) {
      return new AssertionError(what);
    }
    return Assumptions.abort(what);
  }
}
