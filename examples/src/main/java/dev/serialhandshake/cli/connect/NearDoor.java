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

/** Where the clients of a line come, one at a time. {@link NearListeners} guards it. */
final class NearDoor {

  private final NearPlan plan;
  private @Nullable SelectionKey key;
  private @Nullable SocketChannel client;
  private @Nullable Thread server;
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
   * Begins to listen; takes no client yet.
   *
   * @throws CommandFailure if the address cannot be had
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

  /** Goes on with the clients that wait for another one, which takes none any more. */
  void takePlaceOf(NearDoor other) throws IOException {
    SelectionKey taken = other.key;
    if (taken != null) {
      other.key = null;
      key = taken;
      taken.attach(this);
      tell((ServerSocketChannel) taken.channel());
    }
  }

  /** Whether somebody may come in now. */
  void opens(boolean free) {
    if (key != null) {
      key.interestOps(free && client == null ? SelectionKey.OP_ACCEPT : 0);
    }
  }

  boolean hasClient() {
    return client != null;
  }

  /** The next client; null if there is none any more, or none may come in. */
  @Nullable SocketChannel accept() throws IOException {
    if (key == null || client != null || key.interestOps() == 0) {
      return null;
    }
    client = ((ServerSocketChannel) key.channel()).accept();
    return client;
  }

  /** This thread serves the client. */
  void serving() {
    server = Thread.currentThread();
    if (sentAway) {
      server.interrupt();
    }
  }

  /** The client has gone. */
  void left() {
    client = null;
    server = null;
  }

  boolean hasSentAway() {
    return sentAway;
  }

  /** Ends the session of the client, wherever it is. */
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
    if (server != null) {
      server.interrupt();
    }
  }

  /** Takes no client any more. */
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
