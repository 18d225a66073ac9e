// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Has the terminal driver mark BREAKs and damaged characters in the input of an open port. On Linux
 * jSerialComm never reports them (it waits for a poll event that terminals do not have), and cannot
 * set this mode; stty(1) can.
 */
final class ErrorMarks {

  private static final long DEADLINE_SECONDS = 5;

  private ErrorMarks() {}

  /** Returns whether marks are on now; a system without stty does without them. May block. */
  static boolean turnOn(String device) {
    if (!OperatingSystem.isLinux()) {
      return false;
    }
    try {
      stty(device, "parmrk", "inpck", "-ignpar", "-brkint", "-ignbrk");
      // The modes that are set decide, because stty also fails for lesser reasons.
      return List.of(stty(device, "-a").split("\\s+")).contains("parmrk");
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static String stty(String device, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("stty", "-F", device));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    try {
      if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("stty hangs");
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } finally {
      process.destroyForcibly();
    }
  }
}
