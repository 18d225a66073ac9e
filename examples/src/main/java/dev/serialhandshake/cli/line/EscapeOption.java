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

/** {@code --escape}, and the rate of a line: what a link must know of its line. */
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

  public boolean isGiven() {
    return escape != null;
  }

  /**
   * Begins the settings of a link with what is known of its line.
   *
   * @param baud the rate of the line; zero if it is not known
   * @throws ParameterException if the option cannot be used
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

  /** The rate of a line; zero where this end does not set it, so that it is not known. */
  public static int rate(LineAddress line, SerialSettings port) {
    boolean known =
        line instanceof LineAddress.Serial
            || (line instanceof LineAddress.Tcp tcp && tcp.speech() == LineAddress.Speech.RFC2217);
    return known ? port.baudRate() : 0;
  }
}
