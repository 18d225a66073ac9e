// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import com.fazecast.jSerialComm.SerialPort;
import dev.serialhandshake.testing.Poll;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** A line whose far end told us, by XOFF, to stop sending. */
final class HeldLine {

  private static final byte XON = 0x11;
  private static final byte XOFF = 0x13;

  private HeldLine() {}

  /** Opens end A; when this returns, the system holds whatever A writes. */
  static SerialChannel open(Ports ports, PortRecorder atA) {
    SerialChannel a =
        Ports.open(
            ports.bootstrap(atA).option(SerialChannelOption.FLOW_CONTROL, FlowControl.XON_XOFF),
            ports.a());
    // The terminal eats the XOFF and acts on it before the byte behind it can be read.
    SerialChannel b = ports.openB(new PortRecorder());
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {XOFF, 'x'})));
    atA.awaitBytes(1);
    Ports.close(b);
    return a;
  }

  /** Lets A send again. */
  static void release(SerialChannel b) {
    Ports.await(b.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {XON})));
  }

  /** Waits until a write is in the system and does not come back. */
  static void awaitHeldWrite() throws Exception {
    Poll.until(
        "a write is in progress",
        () -> Thread.getAllStackTraces().values().stream().anyMatch(HeldLine::writes));
  }

  private static boolean writes(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .limit(1)
        .anyMatch(
            frame ->
                frame.getClassName().equals(SerialPort.class.getName())
                    && frame.getMethodName().equals("writeBytes"));
  }
}
