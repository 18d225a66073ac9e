// SPDX-License-Identifier: Apache-2.0
/** Sessions on a line that outlives them: a child channel for each, and the loop that serves it. */
@NullMarked
package dev.serialhandshake.netty.session;

import org.jspecify.annotations.NullMarked;
