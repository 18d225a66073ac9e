// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.netty.serial.DataBits;
import dev.serialhandshake.netty.serial.FlowControl;
import dev.serialhandshake.netty.serial.Parity;
import dev.serialhandshake.netty.serial.SerialSettings;
import dev.serialhandshake.netty.serial.StopBits;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How a serial port is set up. An option for one setting, such as --baud, wins over --line. */
public final class SerialOptions {

  private static final Pattern SHORT_FORM =
      Pattern.compile("(\\d+)(?:,([5-8])([noems])([12]))?", Pattern.CASE_INSENSITIVE);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-b", "--baud"},
      paramLabel = "N",
      completionCandidates = UsualRates.class,
      description = "Bits per second (default: 115200).")
  private @Nullable Integer baud;

  @Option(
      names = "--databits",
      paramLabel = "5-8",
      description = "Data bits (default: 8). SSH and the handshake need all 8.")
  private @Nullable Integer dataBits;

  @Option(
      names = "--parity",
      paramLabel = "P",
      description = "none, odd, even, mark or space (default: none).")
  private @Nullable Parity parity;

  @Option(names = "--stopbits", paramLabel = "1|2", description = "Stop bits (default: 1).")
  private @Nullable Integer stopBits;

  @Option(
      names = "--flow",
      paramLabel = "F",
      defaultValue = "none",
      converter = FlowConverter.class,
      completionCandidates = FlowNames.class,
      description = "none, hard (RTS/CTS) or soft (XON/XOFF: then SSH needs --link).")
  private FlowControl flow;

  @Option(
      names = "--line",
      paramLabel = "BAUD[,8n1]",
      description = "Short form: baud rate, data bits, parity, stop bits, such as 9600,7e1.")
  private @Nullable String shortForm;

  @Option(names = "--no-dtr", description = "Leave DTR off. Some boards reset when it is raised.")
  private boolean noDtr;

  @Option(names = "--no-rts", description = "Leave RTS off.")
  private boolean noRts;

  /** The settings that were asked for, and the library's defaults for the others. */
  public SerialSettings settings() {
    SerialSettings.Builder settings = SerialSettings.builder();
    if (shortForm != null) {
      applyShortForm(shortForm, settings);
    }
    if (baud != null) {
      require(baud > 0, "--baud", baud, "a rate such as 115200 or 9600");
      settings.baudRate(baud);
    }
    if (dataBits != null) {
      require(dataBits >= 5 && dataBits <= 8, "--databits", dataBits, "5 to 8");
      settings.dataBits(DataBits.of(dataBits));
    }
    if (parity != null) {
      settings.parity(parity);
    }
    if (stopBits != null) {
      require(stopBits == 1 || stopBits == 2, "--stopbits", stopBits, "1 or 2");
      settings.stopBits(stopBits(stopBits));
    }
    return settings.flowControl(flow).dtr(!noDtr).rts(!noRts).build();
  }

  private void applyShortForm(String text, SerialSettings.Builder settings) {
    Matcher matcher = SHORT_FORM.matcher(text);
    boolean fits = matcher.matches() && matcher.group(1).length() <= 9;
    require(fits, "--line", text, "a form such as 115200 or 9600,7e1");
    int baudRate = Integer.parseInt(matcher.group(1));
    require(baudRate > 0, "--line", text, "a rate such as 115200 or 9600");
    settings.baudRate(baudRate);
    if (matcher.group(2) != null) {
      settings
          .dataBits(DataBits.of(Integer.parseInt(matcher.group(2))))
          .parity(parity(matcher.group(3)))
          .stopBits(stopBits(Integer.parseInt(matcher.group(4))));
    }
  }

  private static StopBits stopBits(int count) {
    return count == 1 ? StopBits.ONE : StopBits.TWO;
  }

  private static Parity parity(String letter) {
    return switch (letter.toLowerCase(Locale.ROOT)) {
      case "o" -> Parity.ODD;
      case "e" -> Parity.EVEN;
      case "m" -> Parity.MARK;
      case "s" -> Parity.SPACE;
      default -> Parity.NONE;
    };
  }

  private void require(boolean holds, String option, Object value, String wanted) {
    if (!holds) {
      throw new ParameterException(
          command.commandLine(), option + " " + value + ": give " + wanted);
    }
  }

  /** The rates that shell completion offers. Any other rate may be given, too. */
  private static final class UsualRates implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("9600", "19200", "38400", "57600", "115200", "230400", "460800", "921600")
          .iterator();
    }
  }

  /** The words that shell completion offers. */
  private static final class FlowNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("none", "hard", "soft").iterator();
    }
  }

  /** Takes the words that picocom and tio have for flow control. */
  private static final class FlowConverter implements ITypeConverter<FlowControl> {

    @Override
    public FlowControl convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "none" -> FlowControl.NONE;
        case "hard" -> FlowControl.RTS_CTS;
        case "soft" -> FlowControl.XON_XOFF;
        default -> throw new TypeConversionException("'" + text + "': give none, hard or soft");
      };
    }
  }
}
