// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexState;
import org.apache.sshd.common.session.helpers.TimeoutIndicator;
import org.apache.sshd.common.util.Readable;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.ServerFactoryManager;
import org.apache.sshd.server.session.ServerSessionImpl;
import org.apache.sshd.server.session.SessionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A server session on a line, which nobody closes when the client dies. It counts the packets of
 * its client (whole ones, with a good MAC: bytes may as well be noise), and before the login it
 * watches their pace, and for bytes that no client of SSH sends.
 */
final class ServedSession extends ServerSessionImpl implements Counted {

  private static final int SYN = 0x16;

  /** Every implementation must take a packet of this length, so none may need a longer one yet. */
  private static final int MAX_PACKET_BEFORE_LOGIN = 35_000;

  /** Makes such sessions. */
  static final class Factory extends SessionFactory {
    private final Duration loginStep;
    private final Duration silence;
    private final LongSupplier clock;

    /**
     * Creates a factory.
     *
     * @param loginStep how long one packet of a login may take
     * @param silence how long a client may be silent in a key re-exchange
     * @param clock nanoseconds, by which that is measured
     */
    Factory(ServerFactoryManager server, Duration loginStep, Duration silence, LongSupplier clock) {
      super(server);
      this.loginStep = loginStep;
      this.silence = silence;
      this.clock = clock;
    }

    @Override
    protected ServerSessionImpl doCreateSession(IoSession line) throws Exception {
      return new ServedSession(getServer(), line, this);
    }
  }

  private final LongSupplier clock;
  private final LoginWatch login;
  private final LineTraffic traffic;
  private final long silenceNanos;
  private boolean identified;
  private boolean hasAnswered;
  private LineTraffic.@Nullable Mark silentSince;
  private volatile boolean ending;

  private ServedSession(ServerFactoryManager server, IoSession line, Factory settings)
      throws Exception {
    super(server, line);
    clock = settings.clock;
    login = new LoginWatch(settings.loginStep.toNanos(), clock.getAsLong());
    traffic =
        new LineTraffic(
            clock, () -> line instanceof LineIoSession counted ? counted.sentBytes() : 0);
    silenceNanos = settings.silence.toNanos();
  }

  @Override
  public LineTraffic traffic() {
    return traffic;
  }

  @Override
  public void messageReceived(Readable bytes) throws Exception {
    traffic.received(bytes.available());
    super.messageReceived(bytes);
    if (isAuthenticated()) {
      return;
    }
    if (!identified && getClientVersion() != null) {
      identified = true;
      login.stepped(clock.getAsLong());
    }
    boolean partial = decoderState != 0 || decoderBuffer.available() > 0;
    login.received(partial, clock.getAsLong());
    String impossible = partial ? impossible() : null;
    if (impossible != null) {
      throw new SshException(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, impossible);
    }
  }

  @Override
  protected void handleMessage(Buffer buffer) throws Exception {
    traffic.receivedPacket();
    if (!hasAnswered && isAnswerToOurKeyExchange(buffer.array()[buffer.rpos()])) {
      hasAnswered = true;
      traffic.arrived(traffic.mark());
    }
    super.handleMessage(buffer);
    login.stepped(clock.getAsLong());
  }

  /**
   * What the bytes that wait to become whole cannot be, as long as nothing is encrypted. An ident
   * is printable; a packet begins with its length, and none is as long as 16 MB. What is encrypted
   * may be anything, so there the pace alone tells.
   */
  private @Nullable String impossible() {
    if (decoderState != 0 && decoderLength > MAX_PACKET_BEFORE_LOGIN) {
      return "a packet of more than " + MAX_PACKET_BEFORE_LOGIN + " bytes before the login";
    }
    if (!identified) {
      return holdsSyn() ? "a SYN where the client's ident is due" : null;
    }
    boolean plain = inCipher == null && decoderState == 0;
    return plain && decoderBuffer.array()[decoderBuffer.rpos()] != 0
        ? "no packet begins like that"
        : null;
  }

  private boolean holdsSyn() {
    for (int i = decoderBuffer.rpos(); i < decoderBuffer.wpos(); i++) {
      if (decoderBuffer.array()[i] == SYN) {
        return true;
      }
    }
    return false;
  }

  /** The first message of a key exchange method: the client has our ident and our KEXINIT. */
  private static boolean isAnswerToOurKeyExchange(byte message) {
    return message >= SshConstants.SSH_MSG_KEX_FIRST && message <= SshConstants.SSH_MSG_KEX_LAST;
  }

  /** Called by MINA once a second, on its timer thread. */
  @Override
  protected TimeoutIndicator checkForTimeouts() throws IOException {
    if (!ending && isOpen()) {
      String gone = gone(kexState.get());
      if (gone != null) {
        ending = true;
        disconnect(SshConstants.SSH2_DISCONNECT_CONNECTION_LOST, gone);
      }
    }
    return super.checkForTimeouts();
  }

  private @Nullable String gone(@Nullable KexState kex) {
    if (LineIoSession.isAway(getIoSession())) {
      silentSince = null;
      login.lineAway(clock.getAsLong());
      return null;
    }
    if (isAuthenticated()) {
      return kex == KexState.DONE ? noReExchange() : goneInReExchange();
    }
    boolean personMayBeAsked = kex == KexState.KEYS || kex == KexState.DONE;
    return login.gone(personMayBeAsked, clock.getAsLong(), silenceOfLink());
  }

  private long silenceOfLink() {
    return LineIoSession.silenceOfLink(getIoSession());
  }

  private @Nullable String noReExchange() {
    silentSince = null;
    return null;
  }

  /** MINA asks nothing in a key exchange, and so the next bytes must do. */
  private @Nullable String goneInReExchange() {
    if (silentSince == null || traffic.isLively(silentSince)) {
      silentSince = traffic.mark();
    }
    long silent = clock.getAsLong() - silentSince.at();
    return silent > silenceNanos + silenceOfLink() + traffic.extraNanos(silentSince)
        ? "nothing was received in a key re-exchange for "
            + TimeUnit.NANOSECONDS.toSeconds(silent)
            + " s"
        : null;
  }
}
