// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.status.PrometheusLines;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve --metrics} and {@code status --prometheus}. */
@Timeout(120)
class MetricsIT {

  @TempDir Path folder;

  private static HttpResponse<String> get(String url) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(30)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @Test
  void theNumbersOfALineAreServedAndPrinted() throws Exception {
    Path socket = folder.resolve("private/status");
    try (Daemon server =
        Daemon.jar(
            "serve", "--echo", "--metrics=0", "--status=" + socket, "tcp-listen:127.0.0.1:0")) {
      String url = server.await("metrics at ").replaceFirst(".* at ", "");
      assertTrue(url.startsWith("http://127.0.0.1:"), url);
      String line = server.served();
      String label = "{line=\"tcp-listen:127.0.0.1:0\"}";
      try (Daemon near = Daemon.jar("connect", "--listen", "127.0.0.1:0", line);
          Socket peer = new Socket(InetAddress.getLoopbackAddress(), near.localPort())) {
        peer.getOutputStream().write(1);
        assertEquals(1, peer.getInputStream().read());
        HttpResponse<String> answer = get(url);
        assertEquals(200, answer.statusCode(), answer.body());
        Map<String, Double> served = PrometheusLines.parse(answer.body());
        assertEquals(1.0, served.get("serial_handshake_sessions" + label));
        assertEquals(1.0, served.get("serial_handshake_handshakes_total" + label));
        assertEquals(1.0, served.get("serial_handshake_handshake_seconds_count" + label));
        Run status = Run.jar("status", "--prometheus", socket.toString(), socket.toString());
        assertEquals(0, status.exit(), status.err());
        assertEquals(
            served.keySet(), PrometheusLines.parse(status.out().replace("\r\n", "\n")).keySet());
      }
      String port = URI.create(url).getAuthority();
      WrongUseIT.assertFails(
          ExitCode.PORT_BUSY,
          "--metrics " + port + ": address already in use",
          Run.jar("serve", "--echo", "--metrics=" + port, "tcp-listen:127.0.0.1:0"));
      server.terminate();
    }
  }
}
