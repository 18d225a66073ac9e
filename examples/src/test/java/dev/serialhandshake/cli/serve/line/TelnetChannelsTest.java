// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetException;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.netty.telnet.TelnetHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class TelnetChannelsTest {

  /** Such a peer has emptied the pipeline before anybody looks for telnet there. */
  @Test
  void aPeerThatClosesAtOnceHasNotAgreed() {
    EmbeddedChannel line = telnetLine();
    line.close();
    assertNull(line.pipeline().get(TelnetHandler.class));
    ChannelFuture agreed = TelnetChannels.agreed(line.newSucceededFuture());
    line.runPendingTasks();
    TelnetException e = assertInstanceOf(TelnetException.class, agreed.cause());
    assertEquals(TelnetFailure.Kind.CLOSED, e.failure().kind());
  }

  @Test
  void aLineWithoutTelnetIsOpenAtOnce() {
    EmbeddedChannel line = new EmbeddedChannel();
    ChannelFuture agreed = TelnetChannels.agreed(line.newSucceededFuture());
    line.runPendingTasks();
    assertTrue(agreed.isSuccess());
    line.finishAndReleaseAll();
  }

  private static EmbeddedChannel telnetLine() {
    EmbeddedChannel line = new EmbeddedChannel();
    TelnetHandler telnet = new TelnetHandler(TelnetCodec.plain());
    line.attr(LineChannels.TELNET).set(telnet);
    line.pipeline().addLast(telnet);
    return line;
  }
}
