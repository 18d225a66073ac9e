// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.watchdog;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import org.junit.jupiter.api.Test;

class OpenFilesTest {

  @Test
  void tooFewAreToldWithTheLimitTheNeedAndWhatToDo() {
    CommandFailure failure = assertThrows(CommandFailure.class, () -> OpenFiles.check(64, 96));
    assertEquals(ExitCode.USAGE, failure.code());
    assertEquals(
        "the system allows this process 96 open files, and 64 lines need at least 192; raise the"
            + " limit (ulimit -n, or LimitNOFILE= of a systemd unit)",
        failure.getMessage());
  }

  @Test
  void enoughAreNoMatter() {
    assertDoesNotThrow(() -> OpenFiles.check(64, 192));
    assertDoesNotThrow(() -> OpenFiles.check(1, 1024));
  }
}
