// SPDX-License-Identifier: Apache-2.0
/** The handshake as a Netty pipeline handler. */
@NullMarked
package dev.serialhandshake.netty;

import org.jspecify.annotations.NullMarked;
