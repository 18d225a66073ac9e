// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Calls of the system that neither the JDK nor jSerialComm has. Without JNA, a LinkageError. */
interface PortLibC extends Library {

  PortLibC INSTANCE = Native.load("c", PortLibC.class);

  int ioctl(int descriptor, NativeLong request, Object... argument);

  int sigaction(int signal, @Nullable Pointer next, @Nullable Pointer before);
}
