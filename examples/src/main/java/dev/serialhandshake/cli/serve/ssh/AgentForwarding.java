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
 * {@code ssh -A}: makes the client's agent available to the programs of its session. MINA's own
 * implementation needs the native library of Tomcat.
 */
final class AgentForwarding implements SshAgentFactory {

  private final EventLoopGroup loops;

  /**
   * Creates the factory.
   *
   * @param loops event loops of {@link Transport} for the sockets; not those of the lines, so that
   *     an agent keeps no line waiting
   */
  AgentForwarding(EventLoopGroup loops) {
    this.loops = loops;
  }

  @Override
  public SshAgentServer createServer(ConnectionService session) throws IOException {
    return AgentSocket.open(session, loops);
  }

  /** None: only the client's side accepts channels to an agent. */
  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    return List.of();
  }

  @Override
  public SshAgent createClient(Session session, FactoryManager manager) {
    throw new UnsupportedOperationException("the server itself asks no agent");
  }
}
