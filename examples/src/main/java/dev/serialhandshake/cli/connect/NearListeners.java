// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Local TCP clients of many lines. One thread waits for all of them: a line without a client costs
 * no thread. Each line has one client at a time; further ones wait in the queue of the system.
 */
final class NearListeners {

  /** After a client could not be accepted: the process may have too many files open. */
  private static final long REST_MILLIS = 1_000;

  private final Selector selector;

  private NearListeners(Selector selector) {
    this.selector = selector;
  }

  /**
   * Where the clients of a line come.
   *
   * @param name what the line is called
   */
  record Door(String name, HostPort address, NearLine near) {}

  /**
   * Listens for all of them, and does not return.
   *
   * @throws CommandFailure if one address cannot be had; then none is kept
   */
  static void serve(List<Door> doors) throws CommandFailure, IOException, InterruptedException {
    try (Selector selector = Selector.open()) {
      NearListeners all = new NearListeners(selector);
      try {
        for (Door door : doors) {
          all.open(door);
        }
        all.acceptForEver();
      } finally {
        for (SelectionKey key : selector.keys()) {
          key.channel().close();
        }
      }
    }
  }

  private void open(Door door) throws CommandFailure, IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(door.address.resolve());
      server.configureBlocking(false);
      server.register(selector, SelectionKey.OP_ACCEPT, door);
    } catch (IOException | UnresolvedAddressException e) {
      server.close();
      CommandFailure why = LineFailures.opening(new LineAddress.Tcp(door.address, true), e);
      throw new CommandFailure(why.code(), door.name + ": " + why.getMessage(), e);
    }
    int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
    HostPort bound = new HostPort(door.address.host(), port);
    Console.say(door.name + ": listening on " + bound + " for " + door.near.near().line());
  }

  private void acceptForEver() throws IOException, InterruptedException {
    String told = null;
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        Door door = (Door) key.attachment();
        try {
          accept(key, door);
          told = null;
        } catch (IOException e) {
          String why = door.name + ": a client was not accepted: " + e.getMessage();
          if (!why.equals(told)) {
            told = why;
            Console.say(why);
          }
          TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private void accept(SelectionKey key, Door door) throws IOException {
    SocketChannel client = ((ServerSocketChannel) key.channel()).accept();
    if (client == null) {
      return; // it has gone again
    }
    key.interestOps(0);
    Threads.BLOCKING.execute(
        () -> {
          try {
            LocalListener.serve(client.socket(), door.near::serve, door.name + ": ");
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            key.interestOps(SelectionKey.OP_ACCEPT);
            selector.wakeup();
          }
        });
  }
}
