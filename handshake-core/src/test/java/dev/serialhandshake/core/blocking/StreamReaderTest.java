// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamReaderTest {

  private final Semaphore happened = new Semaphore(0);
  private final byte[] buffer = new byte[4];

  @Test
  void aReadThatGoesOnHasNoResultYet() throws Exception {
    try (TestLine line = new TestLine();
        StreamReader reader = new StreamReader(line.fromServer, buffer, happened)) {
      reader.ask(buffer.length);
      assertEquals(StreamReader.NOT_YET, reader.take());
      line.toClient.write(new byte[] {1, 2, 3});
      assertTrue(happened.tryAcquire(30, TimeUnit.SECONDS));
      assertEquals(3, reader.take());
      assertEquals(StreamReader.NOT_YET, reader.take());
    }
  }

  @Test
  void aStreamWhoseReadsTimeOutIsLetGoOfWhenTheReaderCloses() throws Exception {
    CountDownLatch reads = new CountDownLatch(3);
    InputStream in =
        new FilterInputStream(InputStream.nullInputStream()) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            reads.countDown();
            throw new SocketTimeoutException("no byte yet");
          }
        };
    StreamReader reader = new StreamReader(in, buffer, happened);
    reader.ask(1);
    assertTrue(reads.await(30, TimeUnit.SECONDS));
    reader.close();
    assertTrue(happened.tryAcquire(30, TimeUnit.SECONDS), "still reads");
    assertEquals(StreamReader.END, reader.take());
  }
}
