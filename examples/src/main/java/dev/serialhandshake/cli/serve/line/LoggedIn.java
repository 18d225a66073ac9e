// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import dev.serialhandshake.cli.log.KeyName;

/**
 * The client that has logged in on a line.
 *
 * @param user the user name that the client gave; any name is accepted
 * @param key the key, which tells who the client really is
 */
record LoggedIn(String user, KeyName key) {}
