// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A program that was written for {@code RxtxChannel} changes the name of that class. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class RxtxProgramTest {

  private static final String PROGRAM =
      """
      import io.netty.bootstrap.Bootstrap;
      import io.netty.channel.Channel;
      import io.netty.channel.ChannelHandler;
      import io.netty.channel.ChannelInitializer;
      import io.netty.channel.EventLoopGroup;
      import io.netty.channel.rxtx.RxtxChannel;
      import io.netty.channel.rxtx.RxtxChannelConfig;
      import io.netty.channel.rxtx.RxtxChannelConfig.Databits;
      import io.netty.channel.rxtx.RxtxChannelConfig.Paritybit;
      import io.netty.channel.rxtx.RxtxChannelConfig.Stopbits;
      import io.netty.channel.rxtx.RxtxChannelOption;
      import io.netty.channel.rxtx.RxtxDeviceAddress;

      public final class Program {
        public static Channel open(EventLoopGroup loop, String port, ChannelHandler handler) {
          return new Bootstrap()
              .group(loop)
              .channel(RxtxChannel.class)
              .option(RxtxChannelOption.BAUD_RATE, 9600)
              .option(RxtxChannelOption.DATA_BITS, Databits.DATABITS_7)
              .option(RxtxChannelOption.PARITY_BIT, Paritybit.EVEN)
              .option(RxtxChannelOption.READ_TIMEOUT, 200)
              .handler(
                  new ChannelInitializer<RxtxChannel>() {
                    @Override
                    protected void initChannel(RxtxChannel channel) {
                      RxtxChannelConfig config = (RxtxChannelConfig) channel.config();
                      config.setStopbits(Stopbits.STOPBITS_2).setWaitTimeMillis(1);
                      channel.pipeline().addLast(handler);
                    }
                  })
              .connect(new RxtxDeviceAddress(port))
              .syncUninterruptibly()
              .channel();
        }

        public static String describe(Channel channel) {
          RxtxChannelConfig config = (RxtxChannelConfig) channel.config();
          return ((RxtxDeviceAddress) channel.remoteAddress()).value()
              + " " + config.getBaudrate() + " " + config.getDatabits()
              + " " + config.getParitybit() + " " + config.getStopbits()
              + " " + config.getReadTimeout() + " " + config.isDtr()
              + " " + channel.config().getOption(RxtxChannelOption.WAIT_TIME);
        }
      }
      """;

  @TempDir Path directory;
  @RegisterExtension final Ports ports = new Ports();

  @Test
  void itIsAProgramForRxtxChannel() throws IOException {
    compile(PROGRAM);
  }

  @Test
  void withTheNameChangedItOpensAPort() throws Exception {
    String changed =
        PROGRAM
            .replace("io.netty.channel.rxtx.RxtxChannel;", SerialChannel.class.getName() + ";")
            .replaceAll("\\bRxtxChannel\\b", "SerialChannel");
    URL classes = compile(changed).toUri().toURL();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {classes})) {
      Class<?> program = loader.loadClass("Program");
      PortRecorder atB = new PortRecorder();
      ports.openB(atB);
      Channel a =
          (Channel)
              program
                  .getMethod("open", EventLoopGroup.class, String.class, ChannelHandler.class)
                  .invoke(null, ports.loop(), ports.a(), new PortRecorder());
      assertEquals(
          ports.a() + " 9600 DATABITS_7 EVEN STOPBITS_2 200 true 1",
          program.getMethod("describe", Channel.class).invoke(null, a));
      assertEquals(ports.a(), a.remoteAddress().toString());
      Ports.await(a.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {1, 2})));
      assertArrayEquals(new byte[] {1, 2}, atB.awaitBytes(2));
    }
  }

  /** Returns the folder of its class. */
  private Path compile(String program) throws IOException {
    Path source = Files.writeString(directory.resolve("Program.java"), program);
    Path classes = Files.createDirectory(directory.resolve("classes"));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    List<String> options =
        List.of("-cp", System.getProperty("java.class.path"), "-d", classes.toString());
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      assertTrue(
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(source))
              .call(),
          said::toString);
    }
    return classes;
  }
}
