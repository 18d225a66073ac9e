// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ports in JVMs whose class path lacks a jar. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class WithoutJarsTest {

  private static final String RXTX = "io.netty.channel.rxtx.RxtxDeviceAddress";
  private static final String NETTY = "io.netty.channel.Channel";

  @RegisterExtension final Ports ports = new Ports();

  @Test
  void aChannelNeedsNoJarOfRxtx() throws Exception {
    assertEquals(
        List.of(RXTX + " is not there", "true 9600 7e2 RTS/CTS", "hello"),
        run(file -> file.startsWith("netty-transport-rxtx"), Channels.class));
  }

  /** Both classes and native code; or the code alone, which exists for few processors. */
  @ParameterizedTest
  @ValueSource(
      strings = {"netty-transport-(classes-epoll|native-).*", "netty-transport-native-epoll.*"})
  void aChannelNeedsNoJarOfEpoll(String jars) throws Exception {
    assertEquals(
        List.of("class " + RXTX + " is there", "true 9600 7e2 RTS/CTS", "hello"),
        run(file -> file.matches(jars), Channels.class));
  }

  @Test
  void streamsNeedNothingOfNetty() throws Exception {
    assertEquals(
        List.of(RXTX + " is not there", NETTY + " is not there", "hello"),
        run(file -> file.startsWith("netty-"), Streams.class));
  }

  private List<String> run(Predicate<String> left, Class<?> program) throws Exception {
    return new OtherJvm().without(left).run(List.of(), program, ports.a(), ports.b());
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

    public static void main(String[] arguments) throws IOException {
      tellWhetherThere(RXTX);
      Ports ports = new Ports();
      PortRecorder atB = new PortRecorder();
      ports.open(arguments[1], atB);
      SerialChannel a =
          Ports.open(
              ports
                  .bootstrap(new PortRecorder())
                  .option(
                      SerialChannelOption.SETTINGS,
                      SerialSettings.builder().dataBits(DataBits.SEVEN).build())
                  .option(SerialChannelOption.BAUD_RATE, 9600)
                  .option(SerialChannelOption.PARITY, Parity.EVEN)
                  .option(SerialChannelOption.STOP_BITS, StopBits.TWO)
                  .option(SerialChannelOption.FLOW_CONTROL, FlowControl.RTS_CTS)
                  .option(SerialChannelOption.WAIT_TIME, 1),
              arguments[0]);
      boolean asNamed = a.remoteAddress().equals(new SerialAddress(arguments[0]));
      System.out.println(asNamed + " " + a.config().getOption(SerialChannelOption.SETTINGS));
      byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
      Ports.await(a.writeAndFlush(Unpooled.wrappedBuffer(hello)));
      System.out.println(new String(atB.awaitBytes(hello.length), StandardCharsets.US_ASCII));
      ports.close();
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
