// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.soak;

import dev.serialhandshake.core.ClientBegins;
import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.HandshakeHandler;
import dev.serialhandshake.netty.HandshakeHandlerSettings;
import dev.serialhandshake.netty.link.LinkChannel;
import dev.serialhandshake.netty.link.LinkSessions;
import dev.serialhandshake.netty.session.SessionChannel;
import dev.serialhandshake.netty.session.SessionLoopHandler;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** One line: its relay, its server, and its clients, one after the other. */
final class SoakLine {
  private static final List<LineEnd.Medium> MEDIA =
      List.of(LineEnd.Medium.TCP, LineEnd.Medium.UNIX, LineEnd.Medium.PTY);

  /**
   * From the end of a client to the next handshake, whatever the line did: above SSH's two minutes
   * for a login, which a session has that lost its client before, and the client's own waits.
   */
  private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(4);

  /**
   * The original's server does not see that a client missed the final ACK: each time that costs two
   * minutes, and faults may hit it again.
   */
  private static final Duration LONGEST_OUTAGE_OF_SEED_SERVER = Duration.ofMinutes(12);

  private static final int REMEMBERED = 32;

  /** A session waits no longer for its line than a line may be away. */
  static final LinkSettings LINK = LinkSettings.builder().grace(LONGEST_OUTAGE).build();

  private final Soak soak;
  private final int number;
  private final LineEnd.Medium medium;
  private final Pairing pairing;
  private final LineRelay relay;
  private final FarEnd server;
  private final Queue<String> served = new ArrayDeque<>();
  private final LinkSessions links = LinkSessions.server(LINK, onLink());

  private volatile Visit visit;
  private final AtomicLong idleSince = new AtomicLong(System.nanoTime());
  private boolean hung;

  SoakLine(Soak soak, int number) throws IOException {
    this.soak = soak;
    this.number = number;
    medium = MEDIA.get(number % MEDIA.size());
    pairing =
        switch (number / MEDIA.size() % 5) {
          case 2 -> Pairing.LINK;
          case 3 -> Pairing.SEED_CLIENT;
          case 4 -> Pairing.SEED_SERVER;
          default -> Pairing.SHIPPED;
        };
    relay = new LineRelay(medium, number, soak);
    server = new FarEnd(relay.far(), soak.serverLoops().next(), serverInitializer());
  }

  int number() {
    return number;
  }

  Pairing pairing() {
    return pairing;
  }

  LineEnd near() {
    return relay.near();
  }

  Ssh ssh() {
    return soak.ssh();
  }

  Ledger ledger() {
    return soak.ledger();
  }

  Path directory() {
    return soak.directory();
  }

  Path sshConfig() {
    return pairing == Pairing.LINK ? soak.sshConfigOfLink() : soak.sshConfig();
  }

  EventLoopGroup clientLoops() {
    return soak.clientLoops();
  }

  private ChannelInitializer<Channel> serverInitializer() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel line) {
        if (pairing == Pairing.SEED_SERVER) {
          line.pipeline()
              .addLast(SeedHandler.server(), firstBytes(), SshLines.sessions(ssh().server));
        } else {
          line.pipeline().addLast(new SessionLoopHandler(SoakLine.this::handshake, session()));
        }
      }
    };
  }

  private HandshakeHandler handshake() {
    ClientBegins begins = pairing == Pairing.LINK ? ClientBegins.SSH_OR_LINK : ClientBegins.TEXT;
    return HandshakeHandler.server(
        HandshakeHandlerSettings.forServedLine(begins).toBuilder()
            .observer(new Frames(this::serverIsDone))
            .build());
  }

  private ChannelInitializer<SessionChannel> session() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(SessionChannel session) {
        if (pairing == Pairing.LINK) {
          session.pipeline().addLast(links.handler());
        }
        session.pipeline().addLast(firstBytes(), SshLines.sessions(ssh().server));
      }
    };
  }

  /** No fault of the line reaches what comes over a link. */
  private ChannelInitializer<LinkChannel> onLink() {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(LinkChannel session) {
        session
            .pipeline()
            .addLast(
                new FirstBytes(bytes -> misaligned("server on a link", bytes, null)),
                SshLines.sessions(ssh().server));
      }
    };
  }

  private FirstBytes firstBytes() {
    return new FirstBytes(this::serverBeganWith);
  }

  /**
   * A server whose client died, or missed the final ACK, has a session by itself; what the next
   * client sends to clear the line comes into it.
   */
  private void serverBeganWith(String bytes) {
    Visit current = visit;
    if (current == null || !current.isEstablished()) {
      ledger().count("half-open");
    } else {
      misaligned("server", bytes, current);
    }
  }

  private void serverIsDone(String nonces) {
    synchronized (served) {
      served.add(nonces);
      if (served.size() > REMEMBERED) {
        served.remove();
      }
    }
  }

  /** A client believes in a handshake with these nonces: its server must, too. */
  void checkNonces(String nonces, Visit visit) {
    boolean known;
    synchronized (served) {
      known = served.contains(nonces);
    }
    if (!known) {
      misaligned("client", "no server ended a handshake with " + nonces, visit);
    }
  }

  void misaligned(String end, String seen, Visit visit) {
    if (visit != null && visit.isHit()) {
      ledger().count("hit: first byte of the " + end);
      ledger().log(this + ": hit at the beginning, " + end + ": " + seen);
    } else {
      ledger().count("misaligned");
      ledger().violation(this + ": misaligned, " + end + ": " + seen);
    }
  }

  /** A client is in sync. */
  void backInService() {
    long nanos = System.nanoTime() - idleSince.get();
    ledger().outages().add(TimeUnit.NANOSECONDS.toSeconds(nanos));
    idleSince.set(System.nanoTime());
    hung = false;
  }

  /** Kills the client of a visit; returns at once. */
  void kill(Visit victim) {
    soak.helpers().execute(victim::kill);
  }

  /** Lets one client after the other in, until the time is over. */
  void run(long endNanos) throws InterruptedException {
    for (int count = 0; System.nanoTime() < endNanos; count++) {
      VisitPlan plan = VisitPlan.of(soak.settings().seed(), pairing, number, count);
      visit(plan, "visit " + count);
      Thread.sleep(plan.pauseMillis());
    }
  }

  /** Lets clients in on a line that behaves from now on, until one was served. */
  void runClean(VisitPlan.Client client, String name) throws InterruptedException {
    long end = System.nanoTime() + longestOutage().toNanos();
    while (!visit(VisitPlan.clean(client, number), name)) {
      if (System.nanoTime() > end && !Host.isOverloaded()) {
        ledger().count("hung");
        ledger().violation(this + ": hung: nobody was served on it any more");
        return;
      }
      Thread.sleep(200);
    }
  }

  private boolean visit(VisitPlan plan, String name) throws InterruptedException {
    Visit current = Visit.of(this, plan);
    long arrival = System.nanoTime();
    current.prepare();
    idleSince.addAndGet(System.nanoTime() - arrival); // that was not the line's fault
    visit = current;
    relay.begin(plan.faults(), current::struck);
    boolean overloaded = Host.isOverloaded();
    String outcome;
    boolean completed = false;
    try {
      byte[] hash = current.work();
      completed = true;
      outcome = completed(current, hash);
    } catch (Exception e) {
      outcome = failed(current, e, overloaded || Host.isOverloaded());
    } finally {
      relay.end();
      current.leave();
    }
    if (current.isEstablished()) {
      idleSince.set(System.nanoTime());
    }
    checkOutage();
    ledger()
        .log(
            this
                + " "
                + name
                + ": "
                + plan.client()
                + " "
                + plan.work()
                + " "
                + plan.size()
                + " "
                + plan.faults()
                + ": "
                + outcome);
    return completed;
  }

  private String completed(Visit current, byte[] hash) throws Exception {
    if (!MessageDigest.isEqual(hash, MessageDigest.getInstance("SHA-256").digest(current.data))) {
      ledger().count("transfers changed");
      ledger().violation(this + ": a transfer that SSH believes in was changed: " + current.plan);
    }
    ledger().count("completed " + pairing);
    ledger().count("client completed " + current.plan.client());
    ledger().count("bytes", 2L * current.data.length);
    return "completed";
  }

  private String failed(Visit current, Exception failure, boolean overloaded) {
    String outcome;
    if (current.isDead()) {
      outcome = "killed " + current.plan.client();
    } else if (!current.isEstablished()) {
      outcome = "no handshake";
    } else if (current.isExcused()) {
      outcome = "broken by a fault";
    } else if (overloaded && !isBroken(failure)) {
      outcome = "timed out on an overloaded host";
    } else {
      outcome = "failed without a fault";
      ledger()
          .violation(this + ": a session failed without a fault: " + failure + " " + current.plan);
    }
    ledger().count("visit " + outcome);
    return outcome + (current.isEstablished() ? "" : " [before the handshake]") + ": " + failure;
  }

  /** Whether SSH met bytes that are not the peer's, which no host is too busy for. */
  private static boolean isBroken(Exception failure) {
    String text = failure.toString();
    return Stream.of("MAC", "orrupt", "rotocol", "nvalid", "ignature", "packet length", "ident")
        .anyMatch(text::contains);
  }

  private Duration longestOutage() {
    return pairing == Pairing.SEED_SERVER ? LONGEST_OUTAGE_OF_SEED_SERVER : LONGEST_OUTAGE;
  }

  private void checkOutage() {
    Duration longest = longestOutage();
    if (!hung && !Host.isOverloaded() && System.nanoTime() - idleSince.get() > longest.toNanos()) {
      hung = true;
      ledger().count("hung");
      ledger().violation(this + ": hung: no handshake for " + longest.toSeconds() + " s");
    }
  }

  void close() {
    server.close();
    relay.close();
  }

  @Override
  public String toString() {
    return "line " + number + " (" + medium + ", " + pairing + ")";
  }
}
