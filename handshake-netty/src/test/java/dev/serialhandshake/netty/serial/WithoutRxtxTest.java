// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.testing.PtyPair;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ports in JVMs whose class path lacks a jar. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class WithoutRxtxTest {

  private static final String RXTX = "io.netty.channel.rxtx.RxtxDeviceAddress";
  private static final String NETTY = "io.netty.channel.Channel";

  @TempDir Path directory;

  @Test
  void aChannelNeedsNoJarOfRxtx() throws Exception {
    assertEquals(
        List.of(RXTX + " is not there", "true 9600 7e2 RTS/CTS", "hello"),
        run(file -> file.startsWith("netty-transport-rxtx"), Channels.class));
  }

  @Test
  void streamsNeedNothingOfNetty() throws Exception {
    assertEquals(
        List.of(RXTX + " is not there", NETTY + " is not there", "hello"),
        run(file -> file.startsWith("netty-"), Streams.class));
  }

  private List<String> run(Predicate<String> left, Class<?> program) throws Exception {
    try (PtyPair line = PtyPair.open(directory)) {
      return new OtherJvm().without(left).run(List.of(), program, line.a(), line.b());
    }
  }

  private static void tellWhetherThere(String type) {
    try {
      System.out.println(Class.forName(type) + " is there");
    } catch (ClassNotFoundException e) {
      System.out.println(type + " is not there");
    }
  }

  /** A program with event loops, a {@link SerialAddress} and options of our own. */
  static final class Channels {

    private Channels() {}

    public static void main(String[] ports) {
      tellWhetherThere(RXTX);
      EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
      Recorder atB = new Recorder();
      SerialChannel b = Ports.open(loop, ports[1], atB);
      SerialChannel a =
          Ports.open(
              Ports.bootstrap(loop, new Recorder())
                  .option(
                      SerialChannelOption.SETTINGS,
                      SerialSettings.builder().dataBits(DataBits.SEVEN).build())
                  .option(SerialChannelOption.BAUD_RATE, 9600)
                  .option(SerialChannelOption.PARITY, Parity.EVEN)
                  .option(SerialChannelOption.STOP_BITS, StopBits.TWO)
                  .option(SerialChannelOption.FLOW_CONTROL, FlowControl.RTS_CTS)
                  .option(SerialChannelOption.WAIT_TIME, 1),
              ports[0]);
      boolean asNamed = a.remoteAddress().equals(new SerialAddress(ports[0]));
      System.out.println(asNamed + " " + a.config().getOption(SerialChannelOption.SETTINGS));
      byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
      Ports.await(a.writeAndFlush(Unpooled.wrappedBuffer(hello)));
      System.out.println(new String(atB.awaitBytes(hello.length), StandardCharsets.US_ASCII));
      Ports.close(a);
      Ports.close(b);
      Ports.await(loop.shutdownGracefully(0, 30, TimeUnit.SECONDS));
    }
  }

  /** A program with blocking streams. */
  static final class Streams {

    private Streams() {}

    public static void main(String[] ports) throws IOException {
      tellWhetherThere(RXTX);
      tellWhetherThere(NETTY);
      try (SerialStreams a = SerialStreams.open(ports[0], SerialSettings.defaults());
          SerialStreams b = SerialStreams.open(ports[1], SerialSettings.defaults())) {
        a.output().write("hello".getBytes(StandardCharsets.US_ASCII));
        System.out.println(new String(b.input().readNBytes(5), StandardCharsets.US_ASCII));
      }
    }
  }
}
