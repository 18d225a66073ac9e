// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * A line between a near end, where clients come and go, and a far end, where a server stays. What
 * happens at one end does not show at the other: a client that dies leaves silence.
 */
final class LineRelay {
  private final EventLoop loop;
  private final Wire toServer;
  private final Wire toClient;
  private final RelayEnd near;
  private final RelayEnd far;
  private volatile Consumer<Fault> struck = fault -> {};

  LineRelay(LineEnd.Medium medium, int number, Soak soak) throws IOException {
    loop = soak.relayLoops().next();
    toServer = new Wire(loop, this::strike);
    toClient = new Wire(loop, this::strike);
    near = new RelayEnd(medium, number + ".near", soak, loop, toServer, toClient);
    far = new RelayEnd(medium, number + ".far", soak, loop, toClient, toServer);
  }

  LineEnd near() {
    return near.outside();
  }

  LineEnd far() {
    return far.outside();
  }

  /**
   * A client comes.
   *
   * @param faults those ahead
   * @param onFault is told of each, on the event loop
   */
  void begin(List<Fault> faults, Consumer<Fault> onFault) {
    onLoop(
        () -> {
          struck = onFault;
          toServer.begin(in(Direction.TO_SERVER, faults));
          toClient.begin(in(Direction.TO_CLIENT, faults));
        });
  }

  /** The client is gone. */
  void end() {
    onLoop(
        () -> {
          toServer.calm();
          toClient.calm();
          struck = fault -> {};
        });
  }

  void close() {
    near.close();
    far.close();
  }

  private static List<Fault> in(Direction direction, List<Fault> faults) {
    return faults.stream().filter(fault -> fault.direction() == direction).toList();
  }

  private void strike(Fault fault) {
    struck.accept(fault); // first: the ends may notice at once
    switch (fault.kind()) {
      case RESET_NEAR -> near.reset();
      case RESET_FAR -> far.reset();
      case DEATH -> {
        toServer.cut();
        toClient.cut();
      }
      default -> {}
    }
  }

  private void onLoop(Runnable task) {
    loop.submit(task).syncUninterruptibly();
  }
}
