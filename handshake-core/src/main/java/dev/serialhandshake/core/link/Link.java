// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static dev.serialhandshake.core.link.LinkTimers.NEVER;

import dev.serialhandshake.core.Role;
import dev.serialhandshake.core.link.LinkTimers.Kind;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link: a reliable stream over a line that loses, changes and adds bytes, and that may
 * break for a while. There is no I/O: bytes, time and randomness are arguments. It never calls
 * back.
 *
 * <p>Both ends have shaken hands before it begins. The caller may use any thread, but only one
 * thread at a time. It makes these calls:
 *
 * <ol>
 *   <li>{@link #start} once; then, as things happen, {@link #receive} for bytes from the line,
 *       {@link #offer} for bytes to deliver, {@link #timeout} when {@link #nanosToTimeout} has
 *       passed, {@link #lineLost}, {@link #lineBack} and {@link #close};
 *   <li>after each of these calls, {@link #take} until it returns 0, if the application can take
 *       bytes; then {@link #transmit} until it returns 0, and write what it gave; then {@link
 *       #state}, and if that is not final, {@link #nanosToTimeout} and, while the line takes bytes,
 *       {@link #nanosToTransmit}.
 * </ol>
 *
 * <p>The line may be lost at any time: the caller says so, or the link finds out by itself, since
 * the peer is silent or shakes hands again. {@link #state} is {@link LinkState#WAITING} then. The
 * caller gets a line, shakes hands on it and calls {@link #lineBack}; the session goes on where it
 * was. {@link #offer} and {@link #take} work meanwhile.
 *
 * <p>When {@link #state} is {@link LinkState#ENDED}, {@link #end} tells why. After {@link
 * LinkEnd#PEER_CLOSED} and {@link LinkEnd#CLOSED_UNCONFIRMED} there may be bytes left to take. A
 * caller that keeps the line for a while goes on with {@link #receive} and {@link #transmit}, so
 * that a peer whose CLOSE is not acknowledged yet gets its answer.
 *
 * <p>Times are nanoseconds from any fixed origin, as of {@link System#nanoTime}. All memory for the
 * stream is allocated when the link opens: two windows, each of {@link LinkSettings#window} times
 * {@link LinkSettings#payload} bytes. Before that, there is about a kilobyte. Nothing is allocated
 * per byte or frame.
 *
 * <p>The link authenticates nobody and encrypts nothing.
 *
 * <p>The changes of state are in {@link LinkTable}. LINK.md shows this table.
 */
public final class Link {

  /** How many bytes may wait in a buffer of the line if its rate is known, as a time. */
  private static final long LEAD = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long FIRST_TIMEOUT = TimeUnit.SECONDS.toNanos(1);
  private static final long LEAST_TIMEOUT = TimeUnit.MILLISECONDS.toNanos(60);
  private static final long MOST_TIMEOUT = TimeUnit.SECONDS.toNanos(10);
  private static final long OPEN_RETRY = TimeUnit.MILLISECONDS.toNanos(500);

  /** The bytes of an OPEN and its answer, most of them escaped. */
  static final int BYTES_OF_OPENING = 100;

  private static final byte NO_OPENING = 0;

  private final Role role;
  private final LinkTable table;
  private final LinkSettings settings;
  private final RandomGenerator random;
  private final LinkTimers timers;
  private final FrameEncoder encoder;
  private final FrameDecoder decoder;
  private final byte[] head = new byte[LinkFrame.LONGEST_OPENING];
  private final LinkCheck plainCheck = new LinkCheck();
  private final LinkCheck checkOut;
  private final LinkCheck checkIn;
  private final SendWindow.News news = new SendWindow.News();

  private LinkState state = LinkState.NEW;
  private @Nullable LinkEnd end;

  /** The session's id. The client draws it. A server has none before the first OPEN. */
  private byte[] session = LinkOpening.NONE;

  private int clientNonce;
  private int serverNonce;

  /** What the peer told of itself last; null before. */
  private @Nullable LinkOpening peer;

  /** Whether {@link #checkOut} and {@link #checkIn} are those of the epoch. */
  private boolean epoch;

  /** The first byte of the opening frame that is due. */
  private byte openingDue = NO_OPENING;

  /** How often the client's OPEN was sent before. */
  private int repetition;

  /** The OPEN that was refused last. */
  private @Nullable LinkOpening refused;

  private boolean refusedVersion;

  /** Null until the link opens for the first time. */
  private @Nullable SendWindow sending;

  private @Nullable ReceiveWindow receiving;
  private EscapeMap escapes = new EscapeMap();

  /** What the line itself may add, since the peer escapes it; null while that is not agreed. */
  private @Nullable EscapeMap ignored;

  private final RetransmissionTimeout timeout;

  private boolean ackDue;
  private boolean pingDue;

  /** Whether the peer has sent a PING that is not answered yet. */
  private boolean echoDue;

  /** The number of the peer's last PING. */
  private byte echo;

  /** The number of our last PING. */
  private byte ping;

  /** Whether it has no answer yet. */
  private boolean pinged;

  /** When the peer was asked for a sign of life, as nothing was heard; {@link LinkTimers#NEVER}. */
  private long askedAt = NEVER;

  private long pingPlace;
  private long pingAt;

  /** Up to which frame the peer knows that there is room. */
  private long announced;

  private long transmissions;

  /** When the link was started. All other times count from here. */
  private long origin;

  /** When the line will have sent all that it was given; counts only with a rate. */
  private long lineFreeAt;

  private @Nullable SynWatch synWatch;

  private long framesSent;
  private long framesRepeated;
  private long framesReceived;
  private long badFrames;
  private long bytesRepaired;
  private long interruptions;

  private Link(Role role, LinkSettings settings, RandomGenerator random) {
    this.role = role;
    this.settings = settings;
    this.random = random;
    table = LinkTable.of(role);
    timers = new LinkTimers();
    encoder = new FrameEncoder(LinkFrame.LONGEST_OPENING);
    decoder = new FrameDecoder(LinkFrame.LONGEST_OPENING);
    checkOut = new LinkCheck();
    checkIn = new LinkCheck();
    // The peer may be sending a whole frame when its acknowledgement becomes due.
    long frame = settings.byteNanos * (settings.payload() + LinkFrame.LONGEST_ACK);
    timeout =
        new RetransmissionTimeout(
            FIRST_TIMEOUT + 2 * frame, LEAST_TIMEOUT + frame, MOST_TIMEOUT + 2 * frame);
  }

  /**
   * Makes the client, which begins.
   *
   * @param settings its waits and sizes
   * @param random the source of the session's number. Nobody must be able to guess that number, so
   *     use a {@link java.security.SecureRandom}. It is used on the caller's thread.
   * @return a link that is not started
   */
  public static Link client(LinkSettings settings, RandomGenerator random) {
    return new Link(Role.CLIENT, settings, random);
  }

  /**
   * Makes the server, which waits.
   *
   * @param settings its waits and sizes
   * @param random the source of nonces; used on the caller's thread
   * @return a link that is not started
   */
  public static Link server(LinkSettings settings, RandomGenerator random) {
    return new Link(Role.SERVER, settings, random);
  }

  /**
   * Begins the link on a line on which both ends have shaken hands.
   *
   * @param now the time
   * @throws IllegalStateException when it was started before
   */
  public void start(long now) {
    if (state != LinkState.NEW) {
      throw new IllegalStateException("the link was started before");
    }
    if (role == Role.CLIENT) {
      session = new byte[LinkOpening.SESSION_BYTES];
      random.nextBytes(session);
    }
    origin = now;
    fire(LinkEvent.START, 0);
  }

  /**
   * Takes bytes from the line, all of them.
   *
   * @param read the bytes; the buffer is not kept
   * @param now the time
   * @throws IllegalStateException when the link is not started
   */
  public void receive(ByteBuffer read, long now) {
    if (state == LinkState.NEW) {
      throw new IllegalStateException("the link is not started");
    }
    if (read.hasRemaining()) {
      receiveSome(read, now - origin);
    }
  }

  private void receiveSome(ByteBuffer read, long now) {
    if (synWatch != null && synWatch.isSecondSyn(read, now)) {
      fire(LinkEvent.SYNS, now);
    }
    while (isReading() && decoder.next(read, ignored)) {
      received(now);
    }
    read.position(read.limit());
  }

  private boolean isReading() {
    return switch (state) {
      case NEW, WAITING -> false;
      case ENDED -> isLingering();
      default -> true;
    };
  }

  /** Whether the peer may ask for the acknowledgement of its CLOSE. */
  private boolean isLingering() {
    return epoch && receiving != null && receiving.isClosed();
  }

  /**
   * Gives the application bytes that the peer's application has sent.
   *
   * @param to gets the bytes, as many as there are and as it has room for
   * @return how many bytes it got; zero if there are none at the moment, or {@code to} is full.
   *     Call {@link #transmit} afterwards, since the peer may have to be told of the new room.
   */
  public int take(ByteBuffer to) {
    if (receiving == null) {
      return 0;
    }
    int count = receiving.take(to);
    long room = receiving.expected() + receiving.credit();
    // The peer learns of room before it runs out of credit.
    if (room > announced && announced - receiving.expected() <= settings.window() / 2) {
      ackDue = true;
    }
    return count;
  }

  /**
   * How many bytes {@link #take} can give.
   *
   * @return their number
   */
  public int readable() {
    return receiving == null ? 0 : receiving.readable();
  }

  /**
   * Takes bytes for the peer's application, as many as there is room for. There is no room before
   * the link opens for the first time, and after {@link #close}.
   *
   * @param from the bytes; those that are not taken remain in it
   * @return how many bytes were taken; zero if there is no room, or {@code from} is empty. Call
   *     {@link #transmit} afterwards.
   */
  public int offer(ByteBuffer from) {
    return isTaking() && sending != null ? sending.offer(from) : 0;
  }

  /**
   * How many bytes {@link #offer} would take now.
   *
   * @return their number
   */
  public int room() {
    return isTaking() && sending != null ? sending.room() : 0;
  }

  private boolean isTaking() {
    return state != LinkState.CLOSING && state != LinkState.ENDED;
  }

  /**
   * Gives the caller bytes for the line. With a rate in the settings it gives no more than the line
   * takes within the next 20 ms, and {@link #nanosToTransmit} says when there is more. The
   * acknowledgement of the peer's CLOSE, with which a link ends, does not wait.
   *
   * @param to gets the bytes, as many as there are and as it has room for
   * @param now the time
   * @return how many bytes it got; zero if there are none at the moment
   */
  public int transmit(ByteBuffer to, long now) {
    int before = to.remaining();
    long time = now - origin;
    while (to.hasRemaining() && (!encoder.isEmpty() || encodeNext(time))) {
      encoder.take(to);
    }
    if (sending != null && (state == LinkState.OPEN || state == LinkState.CLOSING)) {
      adjustRetransmission(sending, time); // there may be bytes now for which the peer has no room
    }
    return before - to.remaining();
  }

  /**
   * Does what is due when a wait is over.
   *
   * @param now the time; if no wait is over yet, nothing happens
   */
  public void timeout(long now) {
    long time = now - origin;
    for (Kind kind = timers.next(time); kind != null; kind = timers.next(time)) {
      expired(kind, time);
    }
  }

  /**
   * When {@link #timeout} is due next. Every other call may change it.
   *
   * @param now the time
   * @return nanoseconds from {@code now}, not negative; {@link Long#MAX_VALUE} for never
   */
  public long nanosToTimeout(long now) {
    return until(timers.first(), now);
  }

  private long until(long due, long now) {
    return due == NEVER ? NEVER : Math.max(0, due - (now - origin));
  }

  /**
   * How long the session still waits for its line. The time goes on until the link is open again.
   *
   * @param now the time
   * @return nanoseconds from {@code now}, not negative; {@link Long#MAX_VALUE} while it does not
   *     wait
   */
  public long nanosToGraceOver(long now) {
    return until(timers.at(Kind.GRACE), now);
  }

  /**
   * After how long without a good frame the line counts as lost: {@link LinkSettings#silence}, or
   * more on a slow line.
   *
   * @return nanoseconds
   */
  public long silenceNanos() {
    return settings.silenceNanos;
  }

  /**
   * When the line, by its rate, is ready for the next frame that {@link #transmit} has. While the
   * line takes no bytes, the caller need not ask. It transmits when the line takes bytes again.
   *
   * @param now the time
   * @return nanoseconds from {@code now}, not negative; {@link Long#MAX_VALUE} if there is none
   */
  public long nanosToTransmit(long now) {
    return until(isPaced() && isFrameDue() ? lineFreeAt - LEAD : NEVER, now);
  }

  /**
   * The line is lost: it was closed, or reading or writing failed.
   *
   * @param now the time
   */
  public void lineLost(long now) {
    fire(LinkEvent.LINE_LOST, now - origin);
  }

  /**
   * There is a line again, and both ends have shaken hands on it.
   *
   * @param now the time
   */
  public void lineBack(long now) {
    lineFreeAt = now - origin;
    fire(LinkEvent.LINE_BACK, now - origin);
  }

  /**
   * Ends the session. The bytes that were offered before are delivered first, if the line is there,
   * the peer takes them, and the peer does not close too. {@link LinkEnd#CLOSED} says that they
   * were delivered.
   *
   * @param now the time
   */
  public void close(long now) {
    fire(LinkEvent.CLOSE_ASKED, now - origin);
  }

  /**
   * The state of the link.
   *
   * @return the state
   */
  public LinkState state() {
    return state;
  }

  /**
   * Why the link has ended.
   *
   * @return the reason; null unless {@link #state} is {@link LinkState#ENDED}
   */
  public @Nullable LinkEnd end() {
    return end;
  }

  /**
   * What was sent and received so far.
   *
   * @return numbers that do not change any more
   */
  public LinkCounters counters() {
    return new LinkCounters(
        framesSent, framesRepeated, framesReceived, badFrames, bytesRepaired, interruptions);
  }

  // Receiving.

  private void received(long now) {
    byte[] frame = decoder.frame();
    boolean opening =
        switch (frame[0]) {
          case LinkFrame.OPEN, LinkFrame.OPEN_ACK, LinkFrame.REFUSE -> true;
          default -> false;
        };
    boolean good = opening ? decoder.isGood(plainCheck) : epoch && decoder.isGood(checkIn);
    if (good && opening) {
      openingReceived(frame, decoder.length(), now);
    } else if (good) {
      frameReceived(frame, decoder.length(), now);
    } else {
      badFrames++;
    }
  }

  private void openingReceived(byte[] frame, int length, long now) {
    framesReceived++;
    switch (frame[0]) {
      case LinkFrame.OPEN -> {
        LinkOpening open = LinkOpening.readOpen(frame, length);
        if (role == Role.SERVER && open != null) {
          opened(open, now);
        }
      }
      case LinkFrame.OPEN_ACK -> {
        LinkOpening ack = LinkOpening.readAck(frame, length);
        if (role == Role.CLIENT && ack != null && ack.clientNonce() == clientNonce) {
          openAckReceived(ack, now);
        }
      }
      default -> {
        boolean ours =
            length == LinkOpening.REFUSE_LENGTH && LinkOpening.number(frame, 2, 4) == clientNonce;
        if (role == Role.CLIENT && ours) {
          fire(frame[6] == 0 ? LinkEvent.REFUSED : LinkEvent.REFUSED_VERSION, now);
        }
      }
    }
  }

  private void opened(LinkOpening open, long now) {
    LinkEvent event = eventOf(open);
    boolean known = event == LinkEvent.OPEN_AGAIN;
    if (table.find(state, event) != null && !known) {
      if (event == LinkEvent.OPEN_UNKNOWN || event == LinkEvent.OPEN_OTHER_VERSION) {
        refused = open;
      } else {
        peer = open;
      }
    }
    fire(event, now);
  }

  private LinkEvent eventOf(LinkOpening open) {
    boolean known = Arrays.equals(open.session(), session);
    if (open.version() != LinkFrame.VERSION) {
      return LinkEvent.OPEN_OTHER_VERSION;
    }
    if (known && (open.clientNonce() == clientNonce || !open.resumes())) {
      return LinkEvent.OPEN_AGAIN;
    }
    if (open.resumes()) {
      return known && canResume(open) ? LinkEvent.OPEN_KNOWN : LinkEvent.OPEN_UNKNOWN;
    }
    return sending == null ? LinkEvent.OPEN_NEW : LinkEvent.OPEN_OTHER;
  }

  private boolean canResume(LinkOpening other) {
    return sending == null ? other.expected() == 0 : sending.canResume(other.expected());
  }

  private void openAckReceived(LinkOpening ack, long now) {
    boolean due = state == LinkState.OPENING || state == LinkState.RESUMING;
    if (ack.version() != LinkFrame.VERSION) {
      fire(LinkEvent.REFUSED_VERSION, now);
      return;
    }
    if (due && !canResume(ack)) {
      fire(LinkEvent.REFUSED, now);
      return;
    }
    if (due) {
      peer = ack;
      serverNonce = ack.serverNonce();
      beginChecks();
      epoch = true;
    }
    if (ack.serverNonce() == serverNonce) {
      fire(LinkEvent.OPEN_ACK, now);
    }
  }

  private void frameReceived(byte[] frame, int length, long now) {
    framesReceived++;
    if (synWatch != null) {
      synWatch.heard();
    }
    fire(LinkEvent.FRAME, now);
    if (sending == null || receiving == null) {
      return;
    }
    askedAt = NEVER;
    if (timers.runs(Kind.SILENCE)) {
      timers.set(Kind.SILENCE, now + settings.silenceNanos);
      timers.set(Kind.PING, now + settings.pingNanos);
    }
    switch (frame[0]) {
      case LinkFrame.DATA, LinkFrame.CLOSE -> {
        if (length >= LinkFrame.SEQUENCED_HEADER) {
          sequencedReceived(sending, receiving, frame, length, now);
        }
      }
      case LinkFrame.ACK -> {
        if (length >= LinkFrame.ACK_HEADER) {
          acknowledged(sending, frame[1], later(frame, length), frame[2], now);
          echoed(sending, frame[3], now);
        }
      }
      case LinkFrame.PING -> {
        if (length == LinkFrame.PING_LENGTH) {
          echo = frame[1];
          echoDue = true;
          acknowledged(sending, frame[2], 0, frame[3], now);
        }
      }
      default -> {} // of a later version
    }
  }

  private void sequencedReceived(
      SendWindow toPeer, ReceiveWindow fromPeer, byte[] frame, int length, long now) {
    int header = LinkFrame.SEQUENCED_HEADER;
    boolean close = frame[0] == LinkFrame.CLOSE;
    acknowledged(toPeer, frame[2], 0, frame[3], now);
    if (state == LinkState.ENDED && !close) {
      return;
    }
    fromPeer.accept(frame[1], frame, header, length - header, close);
    ackDue = true;
    if (fromPeer.isClosed()) {
      fire(LinkEvent.PEER_CLOSED, now);
    }
  }

  private static long later(byte[] frame, int length) {
    long later = 0;
    for (int i = LinkFrame.ACK_HEADER; i < Math.min(length, LinkFrame.LONGEST_ACK); i++) {
      later |= (frame[i] & 0xffL) << (Byte.SIZE * (i - LinkFrame.ACK_HEADER));
    }
    return later;
  }

  private void acknowledged(SendWindow toPeer, int expected, long later, int credit, long now) {
    boolean blocked = toPeer.isBlocked();
    toPeer.acknowledge(expected, later, credit & 0xff, news);
    if (blocked && !toPeer.isBlocked()) {
      heard();
    }
    if (news.any) {
      bytesRepaired += news.repaired;
      if (news.isTimed) {
        timeout.measured(Math.max(0, now - news.sentAt));
      }
      heard();
      if (timers.runs(Kind.CLOSE_TIMEOUT)) {
        timers.set(Kind.CLOSE_TIMEOUT, now + settings.closeNanos);
      }
      if (toPeer.isCloseAcknowledged()) {
        fire(LinkEvent.CLOSE_ACKNOWLEDGED, now);
      }
    }
    adjustRetransmission(toPeer, now);
  }

  /** Takes the answer to our last PING: the peer has seen everything that was sent before it. */
  private void echoed(SendWindow toPeer, byte number, long now) {
    if (pinged && number == ping) {
      pinged = false;
      toPeer.loseBefore(pingPlace);
      timeout.measured(Math.max(0, now - pingAt));
      askedAgain(toPeer); // No progress for a close: a peer that takes nothing must not hold it.
      adjustRetransmission(toPeer, now);
    }
  }

  /** A peer that has no room still is asked less and less often. */
  private void askedAgain(SendWindow toPeer) {
    if (toPeer.isBlocked() && !toPeer.isInFlight()) {
      timers.stop(Kind.RETRANSMIT);
    } else {
      heard();
    }
  }

  private void heard() {
    timeout.heard();
    timers.stop(Kind.RETRANSMIT);
  }

  /** The timer runs while the peer owes an acknowledgement, or room for the next frame. */
  private void adjustRetransmission(SendWindow toPeer, long now) {
    boolean due = !state.isFinal() && (toPeer.isInFlight() || toPeer.isBlocked());
    if (!due) {
      timers.stop(Kind.RETRANSMIT);
    } else if (!timers.runs(Kind.RETRANSMIT)) {
      timers.set(Kind.RETRANSMIT, Math.max(now, lineFreeAt) + timeout.nanos());
    }
  }

  // Timers.

  private void expired(Kind kind, long now) {
    switch (kind) {
      case OPEN_RETRY -> fire(LinkEvent.OPEN_RETRY, now);
      case OPEN_TIMEOUT -> fire(LinkEvent.OPEN_TIMEOUT, now);
      case SILENCE -> silent(now);
      case CLOSE_TIMEOUT -> fire(LinkEvent.CLOSE_TIMEOUT, now);
      case GRACE -> fire(LinkEvent.GRACE_OVER, now);
      case PING -> {
        pingDue = true;
        timers.set(Kind.PING, now + settings.pingNanos);
      }
      case RETRANSMIT -> {
        if (sending != null) {
          sending.loseOldest();
        }
        timeout.waitedInVain();
        pingDue = true;
      }
    }
  }

  /** Silence counts only of a peer that was asked. This end may have slept. */
  private void silent(long now) {
    long answerTime = settings.silenceNanos - settings.pingNanos;
    if (askedAt == NEVER) {
      askedAt = now;
      pingDue = true;
    }
    if (now - askedAt >= answerTime) {
      fire(LinkEvent.SILENCE, now);
    } else {
      timers.set(Kind.SILENCE, askedAt + answerTime);
    }
  }

  // The table.

  private void fire(LinkEvent event, long now) {
    LinkTable.Row row = table.find(state, event);
    if (row == null) {
      return;
    }
    LinkState before = state;
    state = row.to();
    end = row.end();
    if (state.isFinal()) {
      ended();
    }
    perform(row.action(), before, now);
  }

  private void ended() {
    timers.clear();
    openingDue = NO_OPENING;
    if (!isLingering()) {
      encoder.clear();
      epoch = false;
    }
  }

  private void perform(LinkAction action, LinkState before, long now) {
    switch (action) {
      case NOTHING -> {}
      case LISTEN -> {
        synWatch = new SynWatch(now);
        timers.set(Kind.OPEN_TIMEOUT, now + settings.openNanos);
      }
      case SEND_OPEN -> {
        clientNonce = random.nextInt();
        repetition = 0;
        timers.set(Kind.OPEN_TIMEOUT, now + settings.openNanos);
        dueAgain(LinkFrame.OPEN, now);
      }
      case REPEAT_OPEN -> dueAgain(LinkFrame.OPEN, now);
      case ACCEPT -> accept(before, now);
      case REPEAT_OPEN_ACK -> dueAgain(LinkFrame.OPEN_ACK, now);
      case REFUSE, REFUSE_VERSION -> {
        refusedVersion = action == LinkAction.REFUSE_VERSION;
        openingDue = LinkFrame.REFUSE;
      }
      case BEGIN_EPOCH -> beginEpoch(now);
      case ACKNOWLEDGE -> ackDue = true;
      case SUSPEND -> suspend(before, now);
      case SEND_CLOSE -> {
        if (sending != null) {
          sending.close();
        }
        timers.set(Kind.CLOSE_TIMEOUT, now + settings.closeNanos);
      }
    }
  }

  private void dueAgain(byte opening, long now) {
    openingDue = opening;
    timers.set(Kind.OPEN_RETRY, now + OPEN_RETRY + settings.byteNanos * BYTES_OF_OPENING);
  }

  private void accept(LinkState before, long now) {
    LinkOpening open = peer;
    if (open != null) {
      session = open.session();
      clientNonce = open.clientNonce();
      serverNonce = random.nextInt();
      beginChecks();
      epoch = true;
      if (before != LinkState.ACCEPTED) { // one OPEN after the other must not hold it
        timers.set(Kind.OPEN_TIMEOUT, now + settings.openNanos);
      }
      dueAgain(LinkFrame.OPEN_ACK, now);
    }
  }

  private void beginChecks() {
    boolean client = role == Role.CLIENT;
    checkOut.prefix((byte) (client ? 'c' : 's'), session, clientNonce, serverNonce);
    checkIn.prefix((byte) (client ? 's' : 'c'), session, clientNonce, serverNonce);
  }

  private void beginEpoch(long now) {
    LinkOpening other = peer;
    if (other == null) {
      return;
    }
    SendWindow toPeer = sending == null ? allocate(other) : sending;
    ignored = EscapeMap.of(other.escaped(), settings.escapedValues());
    toPeer.resume(other.expected(), other.credit());
    timers.clear();
    timers.set(Kind.PING, now + settings.pingNanos);
    timers.set(Kind.SILENCE, now + settings.silenceNanos);
    openingDue = NO_OPENING;
    echoDue = false;
    pingDue = false;
    pinged = false;
    echo = 0;
    ping = 0;
    askedAt = NEVER;
    ackDue = true;
  }

  private SendWindow allocate(LinkOpening other) {
    int longest = Math.max(1, Math.min(settings.payload(), other.longestPayload()));
    SendWindow toPeer = new SendWindow(settings.window(), settings.sequenceBits, longest);
    sending = toPeer;
    receiving = new ReceiveWindow(settings.window(), settings.sequenceBits, longest);
    encoder.grow(longest + LinkFrame.SEQUENCED_HEADER);
    decoder.grow(longest + LinkFrame.SEQUENCED_HEADER);
    escapes = EscapeMap.of(settings.escapedValues(), other.escaped());
    return toPeer;
  }

  private void suspend(LinkState before, long now) {
    boolean grace = timers.runs(Kind.GRACE);
    long graceAt = grace ? timers.at(Kind.GRACE) : now + settings.graceNanos;
    timers.clear();
    timers.set(Kind.GRACE, graceAt);
    interruptions += before == LinkState.OPEN ? 1 : 0;
    decoder.clear();
    ignored = null;
    encoder.clear();
    openingDue = NO_OPENING;
    epoch = false;
    synWatch = null;
  }

  // Sending.

  boolean isFrameDue() {
    if (openingDue != NO_OPENING) {
      return true;
    }
    return switch (state) {
      case OPEN, CLOSING -> ackDue || echoDue || pingDue || (sending != null && sending.isReady());
      case ENDED -> isLingering() && (ackDue || echoDue);
      default -> false;
    };
  }

  /** At the end nobody waits for {@link #nanosToTransmit} any more. */
  private boolean isPaced() {
    return settings.byteNanos > 0 && !state.isFinal();
  }

  /** Makes the next frame, if one is due and the line is ready for it. */
  private boolean encodeNext(long now) {
    if (!isFrameDue() || (isPaced() && lineFreeAt - now > LEAD)) {
      return false;
    }
    SendWindow toPeer = sending;
    ReceiveWindow fromPeer = receiving;
    if (openingDue != NO_OPENING || toPeer == null || fromPeer == null) {
      encodeOpening(now);
    } else if (echoDue || (ackDue && fromPeer.hasGap()) || state.isFinal()) {
      encodeAck(fromPeer, now);
    } else if (toPeer.hasLost()) {
      encodeSequenced(toPeer, fromPeer, now);
    } else if (pingDue) {
      encodePing(fromPeer, now);
    } else if (toPeer.isReady()) {
      encodeSequenced(toPeer, fromPeer, now);
    } else {
      encodeAck(fromPeer, now);
    }
    return true;
  }

  private void encodeOpening(long now) {
    LinkOpening other = peer;
    int before = 0;
    int length;
    if (openingDue == LinkFrame.OPEN) {
      length = opening().writeOpen(head);
      before = repetition++;
    } else if (openingDue == LinkFrame.OPEN_ACK) {
      length = opening().writeAck(head);
    } else {
      other = refused;
      length =
          LinkOpening.writeRefuse(head, other == null ? 0 : other.clientNonce(), refusedVersion);
    }
    openingDue = NO_OPENING;
    byte[] peers = other == null ? LinkOpening.NONE : other.escaped();
    EscapeMap map = EscapeMap.ofOpening(settings.escapedValues(), peers, before);
    encoder.encode(head, length, head, 0, 0, plainCheck, map);
    sent(now);
  }

  private LinkOpening opening() {
    ReceiveWindow window = receiving;
    return new LinkOpening(
        LinkFrame.VERSION,
        window != null,
        session,
        clientNonce,
        serverNonce,
        window == null ? 0 : (int) window.expected(),
        window == null ? settings.window() : window.credit(),
        settings.payload(),
        settings.escapedValues());
  }

  private void encodeSequenced(SendWindow toPeer, ReceiveWindow fromPeer, long now) {
    long frame = toPeer.choose(transmissions++);
    framesRepeated += toPeer.isRepeated(frame) ? 1 : 0;
    head[0] = toPeer.isClose(frame) ? LinkFrame.CLOSE : LinkFrame.DATA;
    head[1] = (byte) frame;
    putReceived(fromPeer, 2);
    ackDue = false;
    encode(LinkFrame.SEQUENCED_HEADER, toPeer.bytes(), toPeer.offset(frame), toPeer.length(frame));
    toPeer.sentAt(frame, sent(now));
    adjustRetransmission(toPeer, now);
  }

  private void encodeAck(ReceiveWindow fromPeer, long now) {
    head[0] = LinkFrame.ACK;
    putReceived(fromPeer, 1);
    head[3] = echo;
    int length = LinkFrame.ACK_HEADER;
    for (long later = fromPeer.later(); later != 0; later >>>= Byte.SIZE) {
      head[length++] = (byte) later;
    }
    ackDue = false;
    echoDue = false;
    encode(length, head, 0, 0);
    sent(now);
  }

  private void encodePing(ReceiveWindow fromPeer, long now) {
    head[0] = LinkFrame.PING;
    ping = (byte) (ping + 1 & (1 << settings.sequenceBits) - 1);
    head[1] = ping;
    putReceived(fromPeer, 2);
    pingDue = false;
    pinged = true;
    askedAt = Math.min(askedAt, now);
    pingPlace = transmissions++;
    encode(LinkFrame.PING_LENGTH, head, 0, 0);
    pingAt = sent(now);
    if (sending != null) {
      adjustRetransmission(sending, now);
    }
  }

  private void putReceived(ReceiveWindow fromPeer, int at) {
    head[at] = (byte) fromPeer.expected();
    head[at + 1] = (byte) fromPeer.credit();
    announced = fromPeer.expected() + fromPeer.credit();
  }

  private void encode(int headLength, byte[] payload, int offset, int length) {
    encoder.encode(head, headLength, payload, offset, length, checkOut, escapes);
  }

  /** A frame was made; returns when its last byte will be on the line. */
  private long sent(long now) {
    framesSent++;
    lineFreeAt = Math.max(lineFreeAt, now) + encoder.remaining() * settings.byteNanos;
    return settings.byteNanos > 0 ? lineFreeAt : now;
  }

  // For the explorer of the tests, in which no time passes: all that it knows of a link.

  /** A copy that goes its own way. It shares what is empty between two calls. */
  private Link(Link other, RandomGenerator random) {
    role = other.role;
    table = other.table;
    settings = other.settings;
    this.random = random;
    timers = other.timers.copy();
    encoder = other.encoder;
    decoder = other.decoder;
    checkOut = other.checkOut.copy();
    checkIn = other.checkIn.copy();
    timeout = other.timeout;
    state = other.state;
    end = other.end;
    session = other.session;
    clientNonce = other.clientNonce;
    serverNonce = other.serverNonce;
    peer = other.peer;
    epoch = other.epoch;
    openingDue = other.openingDue;
    refused = other.refused;
    refusedVersion = other.refusedVersion;
    sending = other.sending == null ? null : other.sending.copy();
    receiving = other.receiving == null ? null : other.receiving.copy();
    escapes = other.escapes;
    ignored = other.ignored;
    repetition = other.repetition;
    ackDue = other.ackDue;
    pingDue = other.pingDue;
    echoDue = other.echoDue;
    echo = other.echo;
    ping = other.ping;
    pinged = other.pinged;
    pingPlace = other.pingPlace;
    announced = other.announced;
    transmissions = other.transmissions;
  }

  /** An independent copy. */
  Link copy(RandomGenerator ofCopy) {
    return new Link(this, ofCopy);
  }

  /** The link of the client that has replaced this one's. It has received that client's OPEN. */
  Link successor(long now) {
    Link next = server(settings, random);
    next.start(now);
    if (end == LinkEnd.REPLACED && peer != null) {
      next.opened(peer, 0);
    }
    return next;
  }

  /** The next frame in full. */
  byte[] transmitFrame() {
    encodeNext(0);
    byte[] frame = new byte[encoder.remaining()];
    encoder.take(ByteBuffer.wrap(frame));
    return frame;
  }

  boolean isTimerRunning(Kind kind) {
    return timers.runs(kind);
  }

  void expire(Kind kind) {
    timers.stop(kind);
    askedAt = -settings.silenceNanos; // long ago
    expired(kind, 0);
  }

  /** All that the future depends on; equal futures, equal bytes. */
  @SuppressWarnings("EnumOrdinal") // compared within one run only
  void encode(ByteBuffer out) {
    out.put((byte) state.ordinal()).put((byte) (end == null ? -1 : end.ordinal()));
    out.put(session.length == 0 ? 0 : session[0]);
    out.put((byte) clientNonce).put((byte) serverNonce).put(openingDue);
    out.put((byte) (refused == null ? 0 : refused.clientNonce()));
    if (state == LinkState.ACCEPTED && peer != null) {
      out.put((byte) peer.expected()).put((byte) peer.credit());
    }
    int flags = (epoch ? 1 : 0) | (ackDue ? 2 : 0) | (pingDue ? 4 : 0) | (echoDue ? 8 : 0);
    out.put((byte) (flags | (pinged ? 16 : 0))).put(echo).put(ping).put((byte) announced);
    int running = 0;
    for (Kind kind : Kind.values()) {
      running = running << 1 | (timers.runs(kind) ? 1 : 0);
    }
    out.put((byte) running);
    if (sending != null && receiving != null) {
      sending.encode(out, pinged ? pingPlace : -1);
      receiving.encode(out);
    }
  }
}
