// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.function.Predicate;

/**
 * A client and a real far end. The bytes are real, the client's time is not: no load of the machine
 * makes an answer late.
 */
final class Interview {

  private static final long MOMENT = MILLISECONDS.toNanos(100);

  private final FarEnd end;
  private final RealReads reads;
  private final Handshake client =
      Handshake.client(HandshakeSettings.defaults(), new Random(1), HandshakeObserver.NONE);
  private long now;

  Interview(FarEnd end) {
    this.end = end;
    reads = new RealReads(end.in());
    client.start(0);
  }

  /** The next SYN goes out, in simulated time when it is due. */
  Interview sends() {
    return writes(nextSyn());
  }

  /** A peer elsewhere gets it, and its answer takes the far end for its way. */
  Interview getsAnswer(int nonce) {
    byte[] syn = nextSyn();
    return writes(Frame.toArray(Frame.synAck(syn[syn.length - 1], nonce)));
  }

  private byte[] nextSyn() {
    byte[] syn = client.pollTransmit();
    while (syn == null) {
      now += client.nanosToTimeout(now);
      client.timeout(now);
      assertEquals(State.SYN_SENT, client.state());
      syn = client.pollTransmit();
    }
    return syn;
  }

  private Interview writes(byte[] bytes) {
    try {
      end.out().write(bytes);
      end.out().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Waits until at least so many bytes came in. */
  Interview hears(int count) {
    return hears(bytes -> bytes.length >= count);
  }

  /** Waits until what came in has the text in it. */
  Interview hears(String text) {
    return hears(bytes -> new String(bytes, ISO_8859_1).contains(text));
  }

  Interview hears(Predicate<byte[]> enough) {
    return receives(reads.await(enough));
  }

  /** The far end is ended, and what it had written until then is all that there is. */
  Interview hearsNoMore() {
    end.close();
    byte[] rest = reads.awaitEnd();
    return rest.length == 0 ? this : receives(rest);
  }

  /** Waits until the far end closes the line. */
  Interview hearsTheEnd() {
    byte[] rest = reads.awaitEnd();
    if (rest.length > 0) {
      receives(rest);
    }
    client.inputClosed();
    return this;
  }

  private Interview receives(byte[] bytes) {
    now += MOMENT;
    client.timeout(now);
    client.receive(ByteView.of(bytes, 0, bytes.length), now);
    return this;
  }

  /** The verdict when the client gives up. */
  void givesUpWith(VerdictKind kind) {
    while (!client.state().isFinal()) {
      client.pollTransmit();
      now += client.nanosToTimeout(now);
      client.timeout(now);
    }
    HandshakeReport report = client.report();
    Verdict verdict = report.verdict();
    assertNotNull(verdict, report.toString());
    assertEquals(kind, verdict.kind(), report.toString());
  }
}
