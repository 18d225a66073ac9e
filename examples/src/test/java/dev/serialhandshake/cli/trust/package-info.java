// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of whom files are trusted to. Fixture: {@link OwnFile}, a file that is trusted whatever the
 * umask is.
 */
package dev.serialhandshake.cli.trust;
