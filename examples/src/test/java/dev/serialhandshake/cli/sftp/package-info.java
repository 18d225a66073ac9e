// SPDX-License-Identifier: Apache-2.0
/**
 * Tests of SFTP. Fixture: {@link TestClient}, a client that writes down each answer, so that our
 * server and that of OpenSSH can be compared.
 */
package dev.serialhandshake.cli.sftp;
