// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.ssh;

import dev.serialhandshake.cli.serve.line.Transport;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;

/**
 * {@code ssh -A}: the client's agent, for the programs of its session. MINA's own needs Tomcat's.
 */
final class AgentForwarding implements SshAgentFactory {

  private final EventLoopGroup loops;

  /** Sockets for agents run on event loops of {@link Transport}, other than those of the lines. */
  AgentForwarding(EventLoopGroup loops) {
    this.loops = loops;
  }

  @Override
  public SshAgentServer createServer(ConnectionService session) throws IOException {
    return AgentSocket.open(session, loops);
  }

  /** That is for the client's side. */
  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    return List.of();
  }

  @Override
  public SshAgent createClient(Session session, FactoryManager manager) {
    throw new UnsupportedOperationException("the server has no use for the agent itself");
  }
}
