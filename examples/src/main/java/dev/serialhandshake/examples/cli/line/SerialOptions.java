// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.line;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How a serial port is set up. Options that stand alone win over the short form. */
public final class SerialOptions {

  public enum Parity {
    NONE,
    ODD,
    EVEN,
    MARK,
    SPACE
  }

  public enum Flow {
    NONE,
    HARD,
    SOFT
  }

  private static final Pattern SHORT_FORM =
      Pattern.compile("(\\d+)(?:,([5-8])([noems])([12]))?", Pattern.CASE_INSENSITIVE);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = {"-b", "--baud"},
      paramLabel = "N",
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
      description = "none, hard (RTS/CTS) or soft (XON/XOFF, which SSH does not survive).")
  private Flow flow;

  @Option(
      names = "--line",
      paramLabel = "BAUD[,8n1]",
      description = "Short form: baud rate, data bits, parity, stop bits, such as 9600,7e1.")
  private @Nullable String shortForm;

  @Option(names = "--no-dtr", description = "Leave DTR off: some boards reset when it goes on.")
  private boolean noDtr;

  @Option(names = "--no-rts", description = "Leave RTS off.")
  private boolean noRts;

  public SerialParameters parameters() {
    SerialParameters form =
        shortForm == null ? SerialParameters.DEFAULTS : fromShortForm(shortForm);
    SerialParameters result =
        new SerialParameters(
            baud == null ? form.baud() : baud,
            dataBits == null ? form.dataBits() : dataBits,
            parity == null ? form.parity() : parity,
            stopBits == null ? form.stopBits() : stopBits,
            flow,
            !noDtr,
            !noRts);
    require(result.baud() > 0, "--baud", result.baud(), "a rate such as 115200 or 9600");
    require(result.dataBits() >= 5 && result.dataBits() <= 8, "--databits", dataBits, "5 to 8");
    require(result.stopBits() == 1 || result.stopBits() == 2, "--stopbits", stopBits, "1 or 2");
    return result;
  }

  private SerialParameters fromShortForm(String text) {
    Matcher matcher = SHORT_FORM.matcher(text);
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      throw wrong("--line", text, "a form such as 115200 or 9600,7e1");
    }
    boolean baudOnly = matcher.group(2) == null;
    return new SerialParameters(
        Integer.parseInt(matcher.group(1)),
        baudOnly ? 8 : Integer.parseInt(matcher.group(2)),
        baudOnly ? Parity.NONE : parity(matcher.group(3)),
        baudOnly ? 1 : Integer.parseInt(matcher.group(4)),
        flow,
        !noDtr,
        !noRts);
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

  private void require(boolean holds, String option, @Nullable Object value, String wanted) {
    if (!holds) {
      throw wrong(option, value, wanted);
    }
  }

  private ParameterException wrong(String option, @Nullable Object value, String wanted) {
    return new ParameterException(command.commandLine(), option + " " + value + ": give " + wanted);
  }
}
