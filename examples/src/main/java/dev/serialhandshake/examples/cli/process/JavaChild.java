// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** A child on Windows, where a command line and a variable are text. */
final class JavaChild implements Child {

  private final Process process;

  private JavaChild(Process process) {
    this.process = process;
  }

  static JavaChild onPipes(Program program) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(arguments(program)).directory(new File(text(program.folder())));
    builder.environment().putAll(variables(program));
    return new JavaChild(builder.start());
  }

  static JavaChild onPty(Function<String, Program> given, WindowSize size) throws IOException {
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

  private static String[] arguments(Program program) {
    return program.arguments().stream().map(JavaChild::text).toArray(String[]::new);
  }

  private static Map<String, String> variables(Program program) {
    Map<String, String> variables = new HashMap<>();
    for (byte[] variable : program.environment()) {
      String[] parts = text(variable).split("=", 2);
      variables.put(parts[0], parts[1]);
    }
    return variables;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
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

  /** There is no hang-up on Windows; it ends the process instead. */
  @Override
  public void hangUp() {
    process.destroy();
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
