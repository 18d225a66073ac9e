// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.HandshakeSettings.NEVER;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One handshake of one role, without I/O. Bytes, time and randomness are arguments.
 *
 * <p>The caller may use any thread, but only one thread at a time. It makes these calls:
 *
 * <ol>
 *   <li>{@link #start}, once.
 *   <li>Then {@link #receive} for bytes from the line, {@link #timeout} when {@link
 *       #nanosToTimeout} has passed, and {@link #inputClosed} at the end of the input.
 *   <li>After each of these calls, {@link #pollTransmit} until it returns null. The caller writes
 *       what it returned. Then it asks for the {@link #state}, and if that is not final, for {@link
 *       #nanosToTimeout}.
 * </ol>
 *
 * <p>When {@link #state} is {@link State#ESTABLISHED}, the bytes of the last read that {@link
 * #receive} did not consume are leftovers. They belong to the application, and so does every later
 * byte. The last frame may still have to be polled then. The caller writes it before the
 * application's bytes.
 *
 * <p>Times are nanoseconds from any fixed origin, as of {@link System#nanoTime}. Garbage allocates
 * nothing, however much of it arrives, except an excerpt of its first bytes.
 *
 * <p>The changes of state are in {@link ClientTable} and {@link ServerTable}, and all ways to
 * {@link State#FAILED} are in {@link TransitionTable}. PROTOCOL.md shows these tables.
 */
public abstract sealed class Handshake permits ClientHandshake, ServerHandshake {

  /** The most bytes that a frame to send can have. */
  public static final int LONGEST_FRAME = 3;

  private static final byte[] NONE_HELD = {};

  final HandshakeSettings settings;

  /** The last bytes that were read since a frame was sent, the newest lowest. Zero is no byte. */
  int window;

  /** Null until the first garbage arrives. A clean line needs no memory for it. */
  private @Nullable Noise noise;

  /**
   * How many of the last bytes are no garbage yet: the beginning of a frame, or a frame that waits
   * for the line to be quiet.
   */
  private byte open;

  /** The drawing, as {@link Nonces} keeps it. */
  private short nonces;

  private final HandshakeObserver observer;

  private State state = State.NEW;
  private @Nullable FailureReason failureReason;
  private int transmit = Frame.NONE;

  private long startedAt;
  private long elapsed;
  private long lastReadAt;
  private long timeoutAt = NEVER;

  private int attempts;

  /** Null until the first byte arrives, since thousands of ends may wait for that byte. */
  private @Nullable Intake intake;

  Handshake(HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    this.settings = settings;
    this.observer = observer;
    nonces = Nonces.begin(random);
  }

  /**
   * Makes the client, which begins.
   *
   * @param settings its waits and limits
   * @param random the source of nonces and of the random part of waits; used on the caller's thread
   * @param observer is told of every frame
   * @return a handshake that is not started
   */
  public static Handshake client(
      HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    return new ClientHandshake(settings, random, observer);
  }

  /**
   * Makes the server, which waits.
   *
   * @param settings its waits and limits
   * @param random the source of nonces; used on the caller's thread
   * @param observer is told of every frame
   * @return a handshake that is not started
   */
  public static Handshake server(
      HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    return new ServerHandshake(settings, random, observer);
  }

  /**
   * Starts the clock, and the client's first attempt.
   *
   * @param now the time
   * @throws IllegalStateException when it was started before
   */
  public final void start(long now) {
    if (state != State.NEW) {
      throw new IllegalStateException("the handshake was started before");
    }
    startedAt = now;
    fire(Event.START);
  }

  /**
   * Takes the bytes of one read. It matters where a read ends: a live peer is silent after a frame,
   * so a frame counts only at the end of a read.
   *
   * @param read the bytes; the view is not kept
   * @param now the time
   * @return how many bytes were consumed. That is all of them, unless this read establishes the
   *     handshake: then the other bytes are the application's, after {@link #heldBytes}. It is zero
   *     when the handshake has not started or has ended.
   */
  public final int receive(ByteView read, long now) {
    if (state == State.NEW || state.isFinal() || read.length() == 0) {
      return 0;
    }
    advance(now);
    if (elapsed >= timeoutAt && isWaitForReadsOnly()) {
      fire(timerEvent());
    }
    if (hasReceived() && quietFor() >= settings.quietNanos) {
      evidence(intake()).pause();
    }
    lastReadAt = elapsed;
    int consumed = read(read);
    if (discardedBytes() - open > settings.maxDiscardedBytes && !state.isFinal()) {
      fail(Event.TOO_MUCH_GARBAGE, FailureReason.TOO_MUCH_GARBAGE);
    }
    return consumed;
  }

  /**
   * Does what is due when a wait is over.
   *
   * @param now the time; if no wait is over yet, nothing happens
   */
  public final void timeout(long now) {
    if (state == State.NEW || state.isFinal()) {
      return;
    }
    advance(now);
    while (!state.isFinal() && elapsed >= timeoutAt && elapsed < settings.handshakeNanos) {
      fire(timerEvent());
    }
    if (!state.isFinal() && elapsed >= settings.handshakeNanos) {
      fail(Event.DEADLINE, reasonForGivingUp());
    }
  }

  /** The line has no more bytes. This fails the handshake unless it has ended. */
  public final void inputClosed() {
    if (!state.isFinal()) {
      fail(Event.END_OF_INPUT, FailureReason.LINE_CLOSED);
    }
  }

  /**
   * Fails the handshake for a reason that the caller knows, unless it has failed already. An
   * established handshake can fail too: its last frame must still be written, and that may fail.
   *
   * @param reason why
   */
  public final void abandon(FailureReason reason) {
    if (state != State.FAILED) {
      fail(Event.ABANDONED, reason);
    }
  }

  /**
   * For a caller that is blocked in a read while time passes and cannot cancel that read. After
   * this call only the bytes of a read establish the handshake, and never {@link #timeout}.
   * Otherwise the blocked read would take the application's first bytes. The price for a server: it
   * drops an ACK that arrives in noise, and the client tries again. For a client nothing changes.
   *
   * @throws IllegalStateException when the handshake was started before
   */
  public final void endOnlyWithARead() {
    if (state != State.NEW) {
      throw new IllegalStateException("the handshake was started before");
    }
    endsWithReadOnly();
  }

  /** Remembers it, in the role for which it makes a difference. */
  void endsWithReadOnly() {}

  /**
   * How many bytes the next read may take, for a caller that cannot give bytes back to its stream.
   * The number is one while the final ACK may arrive, because the bytes after that ACK are the
   * application's. In every other state a peer is silent after its frame.
   *
   * <p>A caller with a buffer of its own need not ask. The bytes that {@link #receive} does not
   * consume are the application's.
   *
   * @return 1, or {@link Integer#MAX_VALUE} for as many as there are
   */
  public int mostToRead() {
    return Integer.MAX_VALUE;
  }

  /**
   * The next bytes to write, if there are any.
   *
   * @return one frame, the caller's to keep, or null
   */
  public final byte @Nullable [] pollTransmit() {
    byte[] frame = transmit == Frame.NONE ? null : Frame.toArray(transmit);
    transmit = Frame.NONE;
    return frame;
  }

  /**
   * The same as {@link #pollTransmit}, one byte for each call and without an array.
   *
   * @return the next byte to write, from 0 to 255; -1 after the last one
   */
  public final int pollTransmitByte() {
    if (transmit == Frame.NONE) {
      return -1;
    }
    int next = Frame.at(transmit, 0);
    transmit = Frame.behindFirst(transmit);
    return next;
  }

  /**
   * Bytes of earlier reads that belong to the application. They come before the leftovers of the
   * last read. There are at most three of them, and only at a server that waits for its client's
   * first bytes ({@link HandshakeSettings.Builder#clientBegins}).
   *
   * @return the caller's to keep; empty unless the handshake is established
   */
  public byte[] heldBytes() {
    return NONE_HELD;
  }

  /**
   * When {@link #timeout} is due next. Every other call may change it. A wait that matters only to
   * the next read does not count, because {@link #receive} looks after it. So a server that has
   * answered needs no timer, and {@link #state} shows the end of such a wait only after the next
   * read.
   *
   * @param now the time
   * @return nanoseconds from {@code now}, not negative; {@link Long#MAX_VALUE} for never
   */
  public final long nanosToTimeout(long now) {
    return nanosTo(isWaitForReadsOnly() ? NEVER : timeoutAt, now);
  }

  private long nanosTo(long wait, long now) {
    if (state == State.NEW || state.isFinal()) {
      return NEVER;
    }
    long next = Math.min(wait, settings.handshakeNanos);
    return next == NEVER ? NEVER : Math.max(0, next - (now - startedAt));
  }

  /**
   * Where the handshake stands.
   *
   * @return the state
   */
  public final State state() {
    return state;
  }

  /**
   * What was seen so far. The report also knows for how long nothing has arrived since.
   *
   * @param now the time
   * @return a report that does not change any more
   */
  public final HandshakeReport report(long now) {
    if (state != State.NEW && !state.isFinal()) {
      advance(now);
    }
    return report();
  }

  /**
   * What was seen so far. When {@link #state} is final, this method changes nothing and may be
   * called on any thread that has seen that state.
   *
   * @return a report that does not change any more
   */
  public final HandshakeReport report() {
    if (!state.isFinal() && hasReceived()) {
      evidence(intake());
    }
    Evidence evidence = intake == null ? null : intake.evidenceIfAny();
    Diagnosis diagnosis =
        new Diagnosis(
            role(),
            state,
            failureReason,
            attempts,
            quietFor(),
            noise == null ? 0 : noise.longestPauseNanos(),
            evidence);
    return HandshakeReport.builder(role(), state)
        .failureReason(failureReason)
        .attempts(attempts)
        .discardedBytes(discardedBytes())
        .preview(evidence == null ? Preview.EMPTY : new Preview(evidence.discarded.toArray()))
        .elapsed(Duration.ofNanos(elapsed))
        .verdict(diagnosis.verdict())
        .build();
  }

  abstract Role role();

  abstract TransitionTable table();

  /** How many of the last bytes can still be part of a frame. */
  abstract int windowLength();

  /**
   * Looks at a read of at least one byte, and consumes the bytes that are not the application's.
   *
   * @return how many bytes of the read are not the application's
   */
  abstract int read(ByteView read);

  /** Whether the end of the wait in this state only changes how the next read is taken. */
  boolean isWaitForReadsOnly() {
    return false;
  }

  /** The event that the end of the present wait is. */
  Event timerEvent() {
    return Event.TIMER;
  }

  /** Whether the state that was just entered has no wait. */
  boolean endsAtOnce() {
    return false;
  }

  /** The nonce of the last SYN that was sent; 0 where there is none. */
  int nonce() {
    return 0;
  }

  /** The nonce of the SYN before that one; 0 where there is none. */
  int nonceBefore() {
    return 0;
  }

  /** Whether the peer has answered most attempts with a NAK. */
  boolean isMostlyDeclined() {
    return false;
  }

  /**
   * Does what a row of the table says.
   *
   * @return how long the wait is that this action begins; 0 for the usual wait of the next state
   */
  long perform(Action action) {
    if (action == Action.DISCARD_FRAME) {
      transmit = Frame.NONE;
    }
    return 0;
  }

  /**
   * How long to wait in the next state; {@link HandshakeSettings#NEVER} for no wait.
   *
   * @param begun the wait that the action has begun
   */
  abstract long waitIn(State entered, long begun);

  final void fire(Event event) {
    TransitionTable.Row row = table().find(state, event);
    if (row == null) {
      return;
    }
    enter(row.to(), perform(row.action()));
    if (endsAtOnce()) {
      fire(timerEvent());
    }
  }

  private void enter(State next, long begun) {
    State before = state;
    long wait = waitIn(next, begun);
    state = next;
    timeoutAt = wait == NEVER ? NEVER : elapsed + wait;
    if (next == State.FAILED ? hasReceived() : next.isFinal() && discardedBytes() > 0) {
      evidence(intake()); // now, since a final state may be asked for a report on any thread
    }
    if (next != before) {
      observer.stateChanged(before, next);
    }
  }

  private void fail(Event event, FailureReason reason) {
    failureReason = reason;
    fire(event);
  }

  private FailureReason reasonForGivingUp() {
    if (!hasReceived()) {
      return FailureReason.PEER_SILENT;
    }
    if (noise != null && 2 * noise.nanosOfStream(elapsed) > elapsed) {
      return FailureReason.NEVER_QUIET;
    }
    return isMostlyDeclined() ? FailureReason.PEER_DECLINED : FailureReason.NO_HANDSHAKE;
  }

  /** The bytes received so far are no part of the next attempt. What they told is kept. */
  final void endAttempt() {
    if (hasReceived()) {
      evidence(intake()).endAttempt();
    }
  }

  /** For the verdict: the byte that arrived where the final ACK was due. */
  final void insteadOfFinalAck(byte first) {
    evidence(intake()).insteadOfFinalAck(first);
  }

  /** For the verdict: the ACK of a client in debug mode. */
  final void debugAck() {
    evidence(intake()).debugAck();
  }

  private Intake intake() {
    if (intake == null) {
      intake = new Intake(role());
    }
    return intake;
  }

  private Evidence evidence(Intake of) {
    return of.evidence(nonce(), nonceBefore());
  }

  final void send(Step step, int frame) {
    transmit = frame;
    window = 0; // bytes that arrived before a frame are no answer to it
    open = 0;
    if (step == Step.SYN || step == Step.SYN_ACK) {
      attempts++;
    }
    if (observer != HandshakeObserver.NONE) {
      observer.frameSent(step, Frame.toArray(frame));
    }
  }

  /**
   * Counts the first bytes of a read as received. They are garbage until {@link #take} says else.
   */
  final void consume(ByteView read, int count) {
    intake().add(read, count, nonce(), nonceBefore());
  }

  /** The last bytes of earlier reads belong to the application. They were consumed too early. */
  final void unconsume(int count) {
    intake().giveBack(count);
  }

  /** The last bytes that were consumed are the frame that was due. They are no garbage. */
  final void take(Step step, int frame) {
    long discarded = intake().take(step, frame, nonce(), nonceBefore());
    if (observer != HandshakeObserver.NONE) {
      observer.frameReceived(step, Frame.toArray(frame), discarded);
    }
  }

  /**
   * Counts the garbage of a read. Must be called for each read, before its event.
   *
   * @param length how many bytes arrived
   * @param kept how many of the last bytes are no garbage yet. They are a frame that is about to be
   *     taken, or the beginning of a frame.
   */
  final void account(int length, int kept) {
    int garbage = open + length - kept;
    open = (byte) kept;
    if (garbage > 0) {
      if (noise == null) {
        noise = new Noise(settings);
      }
      noise.add(garbage, elapsed);
    }
  }

  final boolean isQuiet() {
    return noise == null || noise.isQuiet(elapsed);
  }

  final long nanosToQuiet() {
    return noise == null ? 0 : noise.nanosToQuiet(elapsed);
  }

  /** Draws a nonce. None is drawn twice before all were drawn. */
  final int drawNonce() {
    nonces = Nonces.next(nonces);
    return lastNonce();
  }

  final int lastNonce() {
    return Nonces.last(nonces);
  }

  final int attempts() {
    return attempts;
  }

  /** How much is left of the present wait. */
  final long remainingWait() {
    return timeoutAt - elapsed;
  }

  /** For how long the line has been quiet. */
  final long quietFor() {
    return elapsed - lastReadAt;
  }

  final long elapsed() {
    return elapsed;
  }

  /** Puts the end of a read into the window. */
  final void look(ByteView read, int from) {
    int length = read.length();
    for (int i = Math.max(from, length - 3); i < length; i++) {
      window = (window << 8) | (read.get(i) & 0xff);
    }
  }

  /** The byte that is {@code back} bytes before the newest. */
  final int seen(int back) {
    return (window >>> (8 * back)) & 0xff;
  }

  private boolean hasReceived() {
    return intake != null && !intake.isEmpty();
  }

  private long discardedBytes() {
    return intake == null ? 0 : intake.discarded();
  }

  private void advance(long now) {
    elapsed = Math.max(elapsed, now - startedAt);
  }

  // What follows is for the explorer of the tests alone.

  /** An independent copy, which collects no evidence. */
  Handshake(Handshake other) {
    settings = other.settings;
    observer = other.observer;
    nonces = other.nonces;
    window = other.window;
    noise = other.noise == null ? null : new Noise(other.noise);
    open = other.open;
    state = other.state;
    failureReason = other.failureReason;
    transmit = other.transmit;
    startedAt = other.startedAt;
    elapsed = other.elapsed;
    lastReadAt = other.lastReadAt;
    timeoutAt = other.timeoutAt;
    attempts = other.attempts;
    intake = new Intake(role(), other.intake);
  }

  /** An independent copy. */
  abstract Handshake copy();

  /** When the next wait is over. A wait that matters only to the next read counts too. */
  final long nanosToTimer(long now) {
    return nanosTo(timeoutAt, now);
  }

  /** Writes everything that the future depends on. Two equal futures have equal bytes. */
  @SuppressWarnings("EnumOrdinal") // compared within one run only
  void encode(ByteBuffer out) {
    int length = windowLength();
    out.put((byte) (state.ordinal() | (length << 4)));
    for (int back = 0; back < length; back++) {
      out.put((byte) seen(back));
    }
    out.putLong(timeoutAt == NEVER ? NEVER : timeoutAt - elapsed);
    long quiet = noise == null ? Noise.encodedOfNone(settings) : noise.encoded(elapsed);
    out.putLong(quiet).put(open);
  }
}
