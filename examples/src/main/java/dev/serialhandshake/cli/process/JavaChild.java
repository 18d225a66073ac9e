// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import com.sun.jna.Platform;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A child process by Java's own means. It is for Windows, where command lines and variables are
 * text, and for systems where no native code can be loaded. There it has no terminal, and takes
 * only bytes that are text in the encoding of the system.
 */
final class JavaChild implements Child {

  private static final Charset TEXT =
      Platform.isWindows()
          ? UTF_8
          : Charset.forName(System.getProperty("sun.jnu.encoding", "US-ASCII"));

  private final Process process;

  private JavaChild(Process process) {
    this.process = process;
  }

  static JavaChild onPipes(Program program) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(arguments(program)).directory(new File(text(program.folder())));
    if (!Platform.isWindows()) {
      builder.environment().clear(); // It may hold secrets. On Windows programs need some of it.
    }
    builder.environment().putAll(variables(program));
    return new JavaChild(builder.start());
  }

  static JavaChild onPty(Function<String, Program> given, WindowSize size) throws IOException {
    if (!Platform.isWindows()) {
      throw new IOException(
          "no terminal, since no native code can be loaded from java.io.tmpdir; start serve with"
              + " java -Djava.io.tmpdir=FOLDER, a folder of your own");
    }
    Program program = given.apply("pty");
    Map<String, String> variables = new HashMap<>(System.getenv());
    variables.putAll(variables(program));
    return new JavaChild(
        new PtyProcessBuilder(arguments(program))
            .setEnvironment(variables)
            .setDirectory(text(program.folder()))
            .setInitialColumns(size.columns())
            .setInitialRows(size.rows())
            .start());
  }

  private static String[] arguments(Program program) throws IOException {
    List<String> arguments = new ArrayList<>();
    for (byte[] argument : program.arguments()) {
      arguments.add(text(argument));
    }
    if (!Platform.isWindows()) {
      boolean login = arguments.get(0).startsWith("-");
      arguments.set(0, text(program.file()));
      if (login) {
        arguments.add(1, "-l");
      }
    }
    return arguments.toArray(new String[0]);
  }

  /** A variable that is no text is left out. */
  private static Map<String, String> variables(Program program) {
    Map<String, String> variables = new HashMap<>();
    for (byte[] variable : program.environment()) {
      if (isText(variable)) {
        String[] parts = new String(variable, TEXT).split("=", 2);
        variables.put(parts[0], parts[1]);
      }
    }
    return variables;
  }

  /**
   * Fails for bytes that Java would change: a program that got other bytes might remove the wrong
   * file.
   */
  private static String text(byte[] bytes) throws IOException {
    if (!isText(bytes)) {
      throw new IOException(
          "a name or argument is not text in "
              + TEXT
              + ", and no native code can be loaded to pass it on unchanged");
    }
    return new String(bytes, TEXT);
  }

  private static boolean isText(byte[] bytes) {
    return Arrays.equals(new String(bytes, TEXT).getBytes(TEXT), bytes);
  }

  @Override
  public OutputStream input() {
    return process.getOutputStream();
  }

  @Override
  public InputStream output() {
    return process.getInputStream();
  }

  @Override
  public InputStream errors() {
    return process.getErrorStream();
  }

  @Override
  public Ending await() throws InterruptedException {
    return Ending.exit(process.waitFor());
  }

  /** Windows has no hang-up, so this ends the process there. */
  @Override
  public void hangUp() {
    if (Platform.isWindows()) {
      process.destroy();
      return;
    }
    for (Closeable end : List.of(input(), output(), errors())) {
      try {
        end.close();
      } catch (IOException e) {
        // The process has closed the other end.
      }
    }
  }

  @Override
  public boolean signal(String name) {
    return false;
  }

  @Override
  public void resize(WindowSize size) {
    if (process instanceof PtyProcess pty && process.isAlive()) {
      pty.setWinSize(new WinSize(size.columns(), size.rows()));
    }
  }
}
