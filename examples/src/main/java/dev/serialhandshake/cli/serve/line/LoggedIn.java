// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.log.KeyName;
import java.time.Instant;

/**
 * Who has logged in on a line.
 *
 * @param user the name that was claimed: any is taken
 * @param key that tells who it really is
 */
public record LoggedIn(String user, KeyName key, Instant since) {}
