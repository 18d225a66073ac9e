// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.serve.line.LineChannels;
import dev.serialhandshake.cli.serve.line.Transport;
import dev.serialhandshake.cli.trust.TrustedFiles;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.common.session.ConnectionService;

/**
 * The Unix socket that stands for the client's agent in one SSH session. It is in a folder that
 * only our user can enter.
 */
final class AgentSocket implements SshAgentServer {

  private final Path path;
  private final Channel listener;

  private AgentSocket(Path path, Channel listener) {
    this.path = path;
    this.listener = listener;
  }

  /** Begins to listen, and blocks until then. The session closes it when it ends. */
  static AgentSocket open(ConnectionService session, EventLoopGroup loops) throws IOException {
    Path path = TrustedFiles.makeTemporaryFolder("serial-handshake-agent-").resolve("s");
    ChannelFuture binding =
        new ServerBootstrap()
            .group(loops)
            .channel(Transport.unixServer())
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel program) {
                    program.pipeline().addLast(new AgentProgram(session));
                  }
                })
            .bind(Transport.unixAddress(path))
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      remove(path);
      throw new IOException("no socket for the client's agent", binding.cause());
    }
    return new AgentSocket(path, binding.channel());
  }

  @Override
  public String getId() {
    return path.toString();
  }

  @Override
  public boolean isOpen() {
    return listener.isOpen();
  }

  @Override
  public void close() throws IOException {
    LineChannels.close(listener);
    remove(path);
  }

  private static void remove(Path path) throws IOException {
    Files.deleteIfExists(path);
    Files.deleteIfExists(path.getParent());
  }
}
