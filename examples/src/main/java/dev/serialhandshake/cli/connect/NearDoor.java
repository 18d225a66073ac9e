// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
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
import org.jspecify.annotations.Nullable;

/**
 * The listening socket of one line, and the client that the line serves now, if there is one. Not
 * safe for threads: {@link NearListeners} calls its methods with its own lock held.
 */
final class NearDoor {

  private final NearPlan plan;
  private @Nullable SelectionKey key;
  private @Nullable SocketChannel client;
  private @Nullable Thread servingThread;
  private boolean sentAway;

  NearDoor(NearPlan plan) {
    this.plan = plan;
  }

  NearPlan plan() {
    return plan;
  }

  boolean listens() {
    return key != null;
  }

  /**
   * Begins to listen. Clients wait in the queue of the system until {@link #setOpen}.
   *
   * @throws CommandFailure if the address cannot be used
   */
  void listen(Selector selector) throws CommandFailure {
    HostPort address = plan.address();
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(address.resolve());
        channel.configureBlocking(false);
        key = channel.register(selector, 0, this);
        tell(channel);
      } finally {
        if (key == null) {
          channel.close();
        }
      }
    } catch (IOException | UnresolvedAddressException e) {
      CommandFailure why = LineFailures.opening(new LineAddress.Tcp(address, true), e);
      throw new CommandFailure(why.code(), plan.name() + ": " + why.getMessage(), e);
    }
  }

  private void tell(ServerSocketChannel channel) throws IOException {
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    HostPort bound = new HostPort(plan.address().host(), port);
    Console.say(plan.name() + ": listening on " + bound + " for " + plan.line());
  }

  /**
   * Takes over the listening socket of another door, with the clients that wait in its queue. The
   * other door accepts no client any more.
   */
  void takePlaceOf(NearDoor other) throws IOException {
    SelectionKey taken = other.key;
    if (taken != null) {
      other.key = null;
      key = taken;
      taken.attach(this);
      tell((ServerSocketChannel) taken.channel());
    }
  }

  /**
   * Has the selector report waiting clients, or not.
   *
   * @param free whether no other session uses what this line needs
   */
  void setOpen(boolean free) {
    if (key != null) {
      key.interestOps(free && client == null ? SelectionKey.OP_ACCEPT : 0);
    }
  }

  boolean hasClient() {
    return client != null;
  }

  /** Accepts the next client; null if it has gone again, or if none may be accepted now. */
  @Nullable SocketChannel accept() throws IOException {
    if (key == null || client != null || key.interestOps() == 0) {
      return null;
    }
    client = ((ServerSocketChannel) key.channel()).accept();
    return client;
  }

  /** The current thread begins to serve the client. A client that was sent away ends it at once. */
  void serving() {
    servingThread = Thread.currentThread();
    if (sentAway) {
      servingThread.interrupt();
    }
  }

  /** The session of the client is over. */
  void left() {
    client = null;
    servingThread = null;
  }

  boolean hasSentAway() {
    return sentAway;
  }

  /** Ends the session of the client: in the wait for the line, in the handshake, or after it. */
  void sendAway() {
    if (client == null || sentAway) {
      return;
    }
    sentAway = true;
    Console.say(plan.name() + ": its client was sent away by the reload");
    try {
      client.close();
    } catch (IOException e) {
      // The interrupt ends the session, too.
    }
    if (servingThread != null) {
      servingThread.interrupt();
    }
  }

  /** Stops listening. The client that is served now stays. */
  void close() {
    if (key == null) {
      return;
    }
    try {
      key.channel().close();
    } catch (IOException e) {
      Console.tell(plan.name() + ": ", e);
    }
    key = null;
  }
}
