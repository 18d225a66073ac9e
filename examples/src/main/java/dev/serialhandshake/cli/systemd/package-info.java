// SPDX-License-Identifier: Apache-2.0
/** What a service tells systemd: that it serves, reads its file again, ends, or still lives. */
@NullMarked
package dev.serialhandshake.cli.systemd;

import org.jspecify.annotations.NullMarked;
