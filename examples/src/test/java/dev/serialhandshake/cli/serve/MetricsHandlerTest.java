// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.serialhandshake.cli.status.LineStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What HTTP clients get from {@code serve --metrics}. */
@Timeout(60)
class MetricsHandlerTest {

  private static final String PROTOBUF =
      "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited,"
          + "text/plain;version=0.0.4;q=0.5";

  private final CompletableFuture<List<LineStatus>> status =
      CompletableFuture.completedFuture(List.of());

  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", new MetricsHandler(() -> status));
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private HttpResponse<String> ask(String method, String path, String accept) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .header("Accept", accept)
            .method(method, BodyPublishers.noBody())
            .build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  private static void assertIsText(HttpResponse<String> answer) {
    assertEquals(200, answer.statusCode(), answer.body());
    assertTrue(answer.body().contains("serial_handshake_build_info{"), answer.body());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        answer.headers().firstValue("Content-Type").orElse(""));
  }

  @Test
  void theAnswerIsTextWhateverAClientPrefers() throws Exception {
    assertIsText(ask("GET", "/metrics", "*/*"));
    assertIsText(ask("GET", "/metrics", PROTOBUF));
    assertIsText(ask("GET", "/metrics?debug=prometheus-protobuf", "*/*"));
  }

  @Test
  void headTellsOnlyThatItIsThere() throws Exception {
    HttpResponse<String> answer = ask("HEAD", "/metrics", "*/*");
    assertEquals(200, answer.statusCode());
    assertEquals("", answer.body());
    assertTrue(answer.headers().firstValueAsLong("Content-Length").orElse(0) > 0);
  }

  @Test
  void nothingElseIsThere() throws Exception {
    for (String path : List.of("/", "/-/healthy", "/anything", "/metrics/", "/metricsx")) {
      HttpResponse<String> answer = ask("GET", path, "*/*");
      assertEquals(404, answer.statusCode(), path);
      assertEquals("the numbers are at /metrics\n", answer.body());
    }
    HttpResponse<String> posted = ask("POST", "/metrics", "*/*");
    assertEquals(405, posted.statusCode());
    assertEquals("GET, HEAD", posted.headers().firstValue("Allow").orElse(""));
  }

  @Test
  void aFailureIsToldInOneLine() throws Exception {
    status.obtrudeException(new IllegalStateException("its loop ended"));
    HttpResponse<String> answer = ask("GET", "/metrics", "*/*");
    assertEquals(503, answer.statusCode());
    assertEquals("no numbers: the log of serve says why\n", answer.body());
  }
}
