// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Tools;
import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Children on pipes and on ptys, as they are started. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class ChildTest {

  private static final WindowSize WINDOW = new WindowSize(132, 43, 0, 0);

  /** No text in UTF-8, nor in the encoding of the POSIX locale. */
  private static final byte[] ODD = {(byte) 0xf6, (byte) 0xc3, '\'', ' ', (byte) 0xff, '\n'};

  private static Program shell(String command) {
    return program("/bin/sh", "sh", "-c", command);
  }

  private static Program program(String file, String... arguments) {
    return new Program(
        file.getBytes(UTF_8),
        List.of(arguments).stream().map(each -> each.getBytes(ISO_8859_1)).toList(),
        List.of(
            "PATH=/usr/bin:/bin".getBytes(UTF_8),
            ("ODD=" + new String(ODD, ISO_8859_1)).getBytes(ISO_8859_1)),
        "/".getBytes(UTF_8));
  }

  private static String output(Child child) throws Exception {
    String output = new String(child.output().readAllBytes(), ISO_8859_1);
    assertEquals(0, child.await().code(), output);
    child.hangUp();
    return output.replace("\r\n", "\n");
  }

  /** Children that do not end by themselves. */
  private final List<Child> lasting = new ArrayList<>();

  private Child lasting(Child child) {
    lasting.add(child);
    return child;
  }

  @AfterEach
  void kill() {
    for (Child each : lasting) {
      each.signal("KILL"); // does nothing after its end
      each.hangUp();
    }
  }

  @Test
  void argumentsAndVariablesArriveByteForByte() throws Exception {
    String odd = new String(ODD, ISO_8859_1);
    Program printing = program("/bin/sh", "sh", "-c", "printf '%s%s' \"$1\" \"$ODD\"", "sh", odd);
    assertArrayEquals(
        (odd + odd).getBytes(ISO_8859_1), output(Child.onPipes(printing)).getBytes(ISO_8859_1));
  }

  @Test
  void theNameThatItIsCalledByIsFree() throws Exception {
    assertEquals("-sh\n", output(Child.onPipes(program("/bin/sh", "-sh", "-c", "echo $0"))));
  }

  @Test
  void inputOutputAndErrorsAreApart() throws Exception {
    Child child = Child.onPipes(shell("cat; echo bad >&2"));
    child.input().write("in".getBytes(UTF_8));
    child.input().close();
    assertEquals("in", new String(child.output().readAllBytes(), UTF_8));
    assertEquals("bad\n", new String(child.errors().readAllBytes(), UTF_8));
    assertEquals(Ending.exit(0), child.await());
    child.hangUp();
  }

  @Test
  void moreThanAPipeHoldsPasses() throws Exception {
    byte[] much = new byte[1_000_000];
    Child child = Child.onPipes(shell("wc -c"));
    child.input().write(much);
    child.input().close();
    assertEquals("1000000\n", output(child).replace(" ", ""));
  }

  @Test
  void nothingOfOursIsOpenInIt() throws Exception {
    assertEquals("0\n1\n2\n3\n", output(Child.onPipes(shell("exec ls /proc/self/fd"))));
    assertEquals(
        "0\n1\n2\n3\n",
        output(Child.onPty(at -> shell("exec ls /proc/self/fd"), WINDOW)).replaceAll("\\s+", "\n"));
  }

  /** Numbers 32 and 33 are the C library's own. */
  @Test
  void signalsAreAsByDefaultAndItLeadsASession() throws Exception {
    String look =
        "grep -h -e SigIgn -e SigBlk /proc/self/status; ps -o sid=,pgid= -p $$; echo $$ $$";
    for (Child child :
        List.of(Child.onPipes(shell(look)), Child.onPty(at -> shell(look), WINDOW))) {
      List<String> lines = output(child).lines().toList();
      for (int mask = 0; mask < 2; mask++) {
        long signals = Long.parseUnsignedLong(lines.get(mask).replaceFirst(".*\t", ""), 16);
        assertEquals(0, signals & 0x7fff_ffffL, lines.get(mask));
      }
      assertEquals(lines.get(3), lines.get(2).strip().replaceAll(" +", " "));
    }
  }

  @Test
  void aPtyIsItsControllingTerminalAndHasTheSizeOfTheWindow() throws Exception {
    String look = "tty; stty size; stty size < /dev/tty; test -t 2 && echo $TTY";
    String[] name = new String[1];
    Child child =
        Child.onPty(
            at -> {
              name[0] = at;
              return shell(look);
            },
            WINDOW);
    assertEquals(name[0] + "\n43 132\n43 132\n\n", output(child));
  }

  @Test
  void aPtyFollowsTheWindow() throws Exception {
    Child child = Child.onPty(at -> shell("read line; stty size"), WINDOW);
    child.resize(new WindowSize(100, 30, 0, 0));
    child.input().write('\n');
    assertEquals("\n30 100\n", output(child));
  }

  @Test
  void theExitCodeAndTheSignalAreTold() throws Exception {
    assertEquals(Ending.exit(7), Child.onPipes(shell("exit 7")).await());
    assertEquals("TERM", Child.onPipes(shell("kill -TERM $$")).await().signal());
    assertEquals("USR1", Child.onPty(at -> shell("kill -USR1 $$"), WINDOW).await().signal());
  }

  @Test
  void aSignalReachesItsGroup() throws Exception {
    Child child = lasting(Child.onPipes(shell("sleep 4010 & echo in; wait")));
    assertEquals("in", reader(child).readLine());
    assertFalse(child.signal("NONSENSE"));
    assertTrue(child.signal("TERM"));
    assertEquals("TERM", child.await().signal());
    assertFalse(child.signal("TERM"), "its number may be another process's by now");
  }

  @Test
  void hangUpOfAPtyEndsWhatDidNotAskToSurvive() throws Exception {
    // The first line comes when the signal is ignored. Nohup ignores it before it starts a program.
    String start =
        "sh -c 'trap \"\" HUP; echo $$; exec sleep 4011' & read go; sleep 4012 & echo $!; wait";
    Child child = lasting(Child.onPty(at -> shell(start), WINDOW));
    BufferedReader lines = reader(child);
    ProcessHandle nohup = process(lines.readLine());
    try {
      child.input().write('\n');
      child.input().flush();
      String line = lines.readLine();
      ProcessHandle plain = process(line.isBlank() ? lines.readLine() : line); // a terminal echoes
      child.hangUp();
      assertEquals("HUP", child.await().signal());
      plain.onExit().get(30, TimeUnit.SECONDS);
      assertTrue(nohup.isAlive());
    } finally {
      nohup.destroy();
    }
  }

  private static ProcessHandle process(String pid) {
    return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
  }

  @Test
  void hangUpOfPipesEndsNothingAndWakesWhoReads() throws Exception {
    Child child = lasting(Child.onPipes(shell("echo in; exec sleep 4013 <&-")));
    BufferedReader lines = reader(child);
    assertEquals("in", lines.readLine());
    Thread hangUp = new Thread(child::hangUp);
    hangUp.setDaemon(true);
    hangUp.start();
    assertNull(lines.readLine());
    hangUp.join(TimeUnit.SECONDS.toMillis(30));
    assertFalse(hangUp.isAlive(), "does not return");
    assertThrows(IOException.class, () -> child.input().write(1));
    assertTrue(child.signal("KILL"), "it has ended");
    assertEquals("KILL", child.await().signal());
  }

  @Test
  void aProgramThatIsNotThereIsTold() {
    // In the language of the system: Java says "/nope (No such file or directory)".
    String ofJava =
        assertThrows(FileNotFoundException.class, () -> new FileInputStream("/nope").close())
            .getMessage();
    String told = ofJava.replace(" (", ": ").replace(")", "");
    IOException pipes =
        assertThrows(IOException.class, () -> Child.onPipes(program("/nope", "nope")));
    assertEquals(told, pipes.getMessage());
    IOException pty =
        assertThrows(IOException.class, () -> Child.onPty(at -> program("/nope", "x"), WINDOW));
    assertEquals(told, pty.getMessage());
  }

  @Test
  void descriptorsAreGivenBack() throws Exception {
    Tools.needFolder("/proc/self/fd", "it has the open files of this process");
    startAndEnd(10); // which loads classes from jars
    long before = openFiles();
    startAndEnd(200);
    long more = openFiles() - before;
    assertTrue(more < 50, more + " files are still open"); // each child has one or more
  }

  private static void startAndEnd(int children) throws Exception {
    for (int i = 0; i < children; i++) {
      Child child = i % 2 == 0 ? Child.onPipes(shell(":")) : Child.onPty(at -> shell(":"), WINDOW);
      child.await();
      child.hangUp();
    }
  }

  private static long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
      return files.count();
    }
  }

  private static BufferedReader reader(Child child) {
    return new BufferedReader(new InputStreamReader(child.output(), UTF_8));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPtyIsClosedIfItsProgramCannotBeDescribed() throws Exception {
    long before = openPtys();
    assertThrows(
        IllegalStateException.class,
        () ->
            Child.onPty(
                at -> {
                  throw new IllegalStateException(at);
                },
                WINDOW));
    assertEquals(before, openPtys());
  }

  /** How many ptys this process has our end of. */
  private static long openPtys() throws IOException {
    long count = 0;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          count += Files.readSymbolicLink(descriptor).endsWith("ptmx") ? 1 : 0;
        } catch (NoSuchFileException e) {
          // It was closed meanwhile.
        }
      }
    }
    return count;
  }
}
