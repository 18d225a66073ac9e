// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.line;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.cli.linktest.LinkTestWords;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets the bytes of a session on a link, and how a test of the link is answered. */
class LinkTestGateTest {

  private final List<String> seen = new ArrayList<>();
  private boolean reads = true;

  /** What serves a client. */
  private final class Service extends ChannelInboundHandlerAdapter {
    @Override
    public void handlerAdded(ChannelHandlerContext session) {
      session.channel().config().setAutoRead(reads);
    }

    @Override
    public void channelActive(ChannelHandlerContext session) {
      seen.add("active");
    }

    @Override
    public void channelInactive(ChannelHandlerContext session) {
      seen.add("inactive");
    }

    @Override
    public void channelRead(ChannelHandlerContext session, Object message) {
      ByteBuf read = (ByteBuf) message;
      seen.add(read.toString(US_ASCII));
      read.release();
    }
  }

  private final EmbeddedChannel session = new EmbeddedChannel();

  LinkTestGateTest() {
    session.freezeTime();
  }

  @AfterEach
  void close() {
    session.finishAndReleaseAll();
  }

  /** Its client has opened a link. */
  private EmbeddedChannel open() {
    session.pipeline().addLast(new LinkTestGate(new Service()));
    session.pipeline().fireChannelActive();
    return session;
  }

  private EmbeddedChannel tested() {
    open().writeInbound(bytes("LINKTEST 1\r\n"));
    assertEquals("LINKTEST 1\r\n", said());
    return session;
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, US_ASCII);
  }

  private String said() {
    return new String(sent(), US_ASCII);
  }

  private byte[] sent() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuf out = session.readOutbound(); out != null; out = session.readOutbound()) {
      all.writeBytes(ByteBufUtil.getBytes(out));
      out.release();
    }
    return all.toByteArray();
  }

  @Test
  void aClientOfSshGetsTheServiceWithItsFirstByte() {
    open().writeInbound(bytes("S"));
    assertEquals(List.of("active", "S"), seen);
    session.writeInbound(bytes("SH-2.0-x"));
    assertEquals(List.of("active", "S", "SH-2.0-x"), seen);
    assertNull(session.pipeline().get(LinkTestGate.class));
  }

  @Test
  void whatBeginsAsATestAndGoesOnOtherwiseIsTheServices() {
    open().writeInbound(bytes("LINK"), bytes("X"));
    assertEquals(List.of("active", "LINKX"), seen);
  }

  /** As one that waits for the version of the server. */
  @Test
  void aSilentClientGetsTheServiceAfterAWhile() {
    open().advanceTimeBy(4, TimeUnit.SECONDS);
    session.runScheduledPendingTasks();
    assertEquals(List.of(), seen);
    session.advanceTimeBy(1, TimeUnit.SECONDS);
    session.runScheduledPendingTasks();
    assertEquals(List.of("active"), seen);
    session.writeInbound(bytes("LINKTEST 1\r\n"));
    assertEquals(List.of("active", "LINKTEST 1\r\n"), seen);
  }

  /** As that of --forward, which connects first. */
  @Test
  void aServiceThatDoesNotReadGetsTheBytesWhenItDoes() {
    reads = false;
    open().writeInbound(bytes("SSH"));
    assertEquals(List.of("active"), seen);
    session.config().setAutoRead(true);
    assertEquals(List.of("active", "SSH"), seen);
    session.writeInbound(bytes("-2.0"));
    assertEquals(List.of("active", "SSH", "-2.0"), seen);
  }

  @Test
  void whatNobodyHasAskedForIsDeliveredBeforeTheEnd() {
    reads = false;
    open().writeInbound(bytes("SSH"));
    session.close();
    assertEquals(List.of("active", "SSH", "inactive"), seen);
  }

  @Test
  void aClientThatGoesBeforeItSaysAnythingWasNobody() {
    ByteBuf part = bytes("LINK");
    open().writeInbound(part);
    session.close();
    assertEquals(List.of(), seen);
    assertEquals(0, part.refCnt());
  }

  @Test
  void aTestTakesBytes() {
    byte[] data = new byte[10_000];
    CRC32 crc = new CRC32();
    for (int i = 0; i < data.length; i++) {
      data[i] = LinkTestWords.at(i);
    }
    crc.update(data);
    tested().writeInbound(bytes("TAKE 0\r\n"));
    assertEquals("TOOK 0 00000000\r\n", said());
    session.writeInbound(bytes("TAKE 10000\r\n"), Unpooled.wrappedBuffer(data, 0, 9_999));
    assertEquals("", said());
    session.writeInbound(Unpooled.wrappedBuffer(data, 9_999, 1));
    assertEquals(LinkTestWords.took(10_000, crc.getValue()) + "\r\n", said());
    assertEquals(List.of(), seen, "the service hears nothing of it");
  }

  /** It has no more under way than the link has room for. */
  @Test
  void aTestGivesBytesAsTheLinkTakesThem() {
    tested();
    session.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    session.writeInbound(bytes("GIVE 100000\r\n"));
    assertEquals(0, sent().length);
    session.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    session.runPendingTasks();
    byte[] given = sent();
    byte[] expected = new byte[100_000];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = LinkTestWords.at(i);
    }
    assertArrayEquals(expected, given);
  }

  @Test
  void aClientThatDoesNotReadItsAnswersIsNotRead() {
    tested();
    session.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    session.runPendingTasks();
    assertFalse(session.config().isAutoRead());
    session.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    session.runPendingTasks();
    assertTrue(session.config().isAutoRead());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GIVE 33554433\r\n",
        "GIVE -1\r\n",
        "TAKE 99999999999\r\n",
        "TAKE \r\n",
        "HELP\r\n",
        "0123456789012345678901234567890123456789x"
      })
  void anythingElseEndsTheTest(String command) {
    tested().writeInbound(bytes(command + "GIVE 5\r\n"));
    session.runPendingTasks();
    assertFalse(session.isOpen());
    assertEquals("", said());
  }

  @Test
  void aTestEndsByItself() {
    tested().advanceTimeBy(299, TimeUnit.SECONDS);
    session.runScheduledPendingTasks();
    assertTrue(session.isOpen());
    session.advanceTimeBy(1, TimeUnit.SECONDS);
    session.runScheduledPendingTasks();
    assertFalse(session.isOpen());
  }
}
