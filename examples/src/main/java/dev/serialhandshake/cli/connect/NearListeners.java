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
 * Local TCP clients of many lines. One thread waits for all of them: a line without a client costs
 * no thread. Each line has one client at a time; further ones wait in the queue of the system.
 *
 * <p>New plans take the place of those before. Near ends that are in both and have not changed
 * notice nothing of it. Another one goes on with its client to the end of the session. What takes
 * its place has the same listening socket, where the address is the same: no client is refused.
 */
final class NearListeners {

  /** After a client could not be accepted: the process may have too many files open. */
  private static final long REST_MILLIS = 1_000;

  /** After an address could not be had. */
  private static final long RETRY_MILLIS = 2_000;

  private final Selector selector;
  private final Map<NearDoor, String> refused = new HashMap<>();
  private final Set<NearDoor> leaving = new HashSet<>();
  private List<NearDoor> doors = List.of();

  NearListeners(Selector selector) {
    this.selector = selector;
  }

  /**
   * Listens for all of them.
   *
   * @throws CommandFailure if one address cannot be had; then none is kept
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
   * Goes on with other plans; the accepting thread listens where an address is new, when {@link
   * #wakeUp} is called.
   *
   * @param atOnce whether clients of those that are changed or gone are sent away
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

  /** Has the accepting thread listen where an address is new. */
  void wakeUp() {
    selector.wakeup();
  }

  /** The sockets of those that go, to those that come at the same addresses. */
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
   * Listens where nobody does yet. Not before a selection has ended: until then a socket that was
   * closed has its address.
   *
   * @return after how long to try again; 0 for never
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

  private void openWhatCan() {
    Set<Object> taken = new HashSet<>();
    leaving.forEach(door -> taken.addAll(door.plan().alone()));
    for (NearDoor door : doors) {
      door.opens(Collections.disjoint(taken, door.plan().alone()));
    }
  }

  /** Does not return. */
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
      return; // it has gone again
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

  /** The end of a session that was ended is no failure. */
  private void serve(NearDoor door, LocalClient client)
      throws CommandFailure, IOException, InterruptedException {
    try {
      door.plan().near().serve(client);
    } catch (CommandFailure | IOException e) {
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
