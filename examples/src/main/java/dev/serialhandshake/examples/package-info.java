// SPDX-License-Identifier: Apache-2.0
/** Programs of one screen each that show the library in a bootstrap. */
@NullMarked
package dev.serialhandshake.examples;

import org.jspecify.annotations.NullMarked;
