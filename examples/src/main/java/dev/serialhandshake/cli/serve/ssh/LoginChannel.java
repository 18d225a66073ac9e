// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.serialhandshake.cli.process.Account;
import dev.serialhandshake.cli.process.Ending;
import dev.serialhandshake.cli.process.WindowSize;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.channel.PtyMode;
import org.apache.sshd.common.channel.RequestHandler.Result;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.io.IoUtils;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.jspecify.annotations.Nullable;

/**
 * The SSH channel of one shell, command or subsystem, which behaves as that of OpenSSH's server.
 * MINA's own class decodes commands and variables as UTF-8. It takes a variable TERM for the
 * request of a terminal. It loses the exit status if the client's CLOSE arrives before the status
 * is sent.
 *
 * <p>Commands and variables that this class passes to MINA as strings have one character for each
 * byte (ISO 8859-1).
 */
public final class LoginChannel extends ChannelSession {

  private static final String TYPE = "session";

  /** The limit of OpenSSH: a client cannot make us keep any number of variables. */
  private static final int MOST_VARIABLES = 128;

  private final AcceptedVariables accepted;
  private final Map<String, byte[]> variables = new LinkedHashMap<>();
  private @Nullable String term;
  private WindowSize window = new WindowSize(0, 0, 0, 0);
  private @Nullable Ending ending;
  private boolean closeReceived;
  private boolean over;

  private LoginChannel(AcceptedVariables accepted) {
    this.accepted = accepted;
  }

  /**
   * Makes a server use this class for each session. The processes of the sessions run as our own
   * user.
   */
  public static void install(SshServer server, AcceptedVariables accepted) {
    install(server, accepted, Account::current);
  }

  static void install(SshServer server, AcceptedVariables accepted, Supplier<Account> account) {
    List<ChannelFactory> factories = new ArrayList<>(server.getChannelFactories());
    factories.replaceAll(other -> other.getName().equals(TYPE) ? new Factory(accepted) : other);
    server.setChannelFactories(factories);
    server.setShellFactory(channel -> new ProcessCommand(account, null));
    server.setCommandFactory(
        (channel, command) -> new ProcessCommand(account, command.getBytes(ISO_8859_1)));
  }

  private record Factory(AcceptedVariables accepted) implements ChannelFactory {
    @Override
    public String getName() {
      return TYPE;
    }

    @Override
    public Channel createChannel(Session session) {
      return new LoginChannel(accepted);
    }
  }

  /** The variables that the client has set and that were accepted, in the order of its requests. */
  Map<String, byte[]> variables() {
    return variables;
  }

  /**
   * The kind of terminal that the client has asked for, such as xterm; null if it asked for none.
   */
  @Nullable String term() {
    return term;
  }

  WindowSize window() {
    return window;
  }

  @Override
  protected Result handleExec(String request, Buffer buffer, boolean wantReply) throws IOException {
    return isClosing()
        ? Result.ReplyFailure
        : handleExecParsed(request, new String(buffer.getBytes(), ISO_8859_1));
  }

  @Override
  protected Result handleEnv(Buffer buffer, boolean wantReply) {
    String name = new String(buffer.getBytes(), ISO_8859_1);
    byte[] value = buffer.getBytes();
    if (!accepted.accepts(name, value) || variables.size() >= MOST_VARIABLES) {
      return Result.ReplyFailure;
    }
    variables.put(name, value);
    return Result.ReplySuccess;
  }

  @Override
  protected Result handlePtyReqParsed(
      String kind, int columns, int rows, int width, int height, Map<PtyMode, Integer> modes) {
    if (term != null) {
      return Result.ReplyFailure;
    }
    term = kind;
    window = new WindowSize(columns, rows, width, height);
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleWindowChangeParsed(int columns, int rows, int width, int height) {
    window = new WindowSize(columns, rows, width, height);
    if (commandInstance instanceof ProcessCommand process) {
      process.resize(window);
    }
    return Result.ReplySuccess;
  }

  @Override
  protected Result handleSignalParsed(String name) {
    return commandInstance instanceof ProcessCommand process && process.signal(name)
        ? Result.ReplySuccess
        : Result.ReplyFailure;
  }

  /** As in OpenSSH: a BREAK on a pty is accepted and has no effect. Without a pty it is refused. */
  @Override
  protected Result handleBreakParsed(long length) {
    return term == null ? Result.ReplyFailure : Result.ReplySuccess;
  }

  /**
   * The client's CLOSE hangs the command up. As in OpenSSH, we answer it only when the command has
   * ended and its exit status is sent. The reason: a client whose input has ended sends CLOSE as
   * soon as it receives our EOF. If we answered then, our CLOSE would come before the exit status.
   */
  @Override
  public void handleClose() throws IOException {
    if (commandInstance instanceof ProcessCommand process && defersClose()) {
      IOException closed = IoUtils.closeQuietly(receiver, getRemoteWindow());
      log.debug("reads and writes that wait on this channel end", closed);
      process.destroy(this);
    } else {
      super.handleClose();
    }
  }

  private synchronized boolean defersClose() {
    closeReceived = commandStarted.get() && !over;
    return closeReceived;
  }

  /**
   * Called when the process has ended and all of its output is written, on a thread that may block.
   */
  void ended(Ending how) {
    ending = how;
    try {
      closeShell(how.code(), false);
    } catch (IOException e) {
      close(true); // the session is gone, so there is nobody to tell
    }
  }

  @Override
  protected void closeShell(int code, boolean immediately) throws IOException {
    try {
      tell(ending == null ? Ending.exit(code) : ending);
    } finally {
      commandExitFuture.setClosed();
      if (answersClose()) {
        super.handleClose();
      } else {
        close(immediately);
      }
    }
  }

  /** The order is: output, EOF, exit status, CLOSE. */
  private void tell(Ending how) throws IOException {
    IOException lost = IoUtils.closeQuietly(out);
    if (lost != null) {
      log.debug("output is lost, since the client has closed the channel", lost);
    }
    if (!commandExitFuture.isClosed()) {
      IoWriteFuture eof = sendEof();
      log.debug("EOF: {}", eof);
      sendEnding(how);
    }
  }

  private synchronized boolean answersClose() {
    over = true;
    return closeReceived;
  }

  private void sendEnding(Ending how) throws IOException {
    if (exitStatusSent.getAndSet(true)) {
      return;
    }
    Session session = getSession();
    Buffer request = session.createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, Long.SIZE);
    request.putUInt(getRecipient());
    request.putString(how.signal() == null ? "exit-status" : "exit-signal");
    request.putBoolean(false);
    if (how.signal() == null) {
      request.putInt(how.code());
    } else {
      request.putString(how.signal());
      request.putBoolean(how.coreDumped());
      request.putString("");
      request.putString("");
    }
    session.writePacket(request);
  }

  /**
   * The value of a variable that MINA itself has set, such as the path of the agent's socket; null
   * if it has not.
   */
  @Nullable String variableOfServer(String name) {
    return getEnvironment().getEnv().get(name);
  }
}
