// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.HandshakeSettings.NEVER;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One handshake of one role, without I/O: bytes, time and randomness are arguments.
 *
 * <p>A caller works it so, always on one thread at a time:
 *
 * <ol>
 *   <li>{@link #start} once; then, as things happen, {@link #receive} for bytes from the line,
 *       {@link #timeout} when {@link #nanosToTimeout} has passed, {@link #inputClosed} at the end
 *       of the input;
 *   <li>after each of these calls, {@link #pollTransmit} until it returns null, and write what it
 *       returned; then {@link #state}, and if that is not final, {@link #nanosToTimeout}.
 * </ol>
 *
 * <p>When {@link #state} is {@link State#ESTABLISHED}, the bytes of the last read that {@link
 * #receive} did not consume are leftovers: they belong to the application, as does every later
 * byte. A frame that is due is still there to be polled then, and goes out ahead of the
 * application's bytes.
 *
 * <p>Times are nanoseconds from any fixed origin, as of {@link System#nanoTime}. Nothing is
 * allocated for garbage, however much of it comes, but for an excerpt of its first bytes.
 *
 * <p>What leads from which state to which is in {@link ClientTable} and {@link ServerTable}, all
 * ways to {@link State#FAILED} in {@link TransitionTable}. PROTOCOL.md shows these tables.
 */
public abstract sealed class Handshake permits ClientHandshake, ServerHandshake {

  /** How many bytes a frame to send has at the most. */
  public static final int LONGEST_FRAME = 3;

  private static final byte[] NONE_HELD = {};

  final HandshakeSettings settings;

  /** The last bytes that were read since a frame was sent, the newest lowest; zero is none. */
  int window;

  /** Made when the first garbage arrives: a line that is clean needs none. */
  private @Nullable Noise noise;

  /**
   * How many of the last bytes are no garbage yet: the beginning of a frame, or a frame that waits
   * for the line to be quiet.
   */
  private byte open;

  /** A drawing of {@link Nonces}. */
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

  /** Made when the first byte is received: thousands of ends may wait for one. */
  private @Nullable Intake intake;

  Handshake(HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    this.settings = settings;
    this.observer = observer;
    nonces = Nonces.begin(random);
  }

  /**
   * Makes the side that begins.
   *
   * @param settings its waits and limits
   * @param random where nonces and jitter come from; used on the caller's thread
   * @param observer is told of every frame
   * @return a handshake that is not started
   */
  public static Handshake client(
      HandshakeSettings settings, RandomGenerator random, HandshakeObserver observer) {
    return new ClientHandshake(settings, random, observer);
  }

  /**
   * Makes the side that waits.
   *
   * @param settings its waits and limits
   * @param random where nonces come from; used on the caller's thread
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
   * Takes the bytes of one read. Where one read ends and the next begins matters: a live peer is
   * silent after a frame, so a frame counts only at the end of a read.
   *
   * @param read the bytes; the view is not kept
   * @param now the time
   * @return how many of them were consumed: all, unless the handshake is established with this
   *     read; then the others are the application's, after {@link #heldBytes}. Zero when the
   *     handshake is not under way.
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
   * Lets the waits that are over be over.
   *
   * @param now the time; when it is too early, nothing happens
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

  /** The line has no more bytes for us. Fails the handshake unless it has ended. */
  public final void inputClosed() {
    if (!state.isFinal()) {
      fail(Event.END_OF_INPUT, FailureReason.LINE_CLOSED);
    }
  }

  /**
   * Fails the handshake for a reason that the caller knows, unless it has failed. It may be
   * established already: its last frame is yet to be written then, and that can fail.
   *
   * @param reason why
   */
  public final void abandon(FailureReason reason) {
    if (state != State.FAILED) {
      fail(Event.ABANDONED, reason);
    }
  }

  /**
   * For a caller that waits in a read while time passes: says, before the {@link #start}, that it
   * cannot take that read back. The handshake is then established only by the bytes of a read, and
   * never by {@link #timeout}. Otherwise the read that is under way would take the first bytes of
   * the application. A server pays for it: it drops an ACK that comes in the midst of noise, and
   * the client tries again. For a client nothing changes.
   *
   * @throws IllegalStateException when the handshake was started before
   */
  public final void endOnlyWithARead() {
    if (state != State.NEW) {
      throw new IllegalStateException("the handshake was started before");
    }
    endsWithReadOnly();
  }

  /** Remembers it, where it makes a difference. */
  void endsWithReadOnly() {}

  /**
   * How many bytes the next read may bring, for a caller that cannot give bytes back to its stream.
   * It is one where the final ACK may come: the bytes after that are the application's. In every
   * other state a peer is silent after its frame.
   *
   * <p>A caller with a buffer of its own need not ask. Whatever {@link #receive} does not consume
   * is the application's.
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
   * As {@link #pollTransmit}, but one byte after the other, and without an array.
   *
   * @return the next byte to write, from 0 to 255; -1 behind the last one
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
   * Bytes of earlier reads that turned out to be the application's. They come before the leftovers
   * of the last read. There are at most three, and only where a server waits for its client's first
   * bytes ({@link HandshakeSettings.Builder#clientBegins}).
   *
   * @return the caller's to keep; empty unless the handshake is established
   */
  public byte[] heldBytes() {
    return NONE_HELD;
  }

  /**
   * When {@link #timeout} is due next. Changes with every other call. A wait that matters to the
   * next read only does not count, since {@link #receive} sees to it. So a server that has answered
   * needs no timer, and {@link #state} may tell of the end of such a wait only after the next read.
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
   * What was seen so far, and for how long nothing since.
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
   * What was seen so far. When {@link #state} is final this changes nothing, and may be called on
   * any thread that has seen that state.
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
   * Looks at a read of at least one byte, and consumes what is not the application's.
   *
   * @return how many of its bytes are not the application's
   */
  abstract int read(ByteView read);

  /** Whether the end of the wait in this state is of no consequence but for how a read is taken. */
  boolean isWaitForReadsOnly() {
    return false;
  }

  /** What it is that a timer tells now. */
  Event timerEvent() {
    return Event.TIMER;
  }

  /** Whether the wait of the state that was just entered is over at once. */
  boolean endsAtOnce() {
    return false;
  }

  /** The nonce of the last SYN that was sent; 0 where there is none. */
  int nonce() {
    return 0;
  }

  /** The nonce of the SYN before it, likewise. */
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
   * @return how long the wait is that this action begins; 0 for what is usual in the next state
   */
  long perform(Action action) {
    if (action == Action.DISCARD_FRAME) {
      transmit = Frame.NONE;
    }
    return 0;
  }

  /**
   * How long to wait in the state that comes next; {@link HandshakeSettings#NEVER} for no wait.
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
      evidence(intake()); // while there is still one thread
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

  /** No byte received before is a part of the next attempt. What those bytes told is kept. */
  final void endAttempt() {
    if (hasReceived()) {
      evidence(intake()).endAttempt();
    }
  }

  /** For the verdict: the byte that came where the final ACK was due. */
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
    window = 0; // what came before a frame is no answer to it
    open = 0;
    if (step == Step.SYN || step == Step.SYN_ACK) {
      attempts++;
    }
    if (observer != HandshakeObserver.NONE) {
      observer.frameSent(step, Frame.toArray(frame));
    }
  }

  /** Counts the first bytes of a read as received. Until they are taken, they are garbage. */
  final void consume(ByteView read, int count) {
    intake().add(read, count, nonce(), nonceBefore());
  }

  /** The last bytes of earlier reads are the application's after all. */
  final void unconsume(int count) {
    intake().giveBack(count);
  }

  /** The last bytes that were consumed are the frame that was due, and no garbage. */
  final void take(Step step, int frame) {
    long discarded = intake().take(step, frame, nonce(), nonceBefore());
    if (observer != HandshakeObserver.NONE) {
      observer.frameReceived(step, Frame.toArray(frame), discarded);
    }
  }

  /**
   * Tells the garbage of a read from the rest of it. Due for each read, before its event.
   *
   * @param length how many bytes came
   * @param kept how many of them, and of those before, are no garbage yet: a frame that is about to
   *     be taken, or the beginning of a frame
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

  /** A nonce that was not drawn before, unless all were. */
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

  /** How much of the current wait is left. */
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

  /** Shifts the end of a read into the window. */
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

  // For the explorer of the tests: all that it knows of a handshake, and nothing else uses.

  /** A copy that goes its own way, and collects no evidence. */
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

  /** When the next wait is over, also one that matters to the next read only. */
  final long nanosToTimer(long now) {
    return nanosTo(timeoutAt, now);
  }

  /** All that the future depends on; equal futures, equal bytes. */
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
