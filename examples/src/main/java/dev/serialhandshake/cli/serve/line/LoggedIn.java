// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.log.KeyName;

/**
 * Who has logged in on a line.
 *
 * @param user the name that was claimed: any is taken
 * @param key that tells who it really is
 */
record LoggedIn(String user, KeyName key) {}
