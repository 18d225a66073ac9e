// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of a LINE. Fixtures for TLS: {@link TestCertificate}, {@link BadCertificate} with all that
 * can be wrong with one, and {@link TlsServer}, a peer that does what the test says.
 */
package dev.serialhandshake.cli.line;
