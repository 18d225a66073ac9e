// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import com.sun.net.httpserver.HttpServer;
import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.serve.rack.Rack;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.ITypeConverter;

/**
 * The HTTP port at which Prometheus reads the numbers of all lines. Anybody who can connect may
 * read them, so the number of threads and connections and the time of each connection are limited.
 */
final class MetricsEndpoint implements AutoCloseable {

  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 30;

  private final HttpServer server;

  private MetricsEndpoint(HttpServer server) {
    this.server = server;
  }

  /** {@code HOST:PORT}, or {@code PORT} on 127.0.0.1. */
  static final class Address implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String text) {
      return HostPort.parse(text.matches("\\d+") ? "127.0.0.1:" + text : text);
    }
  }

  /**
   * Begins to listen. Blocks while the host is looked up. The caller closes the result.
   *
   * @throws CommandFailure if the port cannot be opened there
   */
  static MetricsEndpoint open(HostPort address, Rack rack) throws CommandFailure {
    limit();
    InetSocketAddress socket = address.resolve();
    try {
      if (socket.isUnresolved()) {
        throw new UnknownHostException(address.host());
      }
      HttpServer server = HttpServer.create(socket, 0);
      server.createContext("/", new MetricsHandler(rack::status));
      server.setExecutor(threads());
      server.start();
      HostPort bound = new HostPort(address.host(), server.getAddress().getPort());
      boolean loopback = socket.getAddress().isLoopbackAddress();
      Console.say(
          "metrics at http://"
              + bound
              + MetricsHandler.PATH
              + (loopback ? "" : ", for anybody who can reach that address"));
      return new MetricsEndpoint(server);
    } catch (IOException e) {
      CommandFailure why = LineFailures.opening(new LineAddress.Tcp(address, true), e);
      String text = String.valueOf(why.getMessage()).replaceFirst("^tcp-listen:", "--metrics ");
      throw new CommandFailure(why.code(), text, e);
    }
  }

  /**
   * The JDK's HTTP server reads these properties once, when its first class is loaded. Both times
   * are in seconds.
   */
  private static void limit() {
    System.setProperty("jdk.httpserver.maxConnections", "32");
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
  }

  /** The queue needs no limit of its own: each connection has at most one request in it. */
  private static ThreadPoolExecutor threads() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DefaultThreadFactory("metrics", true));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
