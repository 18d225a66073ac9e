// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.testing.PseudoTerminal;
import dev.serialhandshake.testing.TerminalSession;
import dev.serialhandshake.testing.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A shell on a terminal of its own, as a person has it: a tab completes what was typed. In place of
 * {@code serial-handshake} it has a function that prints its arguments, so a test sees which words
 * the shell makes of a line.
 */
final class InteractiveShell implements AutoCloseable {

  private static final long DEADLINE_SECONDS = 60;

  /** The shell shows it when it reads from the terminal. */
  private static final Pattern PROMPT = Pattern.compile("type: ");

  /** The function has ended. A shell may send commands for the terminal before its prompt. */
  private static final Pattern NEXT_PROMPT =
      Pattern.compile("no more arguments\r\n.*" + PROMPT, Pattern.DOTALL);

  private static final Pattern ARGUMENT = Pattern.compile("argument<(.*)>\r\n");

  /** Nothing of the user's own takes part, and names of files are UTF-8. */
  private static final String ENVIRONMENT =
      "export LC_ALL=C.UTF-8 TERM=dumb INPUTRC=/dev/null HISTFILE=/dev/null; exec \"$@\"";

  private static final String FUNCTION =
      "serial-handshake() { printf 'argument<%s>\\n' \"$@\"; echo 'no more arguments'; }\n";

  private final PseudoTerminal terminal = PseudoTerminal.open();
  private final BlockingQueue<byte[]> read = new LinkedBlockingQueue<>();
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final Process process;

  /**
   * Starts a shell.
   *
   * @param folder where it starts
   * @param setUp what it runs before it shows its first prompt
   * @param shell the command of the shell
   */
  InteractiveShell(Path folder, String setUp, String... shell) throws Exception {
    List<String> command = new ArrayList<>(List.of(Tools.path("sh"), "-c", ENVIRONMENT, "sh"));
    command.addAll(List.of(shell));
    process =
        new ProcessBuilder(
                TerminalSession.command(terminal.device(), command.toArray(new String[0])))
            .directory(folder.toFile())
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      Thread reader = new Thread(this::read, "shell-screen");
      reader.setDaemon(true);
      reader.start();
      Files.writeString(folder.resolve("set-up"), setUp + "\n" + FUNCTION + "PS1='" + PROMPT + "'");
      type(". ./set-up\r");
      await(PROMPT);
    } catch (IOException | InterruptedException | AssertionError e) {
      close();
      throw e;
    }
  }

  /** Types a line, with tabs in it, and returns the arguments that its program gets. */
  List<String> arguments(String typed) throws Exception {
    screen.reset();
    type(typed + "\r");
    String shown = await(NEXT_PROMPT);
    return ARGUMENT.matcher(shown).results().map(argument -> argument.group(1)).toList();
  }

  private void type(String keys) throws IOException {
    terminal.out().write(keys.getBytes(UTF_8));
  }

  private void read() {
    byte[] piece = new byte[1024];
    try {
      for (int count = terminal.in().read(piece); count >= 0; count = terminal.in().read(piece)) {
        read.add(Arrays.copyOf(piece, count));
      }
    } catch (IOException e) {
      // The terminal is closed.
    }
  }

  /** Waits until the screen shows a text, and returns all that it shows then. */
  private String await(Pattern text) throws InterruptedException {
    String shown = screen.toString(UTF_8);
    while (!text.matcher(shown).find()) {
      byte[] piece = read.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (piece == null) {
        throw new AssertionError("'" + text + "' is not on the screen: " + shown);
      }
      screen.writeBytes(piece);
      shown = screen.toString(UTF_8);
    }
    return shown;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    terminal.close();
  }
}
