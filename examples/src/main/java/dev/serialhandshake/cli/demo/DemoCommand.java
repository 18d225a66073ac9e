// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.demo;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.core.HandshakeReport;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows noise, handshake and SSH on a line between two ends in this process. */
@Command(
    name = "demo",
    header = "See it work: SSH over a noisy line, on this machine alone, without hardware.",
    description = {
      "Sends a boot log over a line, in both directions. An SSH server (Apache MINA SSHD) waits at"
          + " one end. An SSH client logs in from the other end, and runs a command.",
      ""
    })
public final class DemoCommand implements Callable<Integer> {

  private static final String GREETING = "hello over a line that was dirty";
  private static final String COMMAND = "uname -a; echo " + GREETING;

  @Override
  public Integer call() throws Exception {
    PrintStream out = System.out;
    out.printf(
        Locale.ROOT, "A line with %d bytes of boot log on it, each way.%n%n", BootNoise.length());
    try (DemoLine line = new DemoLine()) {
      DemoLine.Result result = line.runSsh(COMMAND);
      HandshakeReport client = result.client();
      HandshakeReport server = result.server();
      line.timeline().print(out, client, server);
      out.println();
      out.printf(
          Locale.ROOT,
          "discarded  %d bytes by the server, %d by the client%n",
          server.discardedBytes(),
          client.discardedBytes());
      out.printf(Locale.ROOT, "attempts   %d%n", client.attempts());
      out.printf(Locale.ROOT, "handshake  %.3f s%n", client.elapsed().toMillis() / 1000.0);
      out.printf(Locale.ROOT, "%n$ ssh demo '%s'%n%s%n", COMMAND, result.output());
      check(result);
    }
    out.println("All of it happened: noise, handshake, SSH.");
    return ExitCode.OK.number();
  }

  private static void check(DemoLine.Result result) throws CommandFailure {
    int noise = BootNoise.length();
    require(result.server().discardedBytes() >= noise, "the server did not see all the noise");
    require(result.client().discardedBytes() >= noise, "the client did not see all the noise");
    require(result.output().contains(GREETING), "the command's output did not come back");
    require(result.exitStatus() == 0, "the command ended with " + result.exitStatus());
  }

  private static void require(boolean holds, String otherwise) throws CommandFailure {
    if (!holds) {
      throw new CommandFailure(ExitCode.DEMO_FAILED, "demo: " + otherwise);
    }
  }
}
