// SPDX-License-Identifier: Apache-2.0
/** {@code demo}: all of it on this machine. */
@NullMarked
package dev.serialhandshake.cli.demo;

import org.jspecify.annotations.NullMarked;
