// SPDX-License-Identifier: Apache-2.0
/** {@code status}: shows what the lines of each running {@code serve} do now. */
@NullMarked
package dev.serialhandshake.cli.status;

import org.jspecify.annotations.NullMarked;
