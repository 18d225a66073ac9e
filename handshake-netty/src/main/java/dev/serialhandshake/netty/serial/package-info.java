// SPDX-License-Identifier: Apache-2.0
/**
 * Serial ports as Netty channels and as blocking streams, on the natives of jSerialComm.
 *
 * <p>There are two storeys, and calls go down:
 *
 * <pre>
 *                 a program with event loops              a program without
 *                             │                                    │
 *  channel      SerialAddress │ SerialChannelOption                │ SerialSettings
 *               ┌─────────────▼────────────┐              ┌────────▼───────┐
 *               │ SerialChannel            │              │ SerialStreams  │
 *               │   SerialChannelConfig    │              └────────┬───────┘
 *               │   SerialOpening          │                       │
 *               │   SerialInput            │                       │
 *               │     PolledInput, or else │                       │
 *               │     SerialReader         │                       │
 *               │   SerialOutput           │                       │
 *               └─────────────┬────────────┘                       │
 *                             │ SerialSettings                     │
 *  device       ┌─────────────▼────────────────────────────────────▼────────┐
 *               │ SerialDevice: an open port, blocking calls, one close     │
 *               │   PortPath, OpenTurns, PortSetup: which, when and how     │
 *               │   ExclusiveUse, PortUsers: who else has it                │
 *               │   ErrorMarks, MarkedInput, DriverCounts: what went wrong  │
 *               └─────────────┬─────────────────────────────────────────────┘
 *                 jSerialComm (NativeLibrary), JNA (PortLibC)
 * </pre>
 *
 * <p>An event loop of Netty's epoll transport waits for the input of its ports, as it does for that
 * of its sockets ({@code PolledInput}). On any other loop each port has a thread for that ({@code
 * SerialReader}). {@code BlockingCalls} lends both storeys threads for calls that may block. {@code
 * SerialStreams} load nothing of Netty.
 *
 * <p><b>netty-transport-rxtx.</b> It is not needed. Where it is on the class path, {@code
 * SerialChannel} takes {@code RxtxDeviceAddress} and {@code RxtxChannelOption} too, through {@code
 * RxtxAdapter} and {@code RxtxConfig}, the only files that know its types: Netty has removed it
 * from its next major version.
 *
 * <p><b>Native code.</b> jSerialComm's library is unpacked into a new folder below {@code
 * java.io.tmpdir} that only this user can write, loaded from there, and deleted. Where that cannot
 * be done, no port opens: the connect fails with a {@link
 * dev.serialhandshake.netty.serial.SerialPortException} of reason {@code NO_NATIVE_LIBRARY}, whose
 * message says why and what to set. A packager who installs the library sets {@code
 * jSerialComm.library.path}, and {@code jna.boot.library.path} for JNA's.
 *
 * <p>JDK 24 and later warn of native code, and can be told to deny it. Start such a JVM with {@code
 * --enable-native-access=ALL-UNNAMED} on the class path, with {@code
 * --enable-native-access=com.fazecast.jSerialComm,com.sun.jna} on the module path, or put {@code
 * Enable-Native-Access: ALL-UNNAMED} into the manifest of your executable jar. Netty's epoll wants
 * {@code io.netty.common} in the same list.
 *
 * <p><b>Signals.</b> jSerialComm's library sets HUP, USR1, USR2, CONT, TTIN, TTOU and IO to ignored
 * for the whole process and its children when it is loaded. With JNA on the class path, what they
 * did before is put back at once. Without JNA they stay ignored, and a warning is logged.
 *
 * <p>What no program can change:
 *
 * <ul>
 *   <li>Linux raises DTR and RTS for an instant at every open of a port, whatever it is told;
 *       boards that reset on DTR do so then.
 *   <li>The first open in a process makes jSerialComm look at all built-in ports ({@code ttyS}),
 *       and it opens them for an instant.
 *   <li>On a port that is the kernel's console, the kernel may take a BREAK and the byte after it
 *       for itself (SysRq).
 * </ul>
 */
@NullMarked
package dev.serialhandshake.netty.serial;

import org.jspecify.annotations.NullMarked;
