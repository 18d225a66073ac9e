// SPDX-License-Identifier: Apache-2.0
/** Apache MINA SSHD on lines; needs {@code sshd-core} and {@code sshd-netty}. */
@NullMarked
package dev.serialhandshake.netty.sshd;

import org.jspecify.annotations.NullMarked;
