// SPDX-License-Identifier: Apache-2.0
/** Tests of what systemd is told. Fixture: {@link NotifyListener}, systemd's end of its socket. */
package dev.serialhandshake.cli.systemd;
