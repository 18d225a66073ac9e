// SPDX-License-Identifier: Apache-2.0
/**
 * A test of a link, as {@code probe --link} makes it and {@code serve} answers it. It is an
 * application on the link's stream, in place of SSH, so the frames of the link do not know it.
 *
 * <p>The client asks with {@code LINKTEST 1}, and the server answers the same. Then the client
 * gives commands, one after the other: {@code TAKE n} and so many bytes, answered by {@code TOOK n
 * crc} when all have arrived; {@code GIVE n}, answered by so many bytes. Each line ends with a
 * carriage return and a line feed. The client closes at the end.
 */
@NullMarked
package dev.serialhandshake.cli.linktest;

import org.jspecify.annotations.NullMarked;
