// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples;

import dev.serialhandshake.netty.serial.SerialAddress;
import dev.serialhandshake.netty.serial.SerialChannel;
import dev.serialhandshake.netty.serial.SerialChannelOption;
import dev.serialhandshake.netty.sshd.SshKeepAlive;
import dev.serialhandshake.netty.sshd.SshLines;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** Apache MINA SSHD behind the handshake on a serial port: SFTP, one session after the other. */
public final class SshServerOnSerial {

  private SshServerOnSerial() {}

  /**
   * The program.
   *
   * @param args the port, a file of public keys that may log in, and a file for the host's key
   * @throws IOException when the SSH server cannot start
   * @throws InterruptedException when it is interrupted
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    SshServer ssh = SshServer.setUpDefaultServer();
    ssh.setIoServiceFactoryFactory(new SshLines());
    ssh.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(Path.of(args[2])));
    ssh.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(Path.of(args[1])));
    ssh.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    SshKeepAlive.install(ssh, Duration.ofSeconds(4), 2);
    ssh.start();

    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    Channel line =
        new Bootstrap()
            .group(loops)
            .channel(SerialChannel.class)
            .option(SerialChannelOption.BAUD_RATE, 115200)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(SshLines.loop(ssh));
                  }
                })
            .connect(new SerialAddress(args[0]))
            .sync()
            .channel();
    System.err.println("serving " + args[0]);
    line.closeFuture().sync();
    ssh.stop();
    loops.shutdownGracefully().sync();
  }
}
