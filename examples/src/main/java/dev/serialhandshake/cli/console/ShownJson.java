// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;

/**
 * JSON that is safe to print: its strings are printable ASCII. JSON itself allows DEL, C1 and
 * direction characters as they are.
 */
public final class ShownJson {

  private static final int LAST_PLAIN = '~';

  private static final JsonFactory JSON = new JsonFactory();

  private ShownJson() {}

  public static JsonGenerator to(Writer target) throws IOException {
    return JSON.createGenerator(target).setHighestNonEscapedChar(LAST_PLAIN);
  }
}
