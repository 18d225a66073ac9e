// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.process;

import java.io.InputStream;
import java.io.OutputStream;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.command.Command;

/** Keeps what MINA gives a command before it starts it: streams, and the callback for its end. */
public abstract class StreamCommand implements Command {

  private InputStream in = InputStream.nullInputStream();
  private OutputStream out = OutputStream.nullOutputStream();
  private OutputStream err = OutputStream.nullOutputStream();
  private ExitCallback exit = (code, message, closeImmediately) -> {};

  @Override
  public final void setInputStream(InputStream in) {
    this.in = in;
  }

  @Override
  public final void setOutputStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public final void setErrorStream(OutputStream err) {
    this.err = err;
  }

  @Override
  public final void setExitCallback(ExitCallback exit) {
    this.exit = exit;
  }

  protected final InputStream in() {
    return in;
  }

  protected final OutputStream out() {
    return out;
  }

  protected final OutputStream err() {
    return err;
  }

  protected final ExitCallback exit() {
    return exit;
  }
}
