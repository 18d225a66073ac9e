// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.HandshakeObserver;
import dev.serialhandshake.core.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a handshake tells the log and an observer. */
class ObservabilityTest {

  /** Netty logs to java.util.logging where no other framework is there, as in these tests. */
  private final Logger logger = Logger.getLogger(HandshakeHandler.class.getName());

  private final List<String> lines = new ArrayList<>();
  private final Handler lineCollector =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          String channel = "[id: 0xembedded, L:embedded - R:embedded]";
          lines.add(line.getLevel() + " " + line.getMessage().replace(channel, "*"));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    logger.addHandler(lineCollector);
  }

  @AfterEach
  void listenNoMore() {
    logger.removeHandler(lineCollector);
    logger.setLevel(null);
  }

  private static void succeed() {
    try (Stage stage = Stage.client()) {
      stage.sends(Peer.ascii("noise"));
      stage.advance(Duration.ofMillis(50)); // the line is quiet
      stage.upToFinalAck().sends(Peer.bytes(0x06));
    }
  }

  private static void fail() {
    try (Stage stage = Stage.client()) {
      stage.channel.pipeline().fireExceptionCaught(new IOException("unplugged"));
    }
  }

  @Test
  void successIsOneLineForThoseWhoDebug() {
    logger.setLevel(Level.FINE);
    succeed();
    assertEquals(
        "FINE * client ESTABLISHED after 1 attempt in 50 ms, 5 bytes discarded (\"noise\")",
        lines.get(lines.size() - 1));
  }

  @Test
  void successIsSilentByDefault() {
    succeed();
    assertEquals(List.of(), lines);
  }

  @Test
  void failureIsOneLine() {
    fail();
    assertEquals(
        List.of(
            "INFO * the line was closed:"
                + " client FAILED after 1 attempt in 0 ms, 0 bytes discarded"
                + "; the far end closed the line before a handshake: check whether the"
                + " port is in use already, and whether the peer was started"
                + " (java.io.IOException: unplugged)"),
        lines);
  }

  @Test
  void closeOfThisSideIsNoLine() {
    try (Stage stage = Stage.client()) {
      stage.behind().close();
    }
    assertEquals(List.of(), lines);
  }

  @Test
  void framesAreLoggedInHexForWhoeverDebugs() {
    logger.setLevel(Level.FINE);
    succeed();
    List<String> frames = lines.stream().filter(l -> l.matches("FINE \\* (->|<-) .*")).toList();
    assertTrue(frames.get(0).matches("FINE \\* -> SYN 16 [0-9a-f]{2}"), frames.toString());
    assertTrue(
        frames.get(1).matches("FINE \\* <- SYN_ACK 06 [0-9a-f]{2} b0 \\(5 bytes .* before it\\)"),
        frames.toString());
    assertTrue(frames.contains("FINE * -> ACK 06 b1"), frames.toString());
    assertTrue(
        frames.contains("FINE * <- FINAL_ACK 06 (0 bytes discarded before it)"), frames.toString());
  }

  @Test
  void observerIsToldOfFramesWhetherTheyAreLoggedOrNot() {
    assertEquals(List.of(Step.SYN, Step.ACK), stepsThatAnObserverSees());
    logger.setLevel(Level.FINE);
    assertEquals(List.of(Step.SYN, Step.ACK), stepsThatAnObserverSees());
  }

  private static List<Step> stepsThatAnObserverSees() {
    List<Step> sent = new ArrayList<>();
    HandshakeObserver observer =
        new HandshakeObserver() {
          @Override
          public void frameSent(Step step, byte[] frame) {
            sent.add(step);
          }
        };
    HandshakeHandlerSettings settings = Stage.settings().observer(observer).build();
    try (Stage stage = Stage.of(HandshakeHandler.client(settings))) {
      stage.upToFinalAck().sends(Peer.bytes(0x06));
    }
    return sent;
  }
}
