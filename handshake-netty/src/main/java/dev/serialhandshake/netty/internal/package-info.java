// SPDX-License-Identifier: Apache-2.0
/** What the packages of this module share, and no other module can use: it is not exported. */
@NullMarked
package dev.serialhandshake.netty.internal;

import org.jspecify.annotations.NullMarked;
