// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.simulation;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** What machines printed while they booted, recorded. */
enum BootLog {
  LINUX("boot-noise-linux.bin"),
  BIOS_AND_LINUX("boot-noise-bios-verbose.bin");

  private static final int PRIME = 7919;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final byte[] bytes;

  BootLog(String resource) {
    try (InputStream in = BootLog.class.getResourceAsStream("/" + resource)) {
      bytes = in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Both ends start while the log is running; where in the log, the number of the run says. */
  void playsFor3s(Setup setup, int run, boolean toClient, boolean toServer) {
    setup.logUntil = SECONDS.toNanos(3);
    setup.logFrom = run * PRIME % bytes.length;
    setup.logToClient = toClient ? bytes : setup.logToClient;
    setup.logToServer = toServer ? bytes : setup.logToServer;
  }
}
