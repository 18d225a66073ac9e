// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.netty.NettyIoServiceFactoryFactory;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.config.keys.AuthorizedKeysAuthenticator;

/** Apache MINA SSHD on Netty as it is, on TCP: what {@code serve} adds to it is not here. */
public final class PlainMina {

  private static final int BLOCK = 32 * 1024;

  private PlainMina() {}

  /**
   * Serves commands until it is killed.
   *
   * @param arguments the port, the file of the host key, the file of the keys that may log in
   */
  public static void main(String[] arguments) throws Exception {
    SshServer server = SshServer.setUpDefaultServer();
    server.setIoServiceFactoryFactory(new NettyIoServiceFactoryFactory());
    server.setHost("127.0.0.1");
    server.setPort(Integer.parseInt(arguments[0]));
    server.setKeyPairProvider(new FileKeyPairProvider(Path.of(arguments[1])));
    server.setPublickeyAuthenticator(new AuthorizedKeysAuthenticator(Path.of(arguments[2])));
    server.setCommandFactory((channel, command) -> new Shell(command));
    server.start();
    System.err.println("serving");
    TimeUnit.DAYS.sleep(1);
  }

  /** A process whose input and output are the channel's. */
  private static final class Shell implements Command {

    private final String command;
    private InputStream in = InputStream.nullInputStream();
    private OutputStream out = OutputStream.nullOutputStream();
    private ExitCallback callback = (code, message, immediately) -> {};

    Shell(String command) {
      this.command = command;
    }

    @Override
    public void setInputStream(InputStream in) {
      this.in = in;
    }

    @Override
    public void setOutputStream(OutputStream out) {
      this.out = out;
    }

    @Override
    public void setErrorStream(OutputStream err) {}

    @Override
    public void setExitCallback(ExitCallback callback) {
      this.callback = callback;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) throws IOException {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", command)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      run(() -> pump(in, process.getOutputStream()));
      run(
          () -> {
            pump(process.getInputStream(), out);
            callback.onExit(process.onExit().join().exitValue());
          });
    }

    private static void run(Runnable pump) {
      Thread thread = new Thread(pump, "pump");
      thread.setDaemon(true);
      thread.start();
    }

    private static void pump(InputStream from, OutputStream to) {
      byte[] block = new byte[BLOCK];
      try (to) {
        int count;
        while ((count = from.read(block)) >= 0) {
          to.write(block, 0, count);
          to.flush();
        }
      } catch (IOException e) {
        // One of the two is gone.
      }
    }

    @Override
    public void destroy(ChannelSession channel) {}
  }
}
