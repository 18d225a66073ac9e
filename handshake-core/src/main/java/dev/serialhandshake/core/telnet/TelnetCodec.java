// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

import dev.serialhandshake.core.ByteView;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One telnet connection that is the line of a handshake. There is no I/O and no clock. Bytes are
 * arguments.
 *
 * <p><b>What it does.</b> It agrees with the peer that all 256 values pass both ways (BINARY), and
 * refuses every option that it does not know. Then it doubles {@code ff} in what is sent, and takes
 * data and commands apart in what is received. With {@link ComPortSettings} it also sets up the
 * serial port at the far end (RFC 2217) and checks the answers. Both ends of a telnet connection
 * follow the same rules, so it does not matter who connected and who listened.
 *
 * <p><b>How to drive it.</b> The caller may use any thread, but only one thread at a time:
 *
 * <ol>
 *   <li>{@link #start} once;
 *   <li>for each read, {@link #receive} until all of it is taken; after each call {@link
 *       #pollTransmit}, and write what it returned, then {@link #pollEvent};
 *   <li>data is sent while {@link #maySend} is true: {@link #escape}. Until then the caller keeps
 *       it. Commands are written at once, ahead of that data.
 *   <li>when the peer is not ready after a time of the caller's choice, {@link #overdue} says why.
 * </ol>
 *
 * <p>For example, {@code ff fd 00 41 ff ff} from the peer is the command DO BINARY, and the data
 * {@code 41 ff}.
 *
 * <p>Nothing is allocated for a byte. Memory is bounded, whatever the peer sends. A subnegotiation
 * that is longer than every known one is skipped, and {@link #receive} stops while its answers wait
 * to be polled.
 */
public final class TelnetCodec {

  private final Outbox outbox = new Outbox();
  private final Negotiation negotiation;
  private final Decoder decoder;
  private final @Nullable ComPort port;
  private final @Nullable VirtualPort virtualPort;
  private final boolean login;
  private final @Nullable VirtualMachine machine;

  private boolean ready;

  private boolean text;

  /** Whether the last data that was sent is a CR. */
  private boolean crSent;

  private boolean suspended;
  private @Nullable TelnetFailure failure;
  private @Nullable TelnetEvent event;

  /** For the side that connects. */
  private TelnetCodec(@Nullable ComPortSettings settings) {
    negotiation =
        new Negotiation(settings == null ? Set.of() : Set.of(TelnetOption.COM_PORT), outbox);
    decoder = new Decoder(negotiation, false);
    login = false;
    port = settings == null ? null : new ComPort(settings, outbox);
    virtualPort = null;
    machine = null;
  }

  /** For the side that listens. */
  private TelnetCodec(boolean moves, boolean login) {
    negotiation =
        new Negotiation(
            login
                ? Set.of(TelnetOption.COM_PORT, TelnetOption.VIRTUAL_MACHINE, TelnetOption.ECHO)
                : Set.of(TelnetOption.COM_PORT, TelnetOption.VIRTUAL_MACHINE),
            outbox);
    decoder = new Decoder(negotiation, login);
    this.login = login;
    port = null;
    virtualPort = new VirtualPort(outbox);
    machine = new VirtualMachine(outbox, moves);
  }

  /**
   * Makes a codec for data alone.
   *
   * @return a codec that is not started
   */
  public static TelnetCodec plain() {
    return new TelnetCodec(null);
  }

  /**
   * Makes a codec that sets up the serial port at the far end.
   *
   * @param settings what the port is set to
   * @return a codec that is not started
   */
  public static TelnetCodec withComPort(ComPortSettings settings) {
    return new TelnetCodec(Objects.requireNonNull(settings, "settings"));
  }

  /**
   * Makes a codec for the side that listens. The peer may also be a VMware host that connects the
   * serial port of a virtual machine (option 232). The codec agrees to be its proxy and asks for
   * the machine's name and UUID. It refuses every vMotion for the moment.
   *
   * <p>The peer may set up a serial port here (RFC 2217). There is none, so each setting is
   * accepted and kept, and answered as a port would.
   *
   * @return a codec that is not started
   */
  public static TelnetCodec forListener() {
    return new TelnetCodec(false, false);
  }

  /**
   * Makes the same for a caller that can move a line to another connection. A vMotion is told by
   * {@link TelnetEvent#VMOTION_BEGIN} and the events after it, and answered by {@link
   * #answerVmotion}.
   *
   * @return a codec that is not started
   */
  public static TelnetCodec forMovingListener() {
    return new TelnetCodec(true, false);
  }

  /**
   * Makes the same for a line with a login on it. A person's telnet program is told that the login
   * echoes. If it refuses BINARY, the line is ready nevertheless, and {@link #isText}. Then CR NUL
   * and CR LF stand for a CR, as RFC 854 says.
   *
   * @return a codec that is not started
   */
  public static TelnetCodec forLoginListener() {
    return new TelnetCodec(true, true);
  }

  /** Asks the peer for everything that the line needs. These are the first bytes to poll. */
  public void start() {
    negotiation.begin(port != null);
  }

  /**
   * Takes bytes of a read, up to its end or the next event.
   *
   * @param read the bytes; the view is not kept
   * @param from where to begin
   * @param data where the data in them goes, with all commands taken out
   * @return the index at which to go on: the length of the view if all is taken
   * @throws IllegalStateException if the commands or the event of the last call were not polled
   */
  public int receive(ByteView read, int from, ByteSink data) {
    if (event != null || !outbox.hasRoom()) {
      throw new IllegalStateException("poll the answers and the event first");
    }
    int length = read.length();
    int next = from;
    while (next < length && event == null && outbox.hasRoom()) {
      int value = read.get(next++) & 0xff;
      switch (decoder.take(value)) {
        case NONE -> {}
        case DATA -> data.put((byte) value);
        case OPTION -> optionReceived();
        case SUBNEGOTIATION -> subnegotiationReceived();
        case BREAK -> event = TelnetEvent.BREAK;
      }
    }
    return next;
  }

  /**
   * Whether the next bytes received, up to the first {@code ff}, are data and nothing else. A
   * caller may then pass on a read without an {@code ff} and need not call {@link #receive}.
   *
   * @return true if they are
   */
  public boolean receivesPlainData() {
    return decoder.isInData();
  }

  /**
   * The next commands to write.
   *
   * @return the bytes, the caller's to keep, or null if there are none
   */
  public byte @Nullable [] pollTransmit() {
    return outbox.poll();
  }

  /**
   * The event of the last call. Each event is returned once.
   *
   * @return the event, or null if there is none
   */
  public @Nullable TelnetEvent pollEvent() {
    TelnetEvent last = event;
    event = null;
    return last;
  }

  /**
   * Whether data may be sent.
   *
   * @return false before {@link TelnetEvent#READY}, after {@link TelnetEvent#FAILED}, and while the
   *     far end has suspended it
   */
  public boolean maySend() {
    return ready && !suspended && failure == null;
  }

  /**
   * Whether {@link TelnetEvent#READY} was reached and nothing has failed since.
   *
   * @return true if so
   */
  public boolean isReady() {
    return ready && failure == null;
  }

  /**
   * Whether the peer refuses BINARY in a direction. Then the line is for text only, of a person at
   * a login.
   *
   * @return false before {@link TelnetEvent#READY}
   */
  public boolean isText() {
    return text;
  }

  private boolean sendsBinary() {
    return negotiation.ours(TelnetOption.BINARY) == OptionState.YES;
  }

  private boolean receivesBinary() {
    return negotiation.peers(TelnetOption.BINARY) == OptionState.YES;
  }

  /**
   * Whether data without an {@code ff} is sent as it is.
   *
   * @return false where the line {@link #isText}
   */
  public boolean sendsPlainData() {
    return sendsBinary();
  }

  /**
   * Turns data into the bytes to write. {@code ff} is doubled. Without BINARY, a CR that no LF
   * follows becomes CR NUL. If a CR is the last byte, its NUL is written with the next data.
   *
   * @param bytes the data; the view is not kept
   * @param to gets the bytes to write, at most one more than twice as many
   * @throws IllegalStateException unless {@link #maySend}
   */
  public void escape(ByteView bytes, ByteSink to) {
    if (!maySend()) {
      throw new IllegalStateException("no data may be sent now");
    }
    int length = bytes.length();
    for (int i = 0; i < length; i++) {
      byte value = bytes.get(i);
      if (crSent && value != TelnetWire.LF) {
        to.put((byte) TelnetWire.NUL);
      }
      if (value == (byte) TelnetWire.IAC) {
        to.put(value);
      }
      to.put(value);
      crSent = value == TelnetWire.CR && !sendsBinary();
    }
  }

  /**
   * Begins or ends a BREAK at the far end. The caller decides how long it lasts. Without {@link
   * ComPortSettings}, telnet has only a BREAK without a length. It is sent at the beginning, and
   * the end sends nothing.
   *
   * @param on whether it begins
   * @throws IllegalStateException when too much waits to be polled: poll after each call
   */
  public void setBreak(boolean on) {
    if (!outbox.hasRoom()) {
      throw new IllegalStateException("poll what waits to be sent first");
    }
    if (port != null) {
      port.setBreak(on);
    } else if (on) {
      outbox.command(TelnetWire.BRK);
    }
  }

  /**
   * Why the connection cannot be used.
   *
   * @return the first failure, or null while there is none
   */
  public @Nullable TelnetFailure failure() {
    return failure;
  }

  /**
   * Call it when the caller's time is over before the peer was ready.
   *
   * @return the failure, which says what the peer has not done
   */
  public TelnetFailure overdue() {
    if (failure == null) {
      failure = missing();
    }
    return failure;
  }

  /**
   * The peer has closed the connection before it was ready.
   *
   * @return that, or what was wrong before
   */
  public TelnetFailure closed() {
    if (failure == null) {
      failure =
          new TelnetFailure(
              TelnetFailure.Kind.CLOSED,
              "the peer closed the connection before it agreed on telnet; is another program"
                  + " connected to the port?");
    }
    return failure;
  }

  /**
   * How many characters without a stop bit the far port has reported.
   *
   * @return their number; 0 without {@link ComPortSettings}
   */
  public long framingErrors() {
    return port == null ? 0 : port.framingErrors();
  }

  /**
   * How many characters with a wrong parity bit the far port has reported.
   *
   * @return their number; 0 without {@link ComPortSettings}
   */
  public long parityErrors() {
    return port == null ? 0 : port.parityErrors();
  }

  /**
   * How often the far port lost bytes, as it told.
   *
   * @return how often; 0 without {@link ComPortSettings}
   */
  public long overruns() {
    return port == null ? 0 : port.overruns();
  }

  /**
   * The modem lines that are on at the far port.
   *
   * @return the bits of RFC 2217: {@code 80} carrier detect, {@code 40} ring, {@code 20} data set
   *     ready, {@code 10} clear to send; 0 before the port told
   */
  public int modemState() {
    return port == null ? 0 : port.modemState();
  }

  /**
   * The name of the virtual machine whose port this is.
   *
   * @return as its host told it, after {@link TelnetEvent#VIRTUAL_MACHINE}; null before, and of any
   *     other peer
   */
  public @Nullable String virtualMachineName() {
    return machine == null ? null : machine.name();
  }

  /**
   * The UUID that vCenter has given the virtual machine.
   *
   * @return as its host told it; null if it told none
   */
  public @Nullable String virtualMachineUuid() {
    return machine == null ? null : machine.uuid();
  }

  /**
   * What came with the last event of a vMotion: its sequence, and after {@link
   * TelnetEvent#VMOTION_PEER} the secret, too.
   *
   * @return the bytes; empty without such an event
   */
  public byte[] vmotionParameters() {
    return machine == null ? new byte[0] : machine.parameters();
  }

  /**
   * Answers an event of a vMotion.
   *
   * @param answer which
   * @param parameters the sequence of the vMotion, and for {@link VmotionAnswer#GO_AHEAD} a secret
   *     of at most 16 bytes after it
   * @throws IllegalArgumentException with more than 32 bytes
   * @throws IllegalStateException unless this codec is {@link #forMovingListener}, or when too much
   *     waits to be polled: poll after each call
   */
  public void answerVmotion(VmotionAnswer answer, byte... parameters) {
    if (machine == null || !outbox.hasRoom()) {
      throw new IllegalStateException("no vMotion can be answered now");
    }
    machine.answer(answer, parameters);
  }

  private void optionReceived() {
    negotiation.received(decoder.verb(), decoder.option());
    if (port != null && comPortIsOn()) {
      port.setUp();
    }
    if (virtualPort != null && comPortIsOn()) {
      virtualPort.begin();
    }
    look();
  }

  private void subnegotiationReceived() {
    if (machine != null && decoder.option() == TelnetOption.VIRTUAL_MACHINE.code) {
      if (negotiation.peers(TelnetOption.VIRTUAL_MACHINE) == OptionState.YES) {
        event = machine.received(decoder);
      }
      return;
    }
    if (decoder.option() != TelnetOption.COM_PORT.code) {
      return;
    }
    if (port != null) {
      event = port.received(decoder);
    } else if (virtualPort != null && comPortIsOn()) {
      event = virtualPort.received(decoder);
    }
    if (event == TelnetEvent.SUSPENDED || event == TelnetEvent.RESUMED) {
      suspended = event == TelnetEvent.SUSPENDED;
    }
    if (event == null) {
      look();
    }
  }

  private boolean comPortIsOn() {
    return negotiation.ours(TelnetOption.COM_PORT) == OptionState.YES
        || negotiation.peers(TelnetOption.COM_PORT) == OptionState.YES;
  }

  /** Whether the last command made the line ready, or made it impossible to use. */
  private void look() {
    if (failure != null) {
      return;
    }
    failure = refusal();
    if (failure != null) {
      event = TelnetEvent.FAILED;
    } else if (!ready && isAgreed() && (port == null || port.isSetUp())) {
      ready = true;
      text = !(sendsBinary() && receivesBinary());
      event = TelnetEvent.READY;
    }
  }

  private boolean isAgreed() {
    return login
        ? negotiation.ours(TelnetOption.BINARY) != OptionState.ASKED
            && negotiation.peers(TelnetOption.BINARY) != OptionState.ASKED
        : sendsBinary() && receivesBinary();
  }

  private @Nullable TelnetFailure refusal() {
    if (login && (!ready || text)) {
      return null; // that of a person; but BINARY that is taken back is the end of a session
    }
    if (negotiation.ours(TelnetOption.BINARY) == OptionState.NO) {
      return refusedBinary("what we send");
    }
    if (negotiation.peers(TelnetOption.BINARY) == OptionState.NO) {
      return refusedBinary("what it sends");
    }
    if (port == null) {
      return null;
    }
    if (negotiation.ours(TelnetOption.COM_PORT) == OptionState.NO && !comPortIsOn()) {
      return new TelnetFailure(
          TelnetFailure.Kind.COM_PORT_REFUSED,
          "the peer refuses telnet's option 44 (RFC 2217), which sets up its port; set the port up"
              + " there, and use telnet: instead of rfc2217:");
    }
    String difference = port.difference();
    return difference == null
        ? null
        : new TelnetFailure(
            TelnetFailure.Kind.SETTING_REFUSED,
            "the port at the far end " + difference + "; ask for what it has, or set it up there");
  }

  private static TelnetFailure refusedBinary(String way) {
    return new TelnetFailure(
        TelnetFailure.Kind.BINARY_REFUSED,
        "the peer refuses telnet's BINARY (RFC 856) for "
            + way
            + ", so the values 80 to ff do not pass; use a raw TCP port of it, with tcp:");
  }

  private TelnetFailure missing() {
    if (!negotiation.heardOf()) {
      return new TelnetFailure(
          TelnetFailure.Kind.NO_TELNET,
          "the peer sent no telnet command; if the port is raw, use tcp:");
    }
    String what = "BINARY (RFC 856)";
    if (port != null && sendsBinary() && receivesBinary()) {
      String setting = port.unanswered();
      what = setting == null ? "option 44 (RFC 2217)" : setting + " (RFC 2217)";
    }
    return new TelnetFailure(
        TelnetFailure.Kind.NO_ANSWER,
        "the peer speaks telnet, and has not answered the question for "
            + what
            + "; is another program connected to the port?");
  }
}
