// SPDX-License-Identifier: Apache-2.0
/** Which files, folders and sockets can be trusted on a machine with several users. */
@NullMarked
package dev.serialhandshake.cli.trust;

import org.jspecify.annotations.NullMarked;
