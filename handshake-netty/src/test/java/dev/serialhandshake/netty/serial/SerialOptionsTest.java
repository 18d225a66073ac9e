// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fazecast.jSerialComm.SerialPort;
import io.netty.channel.ChannelOption;
import io.netty.channel.rxtx.RxtxChannelConfig;
import io.netty.channel.rxtx.RxtxChannelOption;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option is honoured, or refused by its name. */
@EnabledOnOs(OS.LINUX)
@SuppressWarnings("deprecation")
class SerialOptionsTest {

  @RegisterExtension final Ports ports = new Ports();

  /** An option and a value that is not its default. */
  record Setting<T>(ChannelOption<T> option, T value) {
    void applyTo(SerialChannelConfig config) {
      assertTrue(config.setOption(option, value));
    }
  }

  static Stream<Setting<?>> fixedOnceOpen() {
    return Stream.of(
        new Setting<>(
            SerialChannelOption.SETTINGS, SerialSettings.builder().baudRate(1200).build()),
        new Setting<>(SerialChannelOption.BAUD_RATE, 9600),
        new Setting<>(SerialChannelOption.DATA_BITS, DataBits.SEVEN),
        new Setting<>(SerialChannelOption.STOP_BITS, StopBits.TWO),
        new Setting<>(SerialChannelOption.PARITY, Parity.EVEN),
        new Setting<>(SerialChannelOption.FLOW_CONTROL, FlowControl.RTS_CTS),
        new Setting<>(SerialChannelOption.READ_TIMEOUT, 3000),
        new Setting<>(SerialChannelOption.LINE_ERRORS, false),
        new Setting<>(SerialChannelOption.WAIT_TIME, 7));
  }

  static Stream<Setting<?>> changeableOnceOpen() {
    return Stream.of(
        new Setting<>(SerialChannelOption.DTR, false),
        new Setting<>(SerialChannelOption.RTS, false),
        new Setting<>(SerialChannelOption.DRAIN_TIMEOUT, 9));
  }

  /** The names of rxtx for the same settings. */
  static Stream<Setting<?>> rxtxFixedOnceOpen() {
    return Stream.of(
        new Setting<>(RxtxChannelOption.BAUD_RATE, 9600),
        new Setting<>(RxtxChannelOption.DATA_BITS, RxtxChannelConfig.Databits.DATABITS_7),
        new Setting<>(RxtxChannelOption.STOP_BITS, RxtxChannelConfig.Stopbits.STOPBITS_2),
        new Setting<>(RxtxChannelOption.PARITY_BIT, RxtxChannelConfig.Paritybit.EVEN),
        new Setting<>(RxtxChannelOption.WAIT_TIME, 7),
        new Setting<>(RxtxChannelOption.READ_TIMEOUT, 3000));
  }

  static Stream<Setting<?>> rxtxChangeableOnceOpen() {
    return Stream.of(
        new Setting<>(RxtxChannelOption.DTR, false), new Setting<>(RxtxChannelOption.RTS, false));
  }

  static Stream<Setting<?>> all() {
    return Stream.of(
            fixedOnceOpen(), changeableOnceOpen(), rxtxFixedOnceOpen(), rxtxChangeableOnceOpen())
        .flatMap(settings -> settings);
  }

  @Test
  void everyOptionThereIsHasACaseHere() throws IllegalAccessException {
    List<Object> known = all().<Object>map(Setting::option).toList();
    for (Class<?> options : List.of(RxtxChannelOption.class, SerialChannelOption.class)) {
      for (Field field : options.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ChannelOption.class) {
          assertTrue(known.contains(field.get(null)), field.getName());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void whatWasSetIsToldAndListed(Setting<?> setting) {
    SerialChannelConfig config = new SerialChannel().config();
    setting.applyTo(config);
    assertEquals(setting.value(), config.getOption(setting.option()));
    assertEquals(setting.value(), config.getOptions().get(setting.option()));
  }

  @ParameterizedTest
  @MethodSource({"fixedOnceOpen", "rxtxFixedOnceOpen"})
  void whatIsFixedOnceOpenIsRefusedByName(Setting<?> setting) {
    SerialChannel channel = ports.openA(new PortRecorder());
    Exception refused =
        assertThrows(IllegalStateException.class, () -> setting.applyTo(channel.config()));
    String name = setting.option().name().replaceFirst(".*#", "");
    assertTrue(refused.toString().contains(name), refused.toString());
  }

  static Stream<List<Setting<?>>> framings() {
    return Stream.of(
        fixedOnceOpen().toList(),
        Stream.concat(
                rxtxFixedOnceOpen(),
                Stream.of(new Setting<>(SerialChannelOption.FLOW_CONTROL, FlowControl.RTS_CTS)))
            .<Setting<?>>map(setting -> setting)
            .toList());
  }

  @ParameterizedTest
  @MethodSource("framings")
  void theFramingReachesThePort(List<Setting<?>> framing) throws IOException {
    SerialChannelConfig config = new SerialChannel().config();
    framing.forEach(setting -> setting.applyTo(config));
    NativeLibrary.load();
    SerialPort port = SerialPort.getCommPort("/dev/null");
    PortSetup.apply(config.getSettings(), port);
    assertEquals(9600, port.getBaudRate());
    assertEquals(7, port.getNumDataBits());
    assertEquals(SerialPort.TWO_STOP_BITS, port.getNumStopBits());
    assertEquals(SerialPort.EVEN_PARITY, port.getParity());
    assertEquals(3000, port.getReadTimeout());
    assertEquals(
        SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED,
        port.getFlowControlSettings());
  }

  /** A pseudo-terminal keeps of its settings what it can have without a wire. */
  @Test
  void theDeviceIsSetUp() throws Exception {
    Ports.open(
        ports
            .bootstrap(new PortRecorder())
            .option(SerialChannelOption.BAUD_RATE, 9600)
            .option(SerialChannelOption.STOP_BITS, StopBits.TWO)
            .option(SerialChannelOption.FLOW_CONTROL, FlowControl.RTS_CTS),
        ports.a());
    Set<String> modes = ports.line().modesOfA();
    assertTrue(modes.containsAll(Set.of("9600", "cstopb", "crtscts")), modes.toString());
  }
}
