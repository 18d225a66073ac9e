// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static dev.serialhandshake.core.HandshakeSettings.NEVER;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.core.internal.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Shares a line between a login, for people with a terminal, and the server role of a handshake.
 * There is no I/O: bytes and time are arguments.
 *
 * <p>Until a SYN arrives, the bytes of the line go to the login, and the login's output goes to the
 * line. From the SYN on the login's output must stop. The handshake gets the bytes, and a copy of
 * them is held. If the handshake is not done within one attempt timeout after its last answer, the
 * login gets the held bytes, in order, and its output goes on.
 *
 * <p>The handshake is not made anew then, because it must know which SYN it has answered. Otherwise
 * it would take a stray {@code 16} before a late ACK for a SYN. The caller gives it {@link
 * #endOfAttempt}. After these bytes it answers no frame that still waited for a quiet line.
 *
 * <p><b>What is a SYN here.</b> A SYN is {@code 16 n}, with or without the filler {@code 15}, at
 * the end of a read. Each of its bytes arrives within the quiet time after the byte before. So
 * Ctrl-V and a letter typed by hand are no SYN. A SYN counts at once on a quiet line. After other
 * bytes it counts when the line has become quiet and nothing followed. Until then its two or three
 * bytes, or the beginning of them, are held back, for the quiet time at most.
 *
 * <p><b>Who has the line.</b> A login session begins with the first line that somebody types at the
 * prompt (a CR or LF). From then on a SYN is answered only if nobody has typed for {@link
 * LoginSettings#idle}. Otherwise the login gets the SYN. The bytes 01 to 7f count as typed, except
 * in a SYN and in what was held during a handshake. The bytes 00 and 80 to ff do not count, because
 * a port that is opened may send them.
 *
 * <p>The caller may use any thread, but only one thread at a time. After each call it polls {@link
 * #pollTyped}, {@link #pollShown} and {@link #pollRefused}, looks at {@link #state}, and sets its
 * timer to {@link #nanosToTimeout}. Times are nanoseconds from any fixed origin.
 */
public final class LoginGate {

  /** Who has the line. */
  public enum State {
    /** The login. */
    LOGIN,
    /** A client that shakes hands. The login waits. */
    ATTEMPT,
    /** A client without the handshake. From here on every byte belongs to it. */
    PLAIN,
    /** A client that has completed the handshake. From here on every byte belongs to it. */
    IN_SYNC
  }

  /** The line of text that a client reads when its SYN is not answered. */
  public static final String REFUSAL = "serial-handshake: a login session has the line";

  /** No client sends more bytes than this in one attempt. */
  static final int MOST_HELD = 4096;

  private static final byte[] IDENT = "SSH-2.0-".getBytes(US_ASCII);

  private final HandshakeSettings settings;
  private final LoginSettings login;
  private final byte[] held = new byte[MOST_HELD];
  private final ByteArrayOutputStream typed = new ByteArrayOutputStream();

  private State state = State.LOGIN;
  private Noise noise;

  /**
   * How many bytes are held back. In LOGIN they may be a SYN or an ident, otherwise they are all.
   */
  private int heldLength;

  /** Whether the bytes held back are a whole SYN. */
  private boolean whole;

  /** When the last byte arrived. */
  private long lastAt;

  private long timeoutAt = NEVER;

  /** Whether somebody has typed a line at this login. */
  private boolean session;

  private long typedAt;
  private boolean atLineStart = true;
  private boolean refused;
  private byte @Nullable [] shown;

  /**
   * Makes a gate in front of a fresh login.
   *
   * @param settings those of the handshake: quiet time, settle time and attempt timeout count here
   *     too
   * @param login when a client may end a login
   */
  public LoginGate(HandshakeSettings settings, LoginSettings login) {
    this.settings = settings;
    this.login = login;
    noise = new Noise(settings);
  }

  /**
   * The bytes that the caller gives to the handshake when the state goes from {@link State#ATTEMPT}
   * to {@link State#LOGIN}. They are noise, so the handshake drops a frame that waits for a quiet
   * line.
   *
   * @return two bytes, the caller's to keep. One byte after a {@code 16} would be the nonce of a
   *     SYN.
   */
  public static byte[] endOfAttempt() {
    return new byte[2];
  }

  /**
   * Who has the line.
   *
   * @return the state
   */
  public State state() {
    return state;
  }

  /**
   * Whether somebody has typed a line at this login.
   *
   * @return false at a fresh prompt
   */
  public boolean isSession() {
    return session;
  }

  /**
   * Takes the bytes of one read.
   *
   * @param read the bytes; the view is not kept
   * @param now the time
   * @throws IllegalStateException in {@link State#PLAIN} and {@link State#IN_SYNC}, where every
   *     byte is a client's
   */
  public void receive(ByteView read, long now) {
    if (read.length() == 0) {
      return;
    }
    if (state == State.ATTEMPT && now - timeoutAt >= 0) {
      endAttempt();
    }
    switch (state) {
      case LOGIN -> receiveTyped(read, now);
      case ATTEMPT -> receiveShown(read, now);
      default -> throw new IllegalStateException("the line is a client's");
    }
  }

  private void receiveTyped(ByteView read, long now) {
    if (now - lastAt >= settings.quietNanos) {
      release(heldLength);
    }
    lastAt = now;
    byte[] all = new byte[heldLength + read.length()];
    System.arraycopy(held, 0, all, 0, heldLength);
    read.copy(0, all, heldLength, read.length());
    int notTyped = whole ? heldLength : 0;
    whole = false;
    heldLength = 0;
    if (login.plain && atLineStart && mayEndLogin(now)) {
      int same = sameAsIdent(all);
      if (same == IDENT.length) {
        state = State.PLAIN;
        shown = all;
        timeoutAt = NEVER;
        return;
      }
      if (same == all.length) {
        hold(all, 0);
        timeoutAt = now + settings.quietNanos;
        return;
      }
    }
    int kept = lengthOfSynAtEnd(all);
    pass(all, all.length - kept, notTyped);
    hold(all, all.length - kept);
    if (!whole) {
      timeoutAt = kept == 0 ? NEVER : now + settings.quietNanos;
    } else if (!mayEndLogin(now)) {
      refuse(now);
    } else if (noise.isQuiet(now)) {
      beginAttempt(now);
    } else {
      timeoutAt = now + noise.nanosToQuiet(now);
    }
  }

  /** A client is silent after its SYN. If bytes follow, they are typed text or a file. */
  private void refuse(long now) {
    if (noise.isQuiet(now)) {
      timeoutAt = now + settings.quietNanos;
    } else {
      release(heldLength);
    }
  }

  private void receiveShown(ByteView read, long now) {
    lastAt = now;
    if (read.length() > MOST_HELD - heldLength) {
      endAttempt(); // no client sends so much
      receiveTyped(read, now);
      return;
    }
    byte[] copy = new byte[read.length()];
    read.copy(0, copy, 0, copy.length);
    hold(copy, 0);
    shown = copy;
  }

  private static int sameAsIdent(byte[] bytes) {
    int same = 0;
    while (same < Math.min(bytes.length, IDENT.length) && bytes[same] == IDENT[same]) {
      same++;
    }
    return same;
  }

  /** How many of the last bytes are a SYN, with its filler, or the beginning of one. */
  private int lengthOfSynAtEnd(byte[] bytes) {
    int end = bytes.length;
    whole = end > 1 && bytes[end - 2] == Wire.SYN;
    int flag = whole ? end - 2 : end - 1;
    if (bytes[flag] != Wire.SYN) {
      return bytes[flag] == Wire.FILLER ? 1 : 0;
    }
    boolean filler = flag > 0 && bytes[flag - 1] == Wire.FILLER;
    return end - flag + (filler ? 1 : 0);
  }

  private void hold(byte[] bytes, int from) {
    int length = bytes.length - from;
    System.arraycopy(bytes, from, held, heldLength, length);
    heldLength += length;
  }

  /**
   * Gives bytes to the login.
   *
   * @param notTyped how many of the first bytes no person has typed
   */
  private void pass(byte[] bytes, int length, int notTyped) {
    if (length == 0) {
      return;
    }
    typed.write(bytes, 0, length);
    noise.add(length, lastAt);
    boolean text = false;
    for (int i = Math.min(notTyped, length); i < length; i++) {
      boolean endsLine = bytes[i] == '\r' || bytes[i] == '\n';
      session |= endsLine;
      text |= bytes[i] > 0;
    }
    if (text) {
      typedAt = lastAt;
    }
    atLineStart = bytes[length - 1] == '\r' || bytes[length - 1] == '\n';
  }

  /** The login gets the bytes that were held back. */
  private void release(int length) {
    pass(held, length, whole ? length : 0);
    heldLength = 0;
    whole = false;
    timeoutAt = NEVER;
  }

  private boolean mayEndLogin(long now) {
    return !session || now - typedAt >= login.idleNanos;
  }

  private void beginAttempt(long now) {
    state = State.ATTEMPT;
    timeoutAt = now + settings.attemptNanos;
    shown = new byte[heldLength];
    System.arraycopy(held, 0, shown, 0, heldLength);
  }

  private void endAttempt() {
    state = State.LOGIN;
    whole = true; // these bytes do not count as typed, since they are probably a client's frames
    release(heldLength);
  }

  /**
   * The handshake has answered a SYN. Its client has one attempt timeout to complete the handshake.
   * If the handshake was completed before, it has started again.
   *
   * @param now the time
   */
  public void answered(long now) {
    if (state == State.ATTEMPT || state == State.IN_SYNC) {
      state = State.ATTEMPT;
      timeoutAt = now + settings.attemptNanos;
    }
  }

  /** The handshake is done at this end. The held bytes and all later bytes are the client's. */
  public void completed() {
    session = false;
    state = State.IN_SYNC;
    heldLength = 0;
    whole = false;
    timeoutAt = NEVER;
  }

  /** The handshake has failed before its time was over. The login goes on. */
  public void failed() {
    if (state == State.ATTEMPT) {
      endAttempt();
    }
  }

  /** The login has ended by itself. Nobody is at it any more. */
  public void loginEnded() {
    session = false;
    atLineStart = true;
  }

  /** A new login begins, with a fresh prompt. Bytes that were held for the old one are dropped. */
  public void restart() {
    state = State.LOGIN;
    noise = new Noise(settings);
    heldLength = 0;
    whole = false;
    timeoutAt = NEVER;
    session = false;
    atLineStart = true;
    typed.reset();
    shown = null;
    refused = false;
  }

  /**
   * Does what is due when a wait is over.
   *
   * @param now the time; if no wait is over yet, nothing happens
   */
  public void timeout(long now) {
    if (timeoutAt == NEVER || now - timeoutAt < 0) {
      return;
    }
    if (state == State.ATTEMPT) {
      endAttempt();
    } else if (whole && mayEndLogin(now)) {
      beginAttempt(now);
    } else {
      refused = whole;
      release(heldLength);
    }
  }

  /**
   * When {@link #timeout} is due next. Every other call may change it.
   *
   * @param now the time
   * @return nanoseconds from {@code now}, not negative; {@link Long#MAX_VALUE} for never
   */
  public long nanosToTimeout(long now) {
    return timeoutAt == NEVER ? NEVER : Math.max(0, timeoutAt - now);
  }

  /**
   * The next bytes for the login, in the order of the line.
   *
   * @return the bytes, the caller's to keep, or null if there are none
   */
  public byte @Nullable [] pollTyped() {
    if (typed.size() == 0) {
      return null;
    }
    byte[] bytes = typed.toByteArray();
    typed.reset();
    return bytes;
  }

  /**
   * One read for the handshake. In {@link State#PLAIN}, the first bytes of a client.
   *
   * @return the bytes, the caller's to keep, or null if there are none
   */
  public byte @Nullable [] pollShown() {
    byte[] read = shown;
    shown = null;
    return read;
  }

  /**
   * Whether a SYN on a quiet line was not answered, because somebody is at the login.
   *
   * @return true once for each of them
   */
  public boolean pollRefused() {
    boolean was = refused;
    refused = false;
    return was;
  }

  // What follows is for the explorer of the tests alone.

  LoginGate(LoginGate other) {
    settings = other.settings;
    login = other.login;
    System.arraycopy(other.held, 0, held, 0, other.heldLength);
    heldLength = other.heldLength;
    whole = other.whole;
    state = other.state;
    noise = new Noise(other.noise);
    lastAt = other.lastAt;
    timeoutAt = other.timeoutAt;
    session = other.session;
    typedAt = other.typedAt;
    atLineStart = other.atLineStart;
  }

  /** How many bytes are held back. */
  int heldLength() {
    return heldLength;
  }

  boolean isQuiet(long now) {
    return noise.isQuiet(now);
  }

  /** Writes everything that the future depends on, except plain SSH. Equal futures, equal bytes. */
  @SuppressWarnings("EnumOrdinal") // compared within one run only
  void encode(ByteBuffer out, long now) {
    out.put((byte) state.ordinal()).put((byte) (session ? 1 : 0)).put((byte) (whole ? 1 : 0));
    out.putLong(nanosToTimeout(now)).putLong(noise.encoded(now));
    out.putLong(session ? Math.min(now - typedAt, login.idleNanos) : 0);
    out.putLong(heldLength == 0 ? 0 : Math.min(now - lastAt, settings.quietNanos));
    if (state == State.LOGIN) {
      out.put((byte) heldLength).put(held, 0, heldLength);
    }
  }
}
