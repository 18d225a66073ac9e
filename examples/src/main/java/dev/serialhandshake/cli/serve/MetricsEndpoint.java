// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.Console;
import dev.serialhandshake.cli.line.HostPort;
import dev.serialhandshake.cli.line.LineAddress;
import dev.serialhandshake.cli.line.LineFailures;
import dev.serialhandshake.cli.serve.rack.Rack;
import dev.serialhandshake.cli.status.LineMetrics;
import dev.serialhandshake.cli.status.ServerStatus;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.prometheus.metrics.config.ExporterFilterProperties;
import io.prometheus.metrics.config.ExporterHttpServerProperties;
import io.prometheus.metrics.config.ExporterProperties;
import io.prometheus.metrics.config.PrometheusProperties;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.ITypeConverter;

/**
 * The numbers of all lines for Prometheus, at {@code /metrics} of a port. Whoever can connect may
 * read them, so what it takes is bounded: threads, connections, and the time of each.
 */
final class MetricsEndpoint implements AutoCloseable {

  private static final int THREADS = 2;
  private static final long IDLE_SECONDS = 30;
  private static final long STATUS_SECONDS = 5;

  private final HTTPServer server;

  private MetricsEndpoint(HTTPServer server) {
    this.server = server;
  }

  /** {@code HOST:PORT}, or {@code PORT} of loopback. */
  static final class Address implements ITypeConverter<HostPort> {
    @Override
    public HostPort convert(String text) {
      return HostPort.parse(text.matches("\\d+") ? "127.0.0.1:" + text : text);
    }
  }

  /**
   * Begins to listen. Blocks: a host is looked up.
   *
   * @throws CommandFailure if nobody can listen there
   */
  static MetricsEndpoint open(HostPort address, Rack rack) throws CommandFailure {
    limit();
    PrometheusRegistry registry = new PrometheusRegistry();
    registry.register((MultiCollector) () -> metrics(rack));
    InetSocketAddress socket = address.resolve();
    try {
      if (socket.isUnresolved()) {
        throw new UnknownHostException(address.host());
      }
      HTTPServer server =
          HTTPServer.builder(properties())
              .inetAddress(socket.getAddress())
              .port(address.port())
              .registry(registry)
              .executorService(threads())
              .buildAndStart();
      HostPort bound = new HostPort(address.host(), server.getPort());
      boolean loopback = socket.getAddress().isLoopbackAddress();
      Console.say(
          "metrics at http://"
              + bound
              + "/metrics"
              + (loopback ? "" : ", for whoever can reach that address"));
      return new MetricsEndpoint(server);
    } catch (IOException e) {
      CommandFailure why = LineFailures.opening(new LineAddress.Tcp(address, true), e);
      String text = String.valueOf(why.getMessage()).replaceFirst("^tcp-listen:", "--metrics ");
      throw new CommandFailure(why.code(), text, e);
    }
  }

  /** The JDK's server reads these when its first class is loaded. */
  private static void limit() {
    System.setProperty("jdk.httpserver.maxConnections", "32");
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "30");
  }

  /** To compress a thousand lines takes as long as to write them, and loopback is fast. */
  private static PrometheusProperties properties() {
    return PrometheusProperties.builder()
        .exporterProperties(ExporterProperties.builder().build())
        .exporterFilterProperties(ExporterFilterProperties.builder().build())
        .exporterHttpServerProperties(
            ExporterHttpServerProperties.builder().preferUncompressedResponse(true).build())
        .build();
  }

  /** The queue is no longer than there are connections. */
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

  private static MetricSnapshots metrics(Rack rack) {
    try {
      return LineMetrics.of(
          List.of(ServerStatus.ofThisProcess(rack.status().get(STATUS_SECONDS, TimeUnit.SECONDS))));
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a line does not tell its state", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the process ends", e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
