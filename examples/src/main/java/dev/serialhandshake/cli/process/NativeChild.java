// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** A child process on Unix. */
final class NativeChild implements Child {

  private static final int NAME_BYTES = 256;
  private static final int WINDOW_BYTES = 8;

  private final Ends ends;
  private final ProcessGroup group;
  private final OutputStream input;
  private final InputStream output;
  private final InputStream errors;
  private final int master;

  private NativeChild(Ends ends, int pid, int input, int output, int errors) {
    this.ends = ends;
    group = new ProcessGroup(pid);
    this.input = ends.output(input, true);
    this.output = ends.input(output);
    this.errors = ends.input(errors);
    master = -1;
  }

  private NativeChild(Ends ends, int pid, int master) {
    this.ends = ends;
    group = new ProcessGroup(pid);
    this.master = master;
    input = ends.output(master, false);
    output = ends.input(master);
    errors = InputStream.nullInputStream();
  }

  static NativeChild onPipes(Program program) throws IOException {
    Ends ends = new Ends();
    List<Integer> theirs = new ArrayList<>();
    try (Spawn spawn = new Spawn()) {
      int[] ours = new int[3];
      for (int stream = 0; stream < ours.length; stream++) {
        int[] pipe = new int[2];
        ProcessLibC.checked(ProcessLibC.C.pipe(pipe), "pipe");
        int reader = stream == 0 ? 1 : 0;
        ours[stream] = ends.add(pipe[reader]);
        theirs.add(pipe[1 - reader]);
        spawn.give(pipe[1 - reader], stream);
      }
      return new NativeChild(ends, spawn.start(program), ours[0], ours[1], ours[2]);
    } catch (IOException | RuntimeException | LinkageError e) {
      ends.close();
      throw e;
    } finally {
      theirs.forEach(ProcessLibC.C::close);
    }
  }

  static NativeChild onPty(Function<String, Program> program, WindowSize size) throws IOException {
    Ends ends = new Ends();
    try (Spawn spawn = new Spawn()) {
      int master =
          ProcessLibC.checked(
              ProcessLibC.C.posix_openpt(ProcessLibC.O_RDWR | ProcessLibC.O_NOCTTY), "no pty");
      ends.add(master);
      ProcessLibC.checked(ProcessLibC.C.grantpt(master), "no pty");
      ProcessLibC.checked(ProcessLibC.C.unlockpt(master), "no pty");
      byte[] name = new byte[NAME_BYTES];
      ProcessLibC.check(
          ProcessLibC.C.ptsname_r(master, name, new NativeLong(name.length)), "no pty");
      String terminal = Native.toString(name, StandardCharsets.US_ASCII);
      resize(master, size);
      spawn.open(Arrays.copyOf(name, terminal.length()), 0);
      spawn.give(0, 1);
      spawn.give(0, 2);
      return new NativeChild(ends, spawn.start(program.apply(terminal)), master);
    } catch (IOException | RuntimeException | LinkageError e) {
      ends.close();
      throw e;
    }
  }

  @Override
  public OutputStream input() {
    return input;
  }

  @Override
  public InputStream output() {
    return output;
  }

  @Override
  public InputStream errors() {
    return errors;
  }

  @Override
  public Ending await() {
    return group.await();
  }

  @Override
  public void hangUp() {
    ends.close();
  }

  @Override
  public boolean signal(String name) {
    return group.signal(name);
  }

  @Override
  public void resize(WindowSize size) {
    if (master >= 0) {
      ends.with(() -> resize(master, size));
    }
  }

  private static void resize(int master, WindowSize size) {
    Memory window = new Memory(WINDOW_BYTES);
    window.setShort(0, (short) size.rows());
    window.setShort(2, (short) size.columns());
    window.setShort(4, (short) size.width());
    window.setShort(6, (short) size.height());
    ProcessLibC.C.ioctl(master, new NativeLong(ProcessLibC.TIOCSWINSZ), window);
  }
}
