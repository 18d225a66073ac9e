// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.core.link.LinkSettings;
import dev.serialhandshake.netty.serial.SerialSettings;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a link must know of its line: the bytes that do not pass, and the rate. */
public final class EscapeOption {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--escape",
      paramLabel = "HEX[,HEX...]",
      description = {
        "With --link: the bytes that never pass the line, as `probe --sweep` shows them (default:"
            + " 11,13, which are XON and XOFF)."
      })
  private @Nullable String escape;

  /** Whether the option is there. */
  public boolean isGiven() {
    return escape != null;
  }

  /**
   * A link's settings for a line.
   *
   * @param baud its rate; zero if nobody knows it
   */
  public LinkSettings.Builder settings(int baud) {
    LinkSettings.Builder settings = baud > 0 ? LinkSettings.forLine(baud) : LinkSettings.builder();
    if (escape != null) {
      settings.escape(bytes(escape));
      try {
        var unused = settings.build();
      } catch (IllegalArgumentException e) {
        throw wrong(escape, String.valueOf(e.getMessage()), e);
      }
    }
    return settings;
  }

  private byte[] bytes(String hex) {
    try {
      return HexFormat.ofDelimiter(",").parseHex(hex);
    } catch (IllegalArgumentException e) {
      throw wrong(hex, "give two hex digits for each byte, such as 11,13,ff", e);
    }
  }

  private ParameterException wrong(String hex, String why, Exception cause) {
    return new ParameterException(command.commandLine(), "--escape " + hex + ": " + why, cause);
  }

  /** The rate of a line; zero for those of which nobody knows it. */
  public static int rate(LineAddress line, SerialSettings port) {
    boolean known =
        line instanceof LineAddress.Serial
            || (line instanceof LineAddress.Tcp tcp && tcp.speech() == LineAddress.Speech.RFC2217);
    return known ? port.baudRate() : 0;
  }
}
