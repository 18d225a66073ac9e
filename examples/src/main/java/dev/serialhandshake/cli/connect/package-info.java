// SPDX-License-Identifier: Apache-2.0
/** {@code connect}: the near end of a line. */
@NullMarked
package dev.serialhandshake.cli.connect;

import org.jspecify.annotations.NullMarked;
