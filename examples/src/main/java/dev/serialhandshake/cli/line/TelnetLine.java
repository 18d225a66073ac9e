// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.core.telnet.ComPortSettings;
import dev.serialhandshake.core.telnet.ComPortSettings.FlowControlKind;
import dev.serialhandshake.core.telnet.ComPortSettings.ParityBit;
import dev.serialhandshake.core.telnet.ComPortSettings.StopBitCount;
import dev.serialhandshake.core.telnet.TelnetCodec;
import dev.serialhandshake.core.telnet.TelnetFailure;
import dev.serialhandshake.netty.serial.SerialSettings;
import dev.serialhandshake.netty.telnet.TelnetStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** A connection that this end has made, and on which telnet is spoken. */
public final class TelnetLine implements OpenLine {

  private final OpenLine connection;
  private final TelnetStreams streams;

  private TelnetLine(OpenLine connection, TelnetStreams streams) {
    this.connection = connection;
    this.streams = streams;
  }

  /**
   * Begins telnet on a connection. If that fails, the connection is closed.
   *
   * @return a line that carries the data alone; the connection itself if it has no telnet
   */
  static OpenLine onTopOf(OpenLine connection, LineAddress line, SerialSettings serial)
      throws IOException {
    TelnetCodec codec = codec(line, serial);
    if (codec == null) {
      return connection;
    }
    try {
      return new TelnetLine(
          connection, new TelnetStreams(connection.in(), connection.out(), codec));
    } catch (IOException e) {
      connection.close();
      throw e;
    }
  }

  /** Makes the codec that separates data from telnet commands; null for a line without telnet. */
  public static @Nullable TelnetCodec codec(LineAddress line, SerialSettings serial) {
    if (!(line instanceof LineAddress.Tcp tcp)) {
      return null;
    }
    return switch (tcp.speech()) {
      case RAW, TLS -> null;
      case TELNET, TELNETS -> tcp.listens() ? TelnetCodec.forMovingListener() : TelnetCodec.plain();
      case RFC2217 -> TelnetCodec.withComPort(farPort(serial));
    };
  }

  private static ComPortSettings farPort(SerialSettings serial) {
    return ComPortSettings.builder()
        .baudRate(serial.baudRate())
        .dataBits(serial.dataBits().count())
        .parity(
            switch (serial.parity()) {
              case NONE -> ParityBit.NONE;
              case ODD -> ParityBit.ODD;
              case EVEN -> ParityBit.EVEN;
              case MARK -> ParityBit.MARK;
              case SPACE -> ParityBit.SPACE;
            })
        .stopBits(
            switch (serial.stopBits()) {
              case ONE -> StopBitCount.ONE;
              case ONE_AND_A_HALF -> StopBitCount.ONE_AND_A_HALF;
              case TWO -> StopBitCount.TWO;
            })
        .flowControl(
            switch (serial.flowControl()) {
              case NONE -> FlowControlKind.NONE;
              case RTS_CTS -> FlowControlKind.HARDWARE;
              case XON_XOFF -> FlowControlKind.XON_XOFF;
            })
        .dtr(serial.dtr())
        .rts(serial.rts())
        .build();
  }

  @Override
  public InputStream in() {
    return streams.input();
  }

  @Override
  public OutputStream out() {
    return streams.output();
  }

  @Override
  public long framingErrors() {
    return streams.framingErrors();
  }

  @Override
  public @Nullable TelnetFailure giveUp() {
    return streams.giveUp();
  }

  @Override
  public void keepAlive(TcpKeepAlive keepAlive) throws IOException {
    connection.keepAlive(keepAlive);
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
