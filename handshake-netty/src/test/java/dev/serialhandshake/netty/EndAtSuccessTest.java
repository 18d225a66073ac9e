// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that says goodbye as soon as the line is in sync. */
class EndAtSuccessTest {

  @ParameterizedTest
  @ValueSource(strings = {"close", "disconnect", "deregister"})
  void theEndDoesNotOvertakeTheLastWrite(String end) {
    Stage stage =
        new Stage(
            HandshakeHandler.client(Stage.settings().build()), new EmbeddedChannel(true, true));
    try (stage) {
      stage.play(
          stage.recorder.actingAtTheEnd(
              ctx -> {
                ctx.writeAndFlush(Peer.buffer("bye"));
                switch (end) {
                  case "close" -> ctx.close();
                  case "disconnect" -> ctx.disconnect();
                  default -> ctx.deregister();
                }
              }));
      stage.upToFinalAck().sends(new byte[] {0x06});
      List<String> events = stage.events();
      int write = events.indexOf("write bye");
      assertTrue(write > 0 && write < events.indexOf(end), events.toString());
    }
  }
}
