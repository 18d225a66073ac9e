// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.fazecast.jSerialComm.SerialPort;

/** Why jSerialComm's library does not load, and what to do: a clause. */
final class NativeAccess {

  private NativeAccess() {}

  static String whyNot(LinkageError failure) {
    Module module;
    try {
      module = SerialPort.class.getModule();
    } catch (NoClassDefFoundError e) {
      return "jSerialComm is not there; add com.fazecast:jSerialComm to the class path";
    }
    if (!isEnabled(module)) {
      String name = module.isNamed() ? module.getName() + ",com.sun.jna" : "ALL-UNNAMED";
      return "Java does not let it load native code; start Java with --enable-native-access="
          + name;
    }
    return "jSerialComm's library does not load on this system (" + firstReason(failure) + ')';
  }

  /** By reflection: JDK 22 and later have the question. Before, everybody may. */
  private static boolean isEnabled(Module module) {
    try {
      return (Boolean) Module.class.getMethod("isNativeAccessEnabled").invoke(module);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  private static String firstReason(LinkageError failure) {
    Throwable first = failure.getCause() == null ? failure : failure.getCause();
    return String.valueOf(first.getMessage()).replaceAll("\\R+\\s*", " ").strip();
  }
}
