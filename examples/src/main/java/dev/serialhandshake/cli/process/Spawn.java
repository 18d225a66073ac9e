// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.io.File;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * {@code posix_spawn}: starts a program as the leader of a new session, with default signals, and
 * with no other descriptors than the three that it is given.
 */
final class Spawn implements AutoCloseable {

  /** More than the size of these structures on any system. */
  private static final int STRUCTURE_BYTES = 1024;

  private static final int FIRST_OTHER = 3;

  private final Memory actions = new Memory(STRUCTURE_BYTES);
  private final Memory attributes = new Memory(STRUCTURE_BYTES);

  Spawn() throws IOException {
    ProcessLibC.check(ProcessLibC.C.posix_spawn_file_actions_init(actions), "posix_spawn");
    ProcessLibC.check(ProcessLibC.C.posix_spawnattr_init(attributes), "posix_spawn");
    Memory signals = new Memory(STRUCTURE_BYTES);
    ProcessLibC.C.sigfillset(signals);
    ProcessLibC.check(
        ProcessLibC.C.posix_spawnattr_setsigdefault(attributes, signals), "posix_spawn");
    ProcessLibC.C.sigemptyset(signals);
    ProcessLibC.check(ProcessLibC.C.posix_spawnattr_setsigmask(attributes, signals), "posix_spawn");
    short flags =
        (short)
            (ProcessLibC.SPAWN_SETSID
                | ProcessLibC.SPAWN_SETSIGDEF
                | ProcessLibC.SPAWN_SETSIGMASK
                | ProcessLibC.SPAWN_CLOEXEC_DEFAULT);
    ProcessLibC.check(ProcessLibC.C.posix_spawnattr_setflags(attributes, flags), "posix_spawn");
  }

  /** Makes one of our descriptors a descriptor of the child, with the number {@code as}. */
  void give(int descriptor, int as) throws IOException {
    ProcessLibC.check(
        ProcessLibC.C.posix_spawn_file_actions_adddup2(actions, descriptor, as),
        "posix_spawn: dup2");
  }

  /** Opens a terminal in the child. By that it becomes the controlling terminal of the child. */
  void open(byte[] terminal, int as) throws IOException {
    ProcessLibC.check(
        ProcessLibC.C.posix_spawn_file_actions_addopen(
            actions, as, ended(terminal), ProcessLibC.O_RDWR, 0),
        "posix_spawn: open");
  }

  /** Starts the program; returns its process id. */
  int start(Program program) throws IOException {
    closeOthers();
    ProcessLibC.check(
        ProcessLibC.C.posix_spawn_file_actions_addchdir_np(actions, ended(program.folder())),
        "posix_spawn: chdir");
    Strings arguments = new Strings(program.arguments());
    Strings environment = new Strings(program.environment());
    IntByReference pid = new IntByReference();
    try {
      int error =
          ProcessLibC.C.posix_spawn(
              pid,
              ended(program.file()),
              actions,
              attributes,
              arguments.pointer(),
              environment.pointer());
      ProcessLibC.check(error, new String(program.file(), StandardCharsets.UTF_8));
      return pid.getValue();
    } finally {
      // The call has only addresses: without this a garbage collection could free the texts.
      Reference.reachabilityFence(arguments);
      Reference.reachabilityFence(environment);
    }
  }

  private void closeOthers() {
    if (ProcessLibC.SPAWN_CLOEXEC_DEFAULT != 0) {
      return;
    }
    try {
      ProcessLibC.C.posix_spawn_file_actions_addclosefrom_np(actions, FIRST_OTHER);
    } catch (UnsatisfiedLinkError e) { // glibc before 2.34
      String[] open = new File("/proc/self/fd").list();
      for (String descriptor : open == null ? new String[0] : open) {
        int number = Integer.parseInt(descriptor);
        if (number >= FIRST_OTHER) {
          ProcessLibC.C.fcntl(number, ProcessLibC.F_SETFD, ProcessLibC.FD_CLOEXEC);
        }
      }
    }
  }

  @Override
  public void close() {
    ProcessLibC.C.posix_spawn_file_actions_destroy(actions);
    ProcessLibC.C.posix_spawnattr_destroy(attributes);
  }

  /** A string of C: the text and a byte 0. */
  static byte[] ended(byte[] text) {
    return Arrays.copyOf(text, text.length + 1);
  }

  /** An array of strings of C, ended by a null pointer. */
  private static final class Strings {
    private final Memory pointers;
    private final List<Memory> texts;

    Strings(List<byte[]> strings) {
      texts = strings.stream().map(Strings::text).toList();
      pointers = new Memory((long) Native.POINTER_SIZE * (texts.size() + 1));
      for (int i = 0; i < texts.size(); i++) {
        pointers.setPointer((long) Native.POINTER_SIZE * i, texts.get(i));
      }
      pointers.setPointer((long) Native.POINTER_SIZE * texts.size(), null);
    }

    private static Memory text(byte[] string) {
      Memory text = new Memory(string.length + 1L);
      text.write(0, ended(string), 0, string.length + 1);
      return text;
    }

    Pointer pointer() {
      return pointers;
    }
  }
}
