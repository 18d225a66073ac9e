// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.connect;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.console.Threads;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.linefile.RackChange;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Listens for the local TCP clients of many lines. One thread accepts the clients of all lines, so
 * a line without a client costs no thread. Each line has one client at a time; further ones wait in
 * the queue of the system.
 *
 * <p>{@link #apply} replaces the plans. A line that is the same in both goes on as before. On a
 * line that is changed or gone, the session goes on to its end, unless it is sent away. If the new
 * plans have a line at the same address, it takes over the listening socket, so no client is
 * refused.
 *
 * <p>{@link #acceptForEver} is for one thread. Any thread may call the other methods.
 */
final class NearListeners {

  /** The pause after an accept that failed, for instance because too many files are open. */
  private static final long REST_MILLIS = 1_000;

  /** The pause before the next try to listen at an address that could not be used. */
  private static final long RETRY_MILLIS = 2_000;

  private final Selector selector;

  /** Why a door cannot listen, as it was printed last. */
  private final Map<NearDoor, String> refused = new HashMap<>();

  /** Doors of earlier plans whose session has not ended yet. */
  private final Set<NearDoor> leaving = new HashSet<>();

  private List<NearDoor> doors = List.of();

  NearListeners(Selector selector) {
    this.selector = selector;
  }

  /**
   * Listens for the clients of all plans. {@link #acceptForEver} accepts them.
   *
   * @throws CommandFailure if one address cannot be used; then it listens at none
   */
  synchronized void start(List<NearPlan> plans) throws CommandFailure {
    doors = plans.stream().map(NearDoor::new).toList();
    for (NearDoor door : doors) {
      try {
        door.listen(selector);
      } catch (CommandFailure e) {
        doors.forEach(NearDoor::close);
        throw e;
      }
    }
    openWhatCan();
  }

  /**
   * Goes on with other plans. Call {@link #wakeUp} afterwards: then the accepting thread listens at
   * the addresses that are new.
   *
   * @param atOnce whether the sessions of lines that are changed or gone are ended
   * @return what has changed
   */
  synchronized RackChange apply(List<NearPlan> plans, boolean atOnce) throws IOException {
    Map<String, NearDoor> before = new LinkedHashMap<>();
    doors.forEach(door -> before.put(door.plan().name(), door));
    List<NearDoor> next = new ArrayList<>();
    int kept = 0;
    int changed = 0;
    for (NearPlan plan : plans) {
      NearDoor old = before.get(plan.name());
      boolean keeps = old != null && old.plan().isAs(plan);
      if (keeps) {
        before.remove(plan.name());
        kept++;
      } else if (old != null) {
        changed++;
      }
      next.add(keeps ? old : new NearDoor(plan));
    }
    handOn(before, next);
    doors = next;
    before.values().stream().filter(NearDoor::hasClient).forEach(leaving::add);
    if (atOnce) {
      leaving.forEach(NearDoor::sendAway);
    }
    refused.clear();
    openWhatCan();
    return new RackChange(plans.size() - kept - changed, changed, before.size() - changed, kept);
  }

  /** Has the accepting thread listen at addresses that are new or were in use. */
  void wakeUp() {
    selector.wakeup();
  }

  /** Hands listening sockets on to new doors with the same address, and closes all others. */
  private static void handOn(Map<String, NearDoor> going, List<NearDoor> coming)
      throws IOException {
    Map<HostPort, NearDoor> at = new HashMap<>();
    going.values().forEach(door -> at.putIfAbsent(door.plan().address(), door));
    for (NearDoor door : coming) {
      HostPort address = door.plan().address();
      boolean systemChooses = address.port() == 0;
      NearDoor old = systemChooses ? going.get(door.plan().name()) : at.get(address);
      if (old != null && !door.listens() && old.plan().address().equals(address)) {
        door.takePlaceOf(old);
      }
    }
    going.values().forEach(NearDoor::close);
  }

  /**
   * Has each door listen that does not yet. Call it right after a selection: the address of a
   * socket that was closed is free only when the selector has noticed the close.
   *
   * @return the milliseconds until the next try; 0 if all doors listen
   */
  private synchronized long listenWhereMissing() {
    boolean all = true;
    for (NearDoor door : doors) {
      try {
        if (!door.listens()) {
          door.listen(selector);
        }
      } catch (CommandFailure e) {
        all = false;
        String why = e.getMessage() + " (tried again)";
        if (!why.equals(refused.put(door, why))) {
          Console.say(why);
        }
      }
    }
    openWhatCan();
    return all ? 0 : RETRY_MILLIS;
  }

  /** Lets those doors accept whose line needs nothing that a session of an earlier plan uses. */
  private void openWhatCan() {
    Set<Object> taken = new HashSet<>();
    leaving.forEach(door -> taken.addAll(door.plan().exclusive()));
    for (NearDoor door : doors) {
      door.setOpen(Collections.disjoint(taken, door.plan().exclusive()));
    }
  }

  /** Accepts clients, and has a thread serve each. Never returns normally. */
  void acceptForEver() throws IOException, InterruptedException {
    String told = null;
    long millis = 0;
    while (true) {
      selector.select(millis);
      millis = listenWhereMissing();
      for (SelectionKey key : selector.selectedKeys()) {
        NearDoor door = (NearDoor) key.attachment();
        try {
          accept(door);
          told = null;
        } catch (IOException e) {
          String why = door.plan().name() + ": a client was not accepted: " + e.getMessage();
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

  private void accept(NearDoor door) throws IOException {
    SocketChannel client = next(door);
    if (client == null) {
      return; // The client has gone again.
    }
    Threads.BLOCKING.execute(
        () -> {
          begin(door);
          try {
            LocalListener.serve(
                client.socket(), local -> serve(door, local), door.plan().name() + ": ");
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            end(door);
          }
        });
  }

  private synchronized @Nullable SocketChannel next(NearDoor door) throws IOException {
    SocketChannel client = door.accept();
    openWhatCan();
    return client;
  }

  /** Serves a client. When a session was sent away, what it throws is not printed as a failure. */
  private void serve(NearDoor door, LocalClient client)
      throws CommandFailure, IOException, InterruptedException {
    try {
      door.plan().near().serve(client);
    } catch (CommandFailure | IOException | RuntimeException e) {
      if (!wasSentAway(door)) {
        throw e;
      }
    }
  }

  private synchronized boolean wasSentAway(NearDoor door) {
    return door.hasSentAway();
  }

  private synchronized void begin(NearDoor door) {
    door.serving();
  }

  private synchronized void end(NearDoor door) {
    door.left();
    leaving.remove(door);
    openWhatCan();
    wakeUp();
  }
}
