// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

import static dev.serialhandshake.netty.telnet.TelnetLine.AGREES;
import static dev.serialhandshake.netty.telnet.TelnetLine.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.core.telnet.TelnetCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The messages of the hosts are those of "Using a Proxy with vSphere Virtual Serial Ports". */
class VmotionsTest {

  private static final String SEQUENCE = "01ffff03";

  private final Vmotions vmotions = new Vmotions();
  private final List<Host> hosts = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() {
    hosts.forEach(host -> host.connection.finishAndReleaseAll());
    hosts.forEach(Host::run);
    assertEquals(0, vmotions.underWay());
  }

  /** The connection from a host, whose telnet is agreed, and the line on it. */
  private final class Host {
    final EmbeddedChannel connection = new EmbeddedChannel();
    final List<String> seen = new ArrayList<>();
    Channel line;

    Host() {
      hosts.add(this);
      connection.freezeTime();
      TelnetHandler telnet = new TelnetHandler(TelnetCodec.forMovingListener());
      vmotions.addTo(connection, telnet, new Line(this));
      hears(AGREES + "fffbe8");
      sent();
      seen.clear();
    }

    void hears(String hex) {
      connection.writeInbound(bytes(hex));
      run();
    }

    /** {@code EmbeddedChannel.close} would cancel what is scheduled, as no event loop does. */
    void hangsUp() {
      connection.pipeline().close();
      run();
    }

    /** A command of option 232. */
    void says(String hex) {
      hears(command(hex));
    }

    String sent() {
      run();
      StringBuilder hex = new StringBuilder();
      for (ByteBuf out = connection.readOutbound(); out != null; out = connection.readOutbound()) {
        hex.append(ByteBufUtil.hexDump(out));
        out.release();
      }
      return hex.toString();
    }

    /** All loops: a line may be on another one after a move. */
    void run() {
      for (int i = 0; i < 3; i++) {
        hosts.forEach(host -> host.connection.runPendingTasks());
      }
    }

    /** What the line saw since the last call. */
    String seen() {
      run();
      String all = String.join(" ", seen);
      seen.clear();
      return all;
    }

    void wait(int seconds) {
      connection.advanceTimeBy(seconds, TimeUnit.SECONDS);
      connection.runScheduledPendingTasks();
      run();
    }

    /** Begins a move; returns what the other host is to show. */
    String goAhead() {
      says("28" + SEQUENCE);
      String answer = sent();
      assertTrue(answer.startsWith("fffae829" + SEQUENCE) && answer.endsWith("fff0"), answer);
      String secret = answer.substring(("fffae829" + SEQUENCE).length(), answer.length() - 4);
      assertEquals(32, secret.length(), answer);
      assertFalse(secret.contains("ff"), secret);
      return SEQUENCE + secret;
    }

    /** Its connection ends by a reset. */
    void resets() {
      connection.pipeline().fireExceptionCaught(new IOException("reset"));
      hangsUp();
    }

    void arrivesWith(String ticket) {
      says("2c" + ticket);
      assertEquals(command("2d" + SEQUENCE), sent());
    }
  }

  private static String command(String hex) {
    return "fffae8" + hex + "fff0";
  }

  /** What the line sees, in the list of the host where it began. */
  private static final class Line extends ChannelInboundHandlerAdapter {
    private final Host host;

    Line(Host host) {
      this.host = host;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext line) {
      host.line = line.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext line, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      host.seen.add(ByteBufUtil.hexDump(bytes));
      bytes.release();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext line, Object event) {
      host.seen.add(event.toString());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext line, Throwable cause) {
      host.seen.add(String.valueOf(cause.getMessage()));
    }

    @Override
    public void channelInactive(ChannelHandlerContext line) {
      host.seen.add("closed");
    }
  }

  @Test
  void theLineGoesOnAtTheByteWhereItWas() {
    Host a = new Host();
    a.hears("4142");
    a.line.writeAndFlush(bytes("61"));
    assertEquals("61", a.sent());
    String ticket = a.goAhead();
    assertEquals(1, vmotions.underWay());
    assertFalse(a.line.isWritable());
    ChannelFuture waits = a.line.writeAndFlush(bytes("62ff"));
    a.hears("43");
    assertEquals("", a.sent());
    assertEquals("4142 BEGUN 43", a.seen());

    Host b = new Host();
    b.arrivesWith(ticket);
    assertEquals("closed", b.seen(), "the line that it had itself");
    b.hears("4445" + command("2e" + SEQUENCE) + "46ffff");
    assertEquals("62ffff", b.sent());
    assertTrue(waits.isSuccess());
    assertEquals("4445 COMPLETED 46ff", a.seen());
    assertTrue(a.line.isActive() && a.line.isWritable());
    assertSame(b.connection, a.line.parent());
    assertFalse(a.connection.isOpen());
    assertEquals(0, vmotions.underWay());

    a.line.writeAndFlush(bytes("63"));
    b.hears("47");
    assertEquals("63", b.sent());
    assertEquals("47", a.seen());
    b.hangsUp();
    assertEquals("closed", a.seen());
  }

  @Test
  void oneMoveAfterTheOther() {
    Host a = new Host();
    Host from = a;
    for (int move = 0; move < 3; move++) {
      String ticket = from.goAhead();
      a.line.writeAndFlush(bytes("0" + move));
      Host to = new Host();
      to.arrivesWith(ticket);
      to.says("2e" + SEQUENCE);
      assertEquals("0" + move, to.sent());
      assertFalse(from.connection.isOpen());
      to.hears("1" + move);
      from = to;
    }
    assertEquals("BEGUN COMPLETED 10 BEGUN COMPLETED 11 BEGUN COMPLETED 12", a.seen());
  }

  @Test
  void theOldConnectionMayCloseFirst() {
    Host a = new Host();
    String ticket = a.goAhead();
    a.hangsUp();
    a.line.writeAndFlush(bytes("62"));
    assertEquals("BEGUN", a.seen());
    Host b = new Host();
    b.arrivesWith(ticket);
    b.says("2e" + SEQUENCE);
    assertEquals("62", b.sent());
    assertEquals("COMPLETED", a.seen());
  }

  @Test
  void theOldConnectionMayBeResetFirst() {
    Host a = new Host();
    String ticket = a.goAhead();
    a.resets();
    assertEquals("BEGUN", a.seen());
    Host b = new Host();
    b.arrivesWith(ticket);
    b.says("2e" + SEQUENCE);
    assertEquals("COMPLETED", a.seen());
    b.resets();
    assertEquals("reset closed", a.seen());
  }

  @Test
  void aLineThatIsNotTakenOverLearnsOfTheReset() {
    Host a = new Host();
    a.goAhead();
    a.resets();
    a.wait(120);
    assertEquals("BEGUN OVERDUE reset closed", a.seen());
  }

  /** Otherwise a peer without a login fills the memory with BEGINs. */
  @Test
  void aMoveThatIsOverLeavesNothingBehind() {
    Host a = new Host();
    List<WeakReference<Object>> moves = new ArrayList<>();
    moves.add(move(a.goAhead()));
    a.says("30" + SEQUENCE); // aborted
    String ticket = a.goAhead();
    moves.add(move(ticket));
    Host b = new Host();
    b.arrivesWith(ticket);
    b.says("2e" + SEQUENCE); // completed
    moves.add(move(b.goAhead()));
    b.says("28" + SEQUENCE); // begun anew
    b.sent();
    b.says("30" + SEQUENCE);
    assertTrue(a.line.isActive());
    for (int i = 0; i < 100 && isThere(moves); i++) {
      System.gc();
    }
    assertFalse(isThere(moves));
  }

  private static boolean isThere(List<WeakReference<Object>> references) {
    return references.stream().anyMatch(reference -> reference.get() != null);
  }

  private WeakReference<Object> move(String ticket) {
    String unescaped = ticket.replace("ffff", "ff");
    Object move = vmotions.find(HexFormat.of().parseHex(unescaped));
    assertNotNull(move);
    return new WeakReference<>(move);
  }

  @Test
  void anAbortedMoveLeavesTheLineWhereItIs() {
    Host a = new Host();
    String ticket = a.goAhead();
    a.line.writeAndFlush(bytes("62"));
    Host b = new Host();
    b.arrivesWith(ticket);
    a.says("30" + SEQUENCE);
    assertEquals("62", a.sent());
    assertEquals("BEGUN ABORTED", a.seen());
    assertTrue(a.line.isWritable());
    assertFalse(b.connection.isOpen());
    Host late = new Host();
    late.says("2c" + ticket);
    assertFalse(late.connection.isOpen());
    assertTrue(a.goAhead().startsWith(SEQUENCE), "the next one");
    a.says("30" + SEQUENCE);
  }

  /** The prompt of a login would be among the bytes of the machine. */
  @Test
  void aNewLineThatSpeaksFirstWaitsUntilItIsKnownThatNoMachineArrives() {
    Host a = new Host();
    String ticket = a.goAhead();
    Host b = new Host();
    b.line.writeAndFlush(bytes("70"));
    assertEquals("", b.sent());
    b.arrivesWith(ticket);
    Host c = new Host();
    c.line.writeAndFlush(bytes("70"));
    assertEquals("", c.sent());
    c.wait(2);
    assertEquals("70", c.sent());
    Host d = new Host();
    d.line.writeAndFlush(bytes("70"));
    d.hears("0d");
    assertEquals("70", d.sent());
    Host e = new Host();
    e.hangsUp();
    assertEquals("closed", e.seen());
    a.says("30" + SEQUENCE);
  }

  @Test
  void whoHasNotTheSecretGetsNothing() {
    Host a = new Host();
    String ticket = a.goAhead();
    for (String wrong : List.of("", SEQUENCE, ticket.replaceFirst("..$", "80"), ticket + "00")) {
      Host b = new Host();
      b.says("2c" + wrong);
      assertEquals(
          "a host asked for the line of a virtual machine without its secret closed", b.seen());
      assertFalse(b.connection.isOpen());
      assertEquals("", b.sent());
    }
    Host c = new Host();
    c.says("2e" + SEQUENCE); // COMPLETE without PEER
    assertTrue(c.line.isActive());
    assertNotSame(c.connection, a.line.parent());
    a.says("30" + SEQUENCE);
  }

  @Test
  void anotherHostThatNeverComesLeavesTheLineWhereItIs() {
    Host a = new Host();
    String ticket = a.goAhead();
    a.line.writeAndFlush(bytes("62"));
    a.wait(119);
    assertEquals("", a.sent());
    Host b = new Host();
    b.arrivesWith(ticket); // and never says that it is complete
    a.wait(1);
    assertEquals("62", a.sent());
    assertEquals("BEGUN OVERDUE", a.seen());
    assertFalse(b.connection.isOpen());
  }

  @Test
  void aMachineThatIsNowhereAnyMoreEndsItsLine() {
    Host a = new Host();
    a.goAhead();
    a.hangsUp();
    a.wait(119);
    assertEquals("BEGUN", a.seen());
    a.wait(1);
    assertEquals("OVERDUE closed", a.seen());
  }

  @Test
  void anotherHostMayComeTwice() {
    Host a = new Host();
    String ticket = a.goAhead();
    Host lost = new Host();
    lost.arrivesWith(ticket);
    lost.hangsUp();
    Host silent = new Host();
    silent.arrivesWith(ticket);
    Host b = new Host();
    b.arrivesWith(ticket);
    assertFalse(silent.connection.isOpen());
    b.says("2e" + SEQUENCE);
    assertSame(b.connection, a.line.parent());
  }

  @Test
  void aLineThatEndsMeanwhileIsNotTakenOver() {
    Host a = new Host();
    String ticket = a.goAhead();
    Host b = new Host();
    b.arrivesWith(ticket);
    a.line.close();
    a.run();
    assertFalse(a.connection.isOpen());
    assertFalse(b.connection.isOpen());
    assertEquals(0, vmotions.underWay());
  }

  /** GOAHEAD promises that all is out which was written before. */
  @Test
  void aHostThatDoesNotReadIsNotMoved() {
    Host a = new Host();
    Drains stuck = new Drains();
    a.connection.pipeline().addFirst(stuck);
    a.says("28" + SEQUENCE);
    assertEquals("", a.sent());
    a.line.writeAndFlush(bytes("62"));
    a.wait(4);
    assertEquals(command("2b" + SEQUENCE) + "62", a.sent());
    assertEquals("BEGUN ABORTED", a.seen());
    stuck.end();
    assertEquals("", a.sent());
  }

  @Test
  void oneDrainAtATimeIsWaitedFor() {
    Host a = new Host();
    Drains stuck = new Drains();
    a.connection.pipeline().addFirst(stuck);
    a.says("28" + SEQUENCE);
    for (int i = 0; i < 10_000; i++) {
      a.connection.writeInbound(bytes(command("28" + SEQUENCE)));
      assertEquals(1, stuck.promises.size());
    }
    assertEquals(command("2b" + SEQUENCE).repeat(10_000), a.sent());
    assertEquals("BEGUN ABORTED", a.seen());
    stuck.end();
    a.connection.pipeline().remove(stuck);
    assertTrue(a.goAhead().startsWith(SEQUENCE));
    a.says("30" + SEQUENCE);
  }

  /** Does not finish the empty writes that tell when all is out. */
  private static final class Drains extends ChannelOutboundHandlerAdapter {
    final List<ChannelPromise> promises = new ArrayList<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (message instanceof ByteBuf bytes && bytes.isReadable()) {
        ctx.write(message, promise);
      } else {
        promises.add(promise);
      }
    }

    void end() {
      promises.forEach(ChannelPromise::setSuccess);
    }
  }

  @Test
  void anEventOfTheConnectionBelongsToTheLineAlone() {
    Host a = new Host();
    ByteBuf event = bytes("41");
    a.connection.pipeline().fireUserEventTriggered(event);
    assertEquals(1, event.refCnt(), "the line has it");
    event.release();
    Host b = new Host();
    b.arrivesWith(a.goAhead());
    ByteBuf nobodys = bytes("41");
    b.connection.pipeline().fireUserEventTriggered(nobodys);
    assertEquals(0, nobodys.refCnt());
    a.says("30" + SEQUENCE);
  }

  @Test
  void whoSendsWithoutAnEndBeforeItIsThereIsNoMachine() {
    Host a = new Host();
    String ticket = a.goAhead();
    Host b = new Host();
    b.arrivesWith(ticket);
    for (int i = 0; i < 65; i++) {
      b.connection.writeInbound(bytes("41".repeat(1024)));
    }
    assertFalse(b.connection.isOpen());
    assertTrue(a.line.isActive());
    a.says("30" + SEQUENCE);
  }
}
