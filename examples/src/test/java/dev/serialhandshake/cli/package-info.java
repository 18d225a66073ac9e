// SPDX-License-Identifier: Apache-2.0
/**
 * The commands as users have them. A test whose name ends in {@code IT} starts the packaged jar.
 *
 * <p>To start programs:
 *
 * <ul>
 *   <li>{@link Run}: a program that ends by itself. It has the exit code and what was said.
 *   <li>{@link Daemon}: a program that runs until it is closed, such as {@code serve}. A test waits
 *       for its lines.
 *   <li>{@link RackServer}: a {@code serve} of many lines, which say things in any order.
 *   <li>{@link ManyCommands}: many command lines in one JVM.
 *   <li>{@link JvmWords}: what a JVM says on standard error by itself. {@link Run} and {@link
 *       Daemon} leave it out.
 * </ul>
 *
 * <p>To log in:
 *
 * <ul>
 *   <li>{@link OpenSsh}: a user with a key. It starts {@code serve} for this key, and runs {@code
 *       ssh} and {@code sftp} over a line.
 *   <li>{@link KeyFiles}: only the key, and the words of that {@code serve}.
 *   <li>{@link MinaSsh}: the client that {@link OpenSsh} takes if {@code ssh} is not installed.
 *   <li>{@link LinkedSsh}: a client on a link, whose line a test breaks.
 *   <li>{@link SystemSshd}: the system's sshd, for {@code serve --exec}.
 *   <li>{@link SshOverLine}: the tests of a login. Each kind of line has a class that runs them.
 *   <li>{@link SeedConnect}: a ProxyCommand by the rules of the original.
 * </ul>
 *
 * <p>Lines, and what is done to their bytes:
 *
 * <ul>
 *   <li>{@link PtyLine}: a serial line, from {@code PtyPair} of the module handshake-testing.
 *   <li>{@link TcpPipe}: a line that is a command, {@code exec:}.
 *   <li>{@link PulledCable}: a line that is pulled out and plugged in again.
 *   <li>{@link Noise}: a boot log with bytes of the handshake in it.
 *   <li>{@link NoisyRelay}: that noise before the first byte. {@link BootingRelay}: a boot log
 *       during the login. {@link ChangingRelay}: a change of each byte.
 *   <li>{@link TlsJoint}: a console server, which joins two clients of a TLS port.
 *   <li>{@link Received}: a descriptor that {@code connect --fdpass} has handed over.
 * </ul>
 *
 * <p>Peers at the other end:
 *
 * <ul>
 *   <li>{@link PeerSocket}: a TCP server that does what the test says: silent, an echo, a peer by
 *       the rules of the original, and others.
 *   <li>{@link LinkServer}: a far end that knows links.
 *   <li>{@link TerminalPerson}: somebody with a terminal program.
 *   <li>{@link VirtualMachinePort}: a serial port that a host of VMware's connects. {@link
 *       MovingMachine}: a virtual machine that moves between hosts.
 *   <li>{@link BadInputs}: the peers and files of {@code bad-input.txt}.
 * </ul>
 *
 * <p>Small things:
 *
 * <ul>
 *   <li>{@link Background}: a daemon thread.
 *   <li>{@link FreePort}: a port that nobody listens on now.
 *   <li>{@link Golden}: files with the texts that users see.
 *   <li>{@link WrongUseIT#assertFails}: a command failed with one line. {@link StatusIT#lines}: the
 *       state of all lines of a {@code serve}. {@code ProbeIT.assertIsAsTheSchemaSays}: a JSON
 *       document is.
 *   <li>{@link ReadmePrograms}: the programs that documents show.
 * </ul>
 */
package dev.serialhandshake.cli;
