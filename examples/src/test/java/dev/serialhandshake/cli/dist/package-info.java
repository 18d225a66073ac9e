// SPDX-License-Identifier: Apache-2.0
/**
 * Makes the files of a package that follow from the options of the commands, and tests them. They
 * are among the tests because the program does not need them.
 *
 * <ul>
 *   <li>{@link DistFiles}: the program that the build runs
 *   <li>{@link ManPage}: a man page, in the language {@link Roff}
 *   <li>{@link Completion}: what both shells complete, {@link BashCompletion} and {@link
 *       ZshCompletion}: their scripts
 *   <li>{@link InteractiveShell}: a shell on a terminal, to see what it makes of these scripts
 * </ul>
 */
package dev.serialhandshake.cli.dist;
