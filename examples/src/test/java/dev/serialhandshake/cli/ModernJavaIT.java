// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * JDK 24 and later warn of native code that was not allowed, on standard error, and so in every
 * login. They can be told to deny it. The jar allows it to itself.
 */
@Timeout(240)
class ModernJavaIT {

  private static final int FIRST_THAT_WARNS = 24;
  private static final Path JDKS = Path.of("/usr/lib/jvm");

  @TempDir Path folder;

  @EnabledIf(value = "hasJavaThatWarns", disabledReason = "needs a JDK 24 or later")
  @ParameterizedTest
  @ValueSource(strings = {"--illegal-native-access=warn", "--illegal-native-access=deny"})
  void everyCommandSaysItsOwnLinesOnly(String option) throws Exception {
    Path java = newest().resolve("bin/java");
    Path status = folder.resolve("private/status");
    OpenSsh client = new OpenSsh(folder);
    try (PtyLine line = new PtyLine(folder);
        Daemon server =
            Daemon.program(
                command(java, option, client.keys().serve("--status=" + status, line.a)))) {
      server.await("serving");
      String proxy =
          "ProxyCommand=" + OpenSsh.quoted(List.of(command(java, option, "connect", line.b)));
      for (String terminal : List.of("-T", "-tt")) {
        Run ssh = client.ssh(line.b, new byte[0], "echo hello", terminal, "-o", proxy);
        assertEquals("", ssh.err());
        assertEquals("hello", ssh.out().strip());
      }
      assertOwnLines(run(java, option, "status", status.toString()).err());
      server.terminate();
      assertOwnLines(server.said());
      assertOwnLines(run(java, option, "probe", "--timeout=1s", line.b).err());
    }
    assertOwnLines(run(java, option, "ports").err());
    assertOwnLines(run(java, option, "demo").err());
  }

  private static Run run(Path java, String option, String... arguments) throws Exception {
    return Run.of(new byte[0], List.of(command(java, option, arguments)));
  }

  private static String[] command(Path java, String option, String... arguments) {
    List<String> command = Run.jarCommand(arguments);
    command.set(0, java.toString());
    command.add(1, option);
    return command.toArray(new String[0]);
  }

  private static void assertOwnLines(String err) {
    assertEquals(List.of(), err.lines().filter(ModernJavaIT::isForeign).toList());
  }

  private static boolean isForeign(String line) {
    return !line.startsWith("serial-handshake: ");
  }

  static boolean hasJavaThatWarns() throws IOException {
    return version(newest()) >= FIRST_THAT_WARNS;
  }

  private static Path newest() throws IOException {
    List<Path> found = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"))));
    if (Files.isDirectory(JDKS)) {
      try (Stream<Path> all = Files.list(JDKS)) {
        all.filter(jdk -> Files.isRegularFile(jdk.resolve("release"))).forEach(found::add);
      }
    }
    return found.stream().max(Comparator.comparingInt(ModernJavaIT::version)).orElseThrow();
  }

  private static int version(Path jdk) {
    try (Stream<String> release = Files.lines(jdk.resolve("release"))) {
      return release
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
          .mapToInt(Integer::parseInt)
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
