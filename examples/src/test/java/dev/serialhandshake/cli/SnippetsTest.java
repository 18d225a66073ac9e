// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Java that documents show is taken from {@link ReadmePrograms}, so that it compiles and runs.
 * After a change there, run this test with {@code -Ddocument=write}.
 */
class SnippetsTest {

  private static final Path ROOT = Path.of("..");
  private static final Path SOURCE =
      Path.of("src/test/java/dev/serialhandshake/cli/ReadmePrograms.java");

  /** A block of Java, with the mark before it that names the snippet, if there is one. */
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- snippet: (\\S+) -->\n)?```java\n(.*?)```\n", Pattern.DOTALL);

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT, 3)) {
      List<Path> documents =
          files
              .filter(file -> file.toString().endsWith(".md"))
              .filter(file -> !file.toString().contains("target"))
              .toList();
      return documents.stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void javaInDocumentsIsTheProgramsJava(Path document) throws IOException {
    String text = Files.readString(document);
    String source = Files.readString(SOURCE);
    String current =
        BLOCK.matcher(text).replaceAll(block -> Matcher.quoteReplacement(show(block, source)));
    if ("write".equals(System.getProperty("document"))) {
      Files.writeString(document, current);
    } else {
      assertEquals(current, text);
    }
  }

  private static String show(MatchResult block, String source) {
    String name = block.group(1);
    if (name == null) {
      throw new AssertionError("names no snippet, so may not compile:\n" + block.group());
    }
    String begin = "// snippet: " + name + "\n";
    int from = source.indexOf(begin) + begin.length();
    if (from < begin.length()) {
      throw new AssertionError("no snippet " + name + " in " + SOURCE);
    }
    String code = source.substring(from, source.indexOf("// end", from)).stripIndent().strip();
    return "<!-- snippet: " + name + " -->\n```java\n" + code + "\n```\n";
  }
}
