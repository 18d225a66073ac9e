// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import dev.serialhandshake.cli.process.Program;
import dev.serialhandshake.cli.process.Shell;
import dev.serialhandshake.cli.serve.line.LineService;
import dev.serialhandshake.core.ClientBegins;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.io.IOException;

/** {@code --exec}: each session gets a child process, whose standard input and output it is. */
public final class ExecService implements LineService {

  private final Program program;

  public ExecService(String command) {
    program = Shell.program(command);
  }

  @Override
  public ChannelHandler sessions() {
    return new ChannelInitializer<Channel>() {
      @Override
      protected void initChannel(Channel session) throws IOException {
        session.config().setAutoRead(false); // ProcessHandler reads piece by piece
        session.pipeline().addLast(new ProcessHandler(program));
      }
    };
  }

  @Override
  public ClientBegins clientBegins() {
    return ClientBegins.ANYTHING;
  }
}
