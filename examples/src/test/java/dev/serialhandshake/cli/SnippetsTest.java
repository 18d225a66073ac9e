// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The programs that documents show are taken from {@link ReadmePrograms}, and their XML from the
 * build of a stranger in handshake-netty/consumer-test, so that they compile and run. After a
 * change there, run this test with {@code -Ddocument=write}.
 */
class SnippetsTest {

  private static final Path ROOT = Path.of("..");
  private static final Map<String, Path> SOURCES =
      Map.of(
          "java",
          Path.of("src/test/java/dev/serialhandshake/cli/ReadmePrograms.java"),
          "xml",
          ROOT.resolve("handshake-netty/consumer-test/src/it/stranger/handler/pom.xml"));

  /** A block of code, with the mark before it that names the snippet, if there is one. */
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- snippet: (\\S+) -->\n)?```(java|xml)\n(.*?)```\n", Pattern.DOTALL);

  /** The versions that README.md names, by the property of the top pom that has each. */
  private static final Map<String, String> VERSIONS =
      Map.of(
          "netty.version", "| Netty | ",
          "sshd.version", "| Apache MINA SSHD | ",
          "jserialcomm.version", "| jSerialComm | ",
          "jna.version", "`net.java.dev.jna:jna` ",
          "bouncycastle.version", "`org.bouncycastle:bcprov-jdk18on` ",
          "jdk.newest", "| Java | 17, ");

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
  void codeInDocumentsIsTheProgramsCode(Path document) throws IOException {
    String text = Files.readString(document);
    StringBuilder current = new StringBuilder();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      block.appendReplacement(current, Matcher.quoteReplacement(show(block)));
    }
    block.appendTail(current);
    if ("write".equals(System.getProperty("document"))) {
      Files.writeString(document, current);
    } else {
      assertEquals(current.toString(), text);
    }
  }

  @Test
  void theVersionsThatAReaderIsToldAreThoseOfTheBuild() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    for (Map.Entry<String, String> version : VERSIONS.entrySet()) {
      String words = version.getValue() + versionOf(version.getKey()).replace(".Final", "");
      assertTrue(readme.contains(words), "README.md does not say '" + words + "'");
    }
  }

  private static String show(MatchResult block) throws IOException {
    String name = block.group(1);
    if (name == null) {
      throw new AssertionError("names no snippet, so may not compile:\n" + block.group());
    }
    boolean java = "java".equals(block.group(2));
    Path file = SOURCES.get(block.group(2));
    String source = Files.readString(file);
    String begin = java ? "// snippet: " + name + "\n" : "<!-- snippet: " + name + " -->\n";
    int from = source.indexOf(begin) + begin.length();
    if (from < begin.length()) {
      throw new AssertionError("no snippet " + name + " in " + file);
    }
    String code = source.substring(from, source.indexOf(java ? "// end" : "<!-- end -->", from));
    String shown = code.stripIndent().strip().replace("${handshake.version}", ownVersion());
    return "<!-- snippet: " + name + " -->\n```" + block.group(2) + "\n" + shown + "\n```\n";
  }

  private static String ownVersion() throws IOException {
    return versionOf("version"); // the first one in the top pom is the project's
  }

  private static String versionOf(String element) throws IOException {
    String pom = Files.readString(ROOT.resolve("pom.xml"));
    String begin = "<" + element + ">";
    int from = pom.indexOf(begin) + begin.length();
    return pom.substring(from, pom.indexOf("</", from));
  }
}
