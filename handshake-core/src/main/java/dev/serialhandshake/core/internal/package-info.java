// SPDX-License-Identifier: Apache-2.0
/** What the packages of this module share. It is not exported, so no other module can use it. */
@NullMarked
package dev.serialhandshake.core.internal;

import org.jspecify.annotations.NullMarked;
