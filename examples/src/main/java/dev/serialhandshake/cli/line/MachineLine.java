// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.netty.telnet.VmotionEvent;
import dev.serialhandshake.netty.telnet.VmotionStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code telnet-listen:}, a line on which this process listens and the peer speaks telnet. If the
 * peer is the serial port of a virtual machine, the line follows the machine from host to host.
 */
final class MachineLine implements OpenLine {

  private final HostDoor door;
  private final SocketLine first;
  private final VmotionStreams streams;

  private MachineLine(HostDoor door, SocketLine first, VmotionStreams streams) {
    this.door = door;
    this.first = first;
    this.streams = streams;
  }

  /**
   * Waits until the peer connects.
   *
   * @param limit how long; zero for as long as it takes
   */
  static MachineLine accept(LineAddress.Tcp line, Duration limit) throws IOException {
    HostDoor door = HostDoor.at(SocketLine.resolved(line));
    SocketLine first;
    try {
      first = door.acceptFirst(limit);
    } catch (IOException | RuntimeException e) {
      door.close();
      throw e;
    }
    return new MachineLine(door, first, new VmotionStreams(first, door, new Teller(line)));
  }

  @Override
  public InputStream in() {
    return streams.in();
  }

  @Override
  public OutputStream out() {
    return streams.out();
  }

  @Override
  public @Nullable TelnetFailure giveUp() {
    return streams.giveUp();
  }

  @Override
  public void keepAlive(TcpKeepAlive keepAlive) throws IOException {
    door.keepAlive(keepAlive);
    first.keepAlive(keepAlive);
  }

  @Override
  public void close() throws IOException {
    streams.close();
  }

  /** With {@code -v}, tells the person at the console why the session stands still. */
  private record Teller(LineAddress line) implements VmotionStreams.Observer {

    @Override
    public void moved(VmotionEvent event) {
      switch (event) {
        case BEGUN -> tell("is about to move to another host");
        case COMPLETED -> tell("has moved to another host, and its line with it");
        case ABORTED -> tell("has not moved; its line goes on as before");
        case OVERDUE ->
            tell(
                "was about to move, and no other host connected its port in two minutes; its line"
                    + " goes on as before if its host is there");
      }
    }

    @Override
    public void refused(IOException why) {
      if (Console.isVerbose()) {
        Console.say(line + ": a connection was closed: " + why.getMessage());
      }
    }

    private void tell(String what) {
      if (Console.isVerbose()) {
        Console.say(line + ": the virtual machine " + what);
      }
    }
  }
}
