// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;

/**
 * Writes JSON that is safe to print: its strings contain printable ASCII only. Plain JSON could
 * contain DEL, C1 controls, and characters that change the direction of writing.
 */
public final class ShownJson {

  private static final int LAST_PLAIN = '~';

  private static final JsonFactory JSON = new JsonFactory();

  private ShownJson() {}

  public static JsonGenerator to(Writer target) throws IOException {
    return JSON.createGenerator(target).setHighestNonEscapedChar(LAST_PLAIN);
  }
}
