// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.serialhandshake.cli.log.EventKind;
import dev.serialhandshake.cli.log.LogEvent;
import dev.serialhandshake.cli.status.LineMetrics;
import dev.serialhandshake.cli.status.LineStatus;
import dev.serialhandshake.cli.status.ServerStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Answers {@code GET /metrics} with the numbers of all lines, and nothing else. The answer is
 * always Prometheus' text format, whatever format the request prefers: every Prometheus can read
 * it.
 */
final class MetricsHandler implements HttpHandler {

  static final String PATH = "/metrics";

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final long STATUS_SECONDS = 5;

  private final Supplier<? extends Future<List<LineStatus>>> lines;

  /**
   * How many bytes the last answer had. The next answer is about as long, so its buffer begins with
   * this size. Growing a small buffer to this size would cost twice as much.
   */
  private volatile int lastLength = 8 * 1024;

  MetricsHandler(Supplier<? extends Future<List<LineStatus>>> lines) {
    this.lines = lines;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!PATH.equals(exchange.getRequestURI().getPath())) {
        say(exchange, HttpURLConnection.HTTP_NOT_FOUND, "the numbers are at " + PATH);
      } else if (!exchange.getRequestMethod().matches("GET|HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        say(exchange, HttpURLConnection.HTTP_BAD_METHOD, "only GET and HEAD");
      } else {
        tell(exchange);
      }
    }
  }

  private void tell(HttpExchange exchange) throws IOException {
    try {
      int length = lastLength;
      ByteArrayOutputStream text = new ByteArrayOutputStream(length + length / 8);
      List<LineStatus> status = lines.get().get(STATUS_SECONDS, TimeUnit.SECONDS);
      LineMetrics.write(List.of(ServerStatus.ofThisProcess(status)), text);
      lastLength = text.size();
      answer(exchange, HttpURLConnection.HTTP_OK, LineMetrics.CONTENT_TYPE, text);
    } catch (TimeoutException e) {
      fail(exchange, "a line did not tell its state in " + STATUS_SECONDS + " s");
    } catch (ExecutionException e) {
      fail(exchange, String.valueOf(e.getCause()));
    } catch (RuntimeException e) {
      fail(exchange, String.valueOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(exchange, "the process ends");
    }
  }

  private static void fail(HttpExchange exchange, String why) throws IOException {
    LogEvent.of(EventKind.ERROR, null, "no numbers for Prometheus: " + why).cause(why).tell();
    say(exchange, HttpURLConnection.HTTP_UNAVAILABLE, "no numbers: the log of serve says why");
  }

  private static void say(HttpExchange exchange, int status, String line) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.writeBytes((line + "\n").getBytes(UTF_8));
    answer(exchange, status, TEXT, text);
  }

  private static void answer(
      HttpExchange exchange, int status, String type, ByteArrayOutputStream body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(body.size()));
      exchange.sendResponseHeaders(status, -1);
    } else {
      exchange.sendResponseHeaders(status, body.size());
      body.writeTo(exchange.getResponseBody());
    }
  }
}
