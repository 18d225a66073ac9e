// SPDX-License-Identifier: Apache-2.0
/**
 * A test of a link: {@code probe --link} runs it, and {@code serve} answers it. The test is an
 * application on the stream of a link, in place of SSH, so the link itself does not know of it.
 *
 * <p>The client sends {@code LINKTEST 1}, and the server answers with the same line. Then the
 * client sends one command after another:
 *
 * <ul>
 *   <li>{@code TAKE n}, followed by n bytes. When the server has received all of them, it answers
 *       {@code TOOK n crc}, with the CRC-32 of the bytes as 8 hexadecimal digits.
 *   <li>{@code GIVE n}. The server answers with n bytes.
 * </ul>
 *
 * <p>Each line ends with a carriage return and a line feed. At the end the client closes the link.
 */
@NullMarked
package dev.serialhandshake.cli.linktest;

import org.jspecify.annotations.NullMarked;
