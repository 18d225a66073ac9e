// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where jSerialComm's jar has its native libraries. Without streams: a login waits for this. */
final class NativeFiles {

  private static final NativeFiles LINUX =
      new NativeFiles(
          "Linux",
          "libjSerialComm.so",
          List.of(
              "x86_64", "x86", "armv8_64", "armv8_32", "armv7hf", "armv6hf", "armv5", "ppc64le"),
          Map.of("amd64", "x86_64", "aarch64", "armv8_64"));

  private static final NativeFiles MAC =
      new NativeFiles(
          "OSX",
          "libjSerialComm.jnilib",
          List.of("aarch64", "x86_64", "x86"),
          Map.of("x86_64", "x86_64", "aarch64", "aarch64"));

  private final String system;
  private final String name;
  private final List<String> processors;

  /** The processors that most machines have, by the name that the JDK has for them. */
  private final Map<String, String> common;

  private NativeFiles(
      String system, String name, List<String> processors, Map<String, String> common) {
    this.system = system;
    this.name = name;
    this.processors = processors;
    this.common = common;
  }

  /**
   * Those that jSerialComm may look for: one, or all of a system where the processor is a rare one.
   *
   * @param processor the system property {@code os.arch}
   */
  static List<String> of(boolean mac, String processor) {
    return (mac ? MAC : LINUX).of(processor);
  }

  private List<String> of(String processor) {
    String folder = common.get(processor);
    List<String> files = new ArrayList<>();
    for (String each : folder == null ? processors : List.of(folder)) {
      files.add(system + '/' + each + '/' + name);
    }
    return files;
  }
}
