// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a command and a shell find behind {@code serve}, which runs in the POSIX locale as daemons
 * do: exactly what they find behind the system's sshd.
 */
@Timeout(180)
class LikeSshdIT {

  /** Stands for bytes of which some are text in UTF-8 and some in Latin-1. */
  private static final String ODD = "@ODD@";

  /** Puts these bytes in the place of {@link #ODD}. Java cannot do it in the POSIX locale. */
  private static final String WITH_ODD =
      "odd=$(printf '\\366\\303\\266'); for each; do shift;"
          + " set -- \"$@\" \"$(printf %s \"$each\" | LC_ALL=C sed \"s/@ODD@/$odd/g\")\";"
          + " done; exec \"$@\"";

  @TempDir Path folder;

  private OpenSsh client;
  private SystemSshd sshd;
  private Daemon ours;
  private Daemon theirs;
  private String ourLine;
  private String theirLine;

  @BeforeEach
  void start() throws Exception {
    client = new OpenSsh(folder);
    sshd = new SystemSshd(folder, client.authorizedKeys());
    Path jar = Run.copyOfJar(folder);
    ours = inPosixLocale(jar, client.keys().serve("tcp-listen:127.0.0.1:0"));
    theirs = inPosixLocale(jar, "serve", "--exec", sshd.command(), "tcp-listen:127.0.0.1:0");
    ourLine = ours.served();
    theirLine = theirs.served();
  }

  private static Daemon inPosixLocale(Path jar, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "-i",
                "LC_ALL=C",
                "HOME=" + System.getenv("HOME"),
                "PATH=" + System.getenv("PATH"),
                "SECRET_OF_UNIT=x",
                "JDK_JAVA_OPTIONS=-Dunused=x"));
    command.addAll(Run.jarCommand(jar, arguments));
    return Daemon.program(command.toArray(new String[0]));
  }

  @AfterEach
  void stop() throws Exception {
    for (Daemon each : new Daemon[] {ours, theirs}) {
      if (each != null) {
        each.close();
      }
    }
    if (sshd != null) {
      sshd.close();
    }
  }

  /** The answer of both, which have to agree. */
  private Run both(byte[] input, String command, String... options) throws Exception {
    Run ofTheirs = ssh(theirLine, input, command, options);
    Run ofOurs = ssh(ourLine, input, command, options);
    assertEquals(
        new String(ofTheirs.bytes(), ISO_8859_1),
        new String(ofOurs.bytes(), ISO_8859_1),
        ofOurs.err());
    assertEquals(ofTheirs.exit(), ofOurs.exit(), ofOurs.err());
    return ofOurs;
  }

  private Run ssh(String line, byte[] input, String command, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("sh", "-c", WITH_ODD, "sh"));
    all.addAll(client.command(line, command, asRoot(line, options)));
    return Run.of(input, all);
  }

  /** With a name for each server, since each has a host key of its own. */
  private static String[] asRoot(String line, String... options) {
    List<String> all = new ArrayList<>(List.of("-l", "root", "-o", "HostKeyAlias=" + line));
    all.addAll(List.of(options));
    return all.toArray(new String[0]);
  }

  @Test
  void aCommandFindsTheSame() throws Exception {
    String look =
        String.join(
            "; ",
            "echo \"$0\"",
            "pwd",
            "tty",
            "printf '" + ODD + "' | od -An -tx1",
            "printf %s \"$LC_ODD\" | od -An -tx1",
            "for v in USER LOGNAME HOME SHELL MAIL TERM LANG LD_X BASH_ENV SSH_TTY"
                + " SSH_ORIGINAL_COMMAND SECRET_OF_UNIT JDK_JAVA_OPTIONS"
                + "; do eval \"echo $v=\\$$v\"; done",
            "echo \"client: ${SSH_CLIENT:+set} connection: ${SSH_CONNECTION:+set}\"",
            "grep -e SigIgn -e SigBlk /proc/self/status | sed s/0000000180000000/0000000000000000/",
            "test $(ps -o sid= -p $$) = $$ && echo leads a session",
            "cat",
            "exit 7");
    Run run =
        both(
            "input".getBytes(UTF_8),
            look,
            "-o",
            "SetEnv=TERM=odd LC_ODD=" + ODD + " LANG=C LD_X=x BASH_ENV=/nope");
    assertEquals(7, run.exit());
    assertTrue(run.out().contains(" f6 c3 b6\n f6 c3 b6\n"), run.out());
    assertTrue(run.out().contains("not a tty"), run.out());
    assertFalse(run.out().contains("SECRET_OF_UNIT=x"), run.out());
    assertTrue(run.out().contains("leads a session"), run.out());
    assertTrue(run.out().endsWith("input"), run.out());
  }

  @Test
  void aLoginShellFindsTheSame() throws Exception {
    String typed =
        """
        PS1=; stty -echo; echo begin $((6*7))
        echo "$0"; tty | cut -c1-9; test "$SSH_TTY" = $(tty) && echo named
        stty size; echo $TERM; pwd; exit 4
        """;
    Run ofTheirs = ssh(theirLine, typed.getBytes(UTF_8), "", "-tt");
    Run ofOurs = ssh(ourLine, typed.getBytes(UTF_8), "", "-tt");
    assertEquals(4, ofTheirs.exit(), ofTheirs.err());
    assertEquals(4, ofOurs.exit(), ofOurs.err());
    assertEquals(fromBegin(ofTheirs.out()), fromBegin(ofOurs.out()));
    assertTrue(ofOurs.out().contains("named"), ofOurs.out());
  }

  private static String fromBegin(String out) {
    int begin = out.indexOf("begin 42");
    assertTrue(begin >= 0, out);
    return out.substring(begin).replaceAll("\u001b\\[[?0-9]*[a-z]|\r", "");
  }

  @Test
  void aSignalThatEndsTheCommandIsTold() throws Exception {
    assertEquals(255, both(new byte[0], "echo in; kill -USR1 $$").exit());
  }
}
