// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a new user does wrong, and what the program says: one line, with what to do. */
@Timeout(120)
class WrongUseIT {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "USAGE | name a command | ",
        "USAGE | Missing required parameter: 'LINE' | connect",
        "USAGE | Unknown option: '--bad' | connect --bad /dev/ttyS0",
        "USAGE | 'nonsense' | nonsense",
        "USAGE | give a rate such as 115200 | connect -b 0 /dev/ttyS0",
        "USAGE | 'abc' is not a whole number | connect -b abc /dev/ttyS0",
        "USAGE | a form such as | connect --line 9600,9x1 /dev/ttyS0",
        "USAGE | is no duration | connect --timeout 5 /dev/ttyS0",
        "USAGE | --attempt-timeout must be more than zero | connect --attempt-timeout 0 tcp:a:1",
        "USAGE | is no kind of line | connect udp:127.0.0.1:22",
        "USAGE | HOST:PORT expected | connect tcp:localhost",
        "USAGE | is no port number | connect tcp:localhost:99999",
        "USAGE | in brackets | connect tcp:::1:22",
        "USAGE | give tcp:HOST:PORT | serve --forward unix:/x tcp-listen:127.0.0.1:0",
        "USAGE | is for --forward | serve --from-line tcp-listen:127.0.0.1:0",
        "USAGE | not on 127.0.0.1 | serve --forward tcp:192.0.2.1:22 --from-line tcp-listen:127.0.0.1:0",
        "USAGE | would both come from 127. | serve --forward tcp:127.0.0.1:22 --from-line tcp:a:1 tcp:a:1",
        "USAGE | mutually exclusive | serve --echo --exec true tcp-listen:127.0.0.1:0",
        "USAGE | not an address of this machine | serve --echo tcp-listen:192.0.2.1:0",
        "USAGE | 'none' is no time | serve --login=cat --login-idle none --echo /dev/ttyS0",
        "USAGE | --plain goes with --login | serve --plain --echo tcp-listen:127.0.0.1:0",
        "USAGE | --take-over goes with --login | serve --take-over --echo /dev/ttyS0",
        "USAGE | not both | serve --login=cat --take-over --login-idle 5s --echo /dev/ttyS0",
        "USAGE | is not SSH | serve --login=cat --plain --echo /dev/ttyS0",
        "USAGE | Missing required parameter: 'LINE' | serve --echo --login",
        "USAGE | there is no such folder | connect --log /no/such/log tcp:127.0.0.1:1",
        "USAGE | there is no such folder | serve --echo --log /no/such/log tcp:127.0.0.1:1",
        "USAGE | is a directory, not a regular file | serve --echo --log / tcp:127.0.0.1:1",
        "USAGE | passwords too | serve --echo --login=cat --log boot.log tcp:127.0.0.1:1",
        "USAGE | put %n, the name of the line, | serve --echo --log boot.log tcp:a:1 tcp:b:1",
        "USAGE | add 'ProxyUseFdpass yes' | connect --fdpass tcp:127.0.0.1:1",
        "USAGE | telnet is spoken on it | connect --fdpass telnet:127.0.0.1:1",
        "USAGE | telnet is spoken on it | connect --fdpass rfc2217:127.0.0.1:1",
        "USAGE | it is within TLS | connect --fdpass tls:127.0.0.1:1",
        "USAGE | it is within TLS | connect --fdpass telnets:127.0.0.1:1",
        "USAGE | are two pipes | connect --fdpass exec:true",
        "USAGE | does not go with --listen | connect --fdpass --listen 127.0.0.1:0 tcp:127.0.0.1:1",
        "USAGE | leave one of them out | connect --link --fdpass tcp:127.0.0.1:1",
        "USAGE | go with --link | connect --grace 5m tcp:127.0.0.1:1",
        "USAGE | --grace must be more than zero | connect --link --grace 0 tcp:127.0.0.1:1",
        "USAGE | less than 30 days | connect --link --grace 43200m tcp:127.0.0.1:1",
        "USAGE | less than 30 days | serve --echo --grace 43200m tcp-listen:127.0.0.1:0",
        "USAGE | give two hex digits for each byte | connect --link --escape 1 tcp:127.0.0.1:1",
        "USAGE | --escape 7d: | connect --link --escape 7d tcp:127.0.0.1:1",
        "USAGE | is no kind of line | serve --echo tls-listen:127.0.0.1:0",
        "USAGE | there is no such file | connect --tls-ca /no/such/ca tls:127.0.0.1:1",
        "USAGE | is no regular file | serve --echo --tls-ca /dev/null telnets:127.0.0.1:1",
        "USAGE | give tls:HOST:PORT as the LINE | probe --tls-ca /no/such/ca tcp:127.0.0.1:1",
        "USAGE | give tcp:HOST:PORT | serve --forward tls:127.0.0.1:22 tcp-listen:127.0.0.1:0",
        "USAGE | HOST:PORT expected | serve --echo --metrics :9400 tcp-listen:127.0.0.1:0",
        "USAGE | is no port number | serve --echo --metrics 99999 tcp-listen:127.0.0.1:0",
        "USAGE | --metrics 192.0.2.1:1: not an address of this | serve --echo --metrics 192.0.2.1:1 tcp:a:1",
        "USAGE | mutually exclusive | status --json --prometheus",
        "NO_SUCH_PORT | no such port; check the name and the cable | connect /dev/no-such-port",
        "NO_SUCH_PORT | no such port | serve --echo /dev/no-such-port",
        "NO_SUCH_PORT | not a serial port | connect /dev/null",
        "NO_SUCH_PORT | no such socket | connect unix:/no/such/socket",
        "NO_SUCH_PORT | no such directory | serve --echo unix-listen:/no/such/socket",
        "LINE_CLOSED | its command ended with exit code 1; try the command | connect exec:false",
        "CONNECTION_REFUSED | connection refused | connect tcp:127.0.0.1:1",
        "CONNECTION_REFUSED | connection refused | serve --echo tcp:127.0.0.1:1",
        "CONNECTION_REFUSED | connection refused | serve --echo tls:127.0.0.1:1",
        "CONNECTION_REFUSED | unknown host | connect tls:no-such-host.invalid:22",
        "CONNECTION_REFUSED | unknown host | connect tcp:no-such-host.invalid:22",
      })
  void isToldInOneLine(ExitCode code, String text, String arguments) throws Exception {
    String[] split = arguments == null ? new String[0] : arguments.split(" ");
    assertFails(code, text, Run.jar(split));
  }

  @Test
  void aDirectoryIsNoPort() throws Exception {
    assertFails(ExitCode.NO_SUCH_PORT, "a directory", Run.connect(folder.toString()));
  }

  @Test
  void aFileIsNoPortAndNoSocket() throws Exception {
    String file = Files.createFile(folder.resolve("file")).toString();
    assertFails(ExitCode.NO_SUCH_PORT, "not a serial port", Run.connect(file));
    assertFails(ExitCode.NO_SUCH_PORT, "not a Unix socket", Run.connect("unix:" + file));
    Run serve = Run.jar("serve", "--echo", "unix-listen:" + file);
    assertFails(ExitCode.NO_SUCH_PORT, "not a Unix socket", serve);
    assertTrue(Files.exists(folder.resolve("file")), "somebody's file was removed");
  }

  @Test
  void aHeldPortIsBusy() throws Exception {
    try (PtyLine line = new PtyLine(folder);
        Daemon holder = Daemon.jar("serve", "--echo", line.a)) {
      holder.await("serving");
      String who = "java (pid " + holder.pid() + ") has the port open";
      assertFails(ExitCode.PORT_BUSY, who, Run.connect(line.a));
    }
  }

  @Test
  void aTakenAddressIsBusy() throws Exception {
    try (PeerSocket taken = new PeerSocket(PeerSocket::swallow)) {
      String listen = taken.line().replace("tcp:", "tcp-listen:");
      assertFails(ExitCode.PORT_BUSY, "already in use", Run.jar("serve", "--echo", listen));
      assertFails(ExitCode.PORT_BUSY, "already in use", Run.connect(listen));
    }
  }

  @Test
  void aGettyForAnybodyButRootIsRefused() throws Exception {
    List<String> command = new ArrayList<>();
    if (Tools.isRoot()) {
      Tools.need("setpriv");
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.addAll(Run.jarCommand("serve", "--echo", "--login", "tcp-listen:127.0.0.1:0"));
    assertFails(ExitCode.LOGIN_SETUP, "--login: ", Run.of(new byte[0], command));
  }

  /** A connect to such a socket would wait for its owner for ever. */
  @Test
  void aSocketWhoseOwnerTakesNoConnectionsIsNotWaitedForLongerThanTold() throws Exception {
    Path path = folder.resolve("full");
    try (ServerSocketChannel owner = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
      owner.bind(address, 1);
      List<SocketChannel> queue = new ArrayList<>();
      try {
        fill(queue, address);
        String line = "unix:" + path;
        for (String command : List.of("connect", "probe")) {
          Run run = Run.of(new byte[] {'x'}, Run.jarCommand(command, "--timeout=1s", line));
          assertFails(ExitCode.CONNECTION_REFUSED, "takes no connections", run);
        }
        Run serve = Run.jar("serve", "--echo", line);
        assertFails(ExitCode.CONNECTION_REFUSED, "takes no connections", serve);
        Run listen = Run.jar("serve", "--echo", "unix-listen:" + path);
        assertFails(ExitCode.PORT_BUSY, "listens there already", listen);
        Run status = Run.jar("status", path.toString());
        assertFails(ExitCode.LINE_CLOSED, "no answer within", status);
      } finally {
        for (SocketChannel each : queue) {
          each.close();
        }
      }
    }
  }

  private static void fill(List<SocketChannel> queue, UnixDomainSocketAddress address)
      throws IOException {
    while (queue.size() < 100) {
      SocketChannel next = SocketChannel.open(StandardProtocolFamily.UNIX);
      queue.add(next);
      next.configureBlocking(false);
      try {
        if (!next.connect(address)) {
          return;
        }
      } catch (SocketException e) {
        return; // As Linux says it.
      }
    }
    throw new AssertionError("the queue never fills");
  }

  @Test
  void tooFewOpenFilesForTheLinesAreToldBeforeAnyIsOpened() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "ulimit -n 70 && exec \"$@\"", "sh"));
    command.addAll(Run.jarCommand("serve", "--echo"));
    for (int i = 0; i < 8; i++) {
      command.add("tcp-listen:127.0.0.1:0");
    }
    assertFails(ExitCode.USAGE, "8 lines need at least 80", Run.of(new byte[0], command));
  }

  @Test
  void aMissingPermissionNamesTheOwners() throws Exception {
    Tools.needRoot("to become nobody, one has to be root first");
    Tools.need("setpriv");
    try (PtyLine line = new PtyLine(folder)) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      List<String> command = Run.jarCommand("connect", line.a);
      List<String> asNobody =
          new ArrayList<>(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
      asNobody.addAll(command);
      Run run = Run.of(new byte[] {'x'}, asNobody);
      assertFails(ExitCode.NO_PERMISSION, "group", run);
    }
  }

  static void assertFails(ExitCode code, String text, Run run) {
    assertEquals(code.number(), run.exit(), run.err());
    assertEquals("", run.out(), "standard output belongs to the peer");
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().startsWith("serial-handshake: "), run.err());
    assertTrue(run.err().contains(text), run.err());
  }
}
