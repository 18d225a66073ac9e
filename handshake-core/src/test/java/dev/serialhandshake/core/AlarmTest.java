// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** For callers that set an alarm only where something follows though nothing comes in. */
class AlarmTest {

  private static Script patientServer() {
    return Script.server(HandshakeSettings.builder().handshakeTimeout(Duration.ZERO).build());
  }

  @Test
  void answerTimeNeedsNoAlarm() {
    Script server = patientServer().reads("16 a0").sends("06 a1 c0").waitIs(500);
    assertEquals(Long.MAX_VALUE, server.handshake.nanosToTimeout(server.now()));
  }

  @Test
  void handshakeTimeoutNeedsAnAlarmInTheAnswerTimeToo() {
    Script server = Script.server().reads("16 a0").sends("06 a1 c0");
    assertEquals(SECONDS.toNanos(30), server.handshake.nanosToTimeout(server.now()));
  }

  @Test
  void confirmTimeoutNeedsAnAlarm() {
    Script server =
        Script.server(HandshakeSettings.builder().clientBegins(ClientBegins.TEXT).build());
    server.reads("16 a0").sends("06 a1 c0").reads("06 c1").sends("06").is(State.CONFIRMING);
    assertEquals(SECONDS.toNanos(10), server.handshake.nanosToTimeout(server.now()));
  }

  @Test
  void attemptTimeoutNeedsAnAlarm() {
    Script client = Script.client();
    assertEquals(
        client.handshake.nanosToTimer(client.now()), client.handshake.nanosToTimeout(client.now()));
  }

  @Test
  void synBehindTheAnswerTimeIsAnsweredThoughNoTimerFired() {
    patientServer()
        .reads("16 a0")
        .sends("06 a1 c0")
        .passes(500)
        .reads("16 b0")
        .sends("06 b1 c3")
        .is(State.ANSWERED);
  }

  @Test
  void synBehindTheHoldOffIsAnsweredThoughNoTimerFired() {
    patientServer()
        .reads("16 a0")
        .sends("06 a1 c0")
        .reads("16 b0")
        .is(State.HOLDING_OFF)
        .passes(500)
        .reads("16 b1")
        .sends("06 b2 c3")
        .is(State.ANSWERED);
  }
}
