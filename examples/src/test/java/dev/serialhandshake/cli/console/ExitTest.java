// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.JavaProgram;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The process ends with its code, whatever hangs or throws. */
@Timeout(120)
class ExitTest {

  private static final int CODE = 7;

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "task hangs", "task throws", "hook hangs"})
  void theProcessEnds(String what) throws Exception {
    Process process =
        new ProcessBuilder(JavaProgram.command(Program.class, what))
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), "does not end");
      assertEquals(CODE, process.exitValue());
    } finally {
      process.destroyForcibly();
    }
  }

  /** Ends in the way that its argument says. */
  static final class Program {

    private Program() {}

    public static void main(String[] arguments) {
      if (arguments[0].equals("hook hangs")) {
        Runtime.getRuntime().addShutdownHook(new Thread(Program::hang));
      }
      Exit.after(
          () -> {
            switch (arguments[0]) {
              case "task hangs" -> hang();
              case "task throws" -> throw new NoClassDefFoundError("the jar was overwritten");
              default -> {}
            }
          },
          CODE);
    }

    private static void hang() {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
