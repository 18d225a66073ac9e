// SPDX-License-Identifier: Apache-2.0
/**
 * SFTP as OpenSSH's server speaks it: version 3 and OpenSSH's extensions. Names of files are bytes
 * from end to end, so that every name of a Unix file can be listed, opened, renamed and removed,
 * whatever the locale of this process.
 */
@NullMarked
package dev.serialhandshake.cli.sftp;

import org.jspecify.annotations.NullMarked;
