// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.linefile;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.cli.trust.TrustedFiles;
import dev.serialhandshake.cli.trust.Untrusted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a file of YAML as nodes that know their places. It refuses a file that another user could
 * have written.
 */
final class YamlFile {

  /** Enough for some ten thousand lines. */
  private static final int MOST_BYTES = 8 * 1024 * 1024;

  private YamlFile() {}

  /** Reads the root node; null if the file is empty, or if a fault was added. Blocks. */
  static @Nullable Node read(Path file, FileFaults faults) {
    String text = text(file, faults);
    if (text == null) {
      return null;
    }
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file.toString())
            .setUseMarks(true)
            .setCodePointLimit(MOST_BYTES)
            .build();
    try {
      return new Compose(settings).composeString(text).orElse(null);
    } catch (MarkedYamlEngineException e) {
      String where = e.getProblemMark().map(FileFaults::place).orElse(file.toString());
      faults.add(where, "no YAML: " + oneLine(e.getProblem()));
    } catch (YamlEngineException e) {
      faults.add(file.toString(), "no YAML: " + oneLine(e.getMessage()));
    } catch (StackOverflowError e) {
      faults.add(file.toString(), "no file of lines: thousands of brackets within each other");
    }
    return null;
  }

  private static @Nullable String text(Path file, FileFaults faults) {
    try {
      byte[] bytes = TrustedFiles.read(file, MOST_BYTES);
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (Untrusted e) {
      faults.add(file.toString(), e.reason());
    } catch (CharacterCodingException e) {
      faults.add(file.toString(), "is not text in UTF-8; save it as UTF-8");
    } catch (IOException e) {
      faults.add(file.toString(), reason(e));
    }
    return null;
  }

  private static String reason(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "no such file";
    }
    return e instanceof AccessDeniedException
        ? "no permission; make it readable for this user"
        : String.valueOf(e.getMessage());
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).replaceAll("\\s+", " ");
  }
}
