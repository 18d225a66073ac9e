// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.netty.serial.SerialChannel;
import io.netty.channel.ChannelHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * GraalVM's reachability metadata, by Netty's conventions. Netty asks handlers by reflection which
 * methods they have, to skip them for events that they pass on as they are; a handler that is not
 * listed would be skipped for all. After a change of the handlers, run this test with {@code
 * -Ddocument=write}.
 */
class NativeImageMetadataTest {

  private static final Path METADATA =
      Path.of("src/main/resources/META-INF/native-image/dev.serialhandshake/handshake-netty");

  @Test
  void listsEveryHandler() throws IOException {
    Path file = METADATA.resolve("generated/handlers/reflect-config.json");
    String listed =
        handlers()
            .map(
                name ->
                    """
                      {
                        "name": "%s",
                        "condition": {
                          "typeReachable": "%s"
                        },
                        "queryAllPublicMethods": true
                      }"""
                        .formatted(name, name))
            .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    if ("write".equals(System.getProperty("document"))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, listed);
    }
    assertEquals(Files.readString(file), listed);
  }

  @Test
  void letsABootstrapMakeTheSerialChannel() throws IOException {
    String file = Files.readString(METADATA.resolve("reflect-config.json"));
    assertTrue(file.contains('"' + SerialChannel.class.getName() + '"'), file);
    assertTrue(file.contains("\"name\": \"<init>\", \"parameterTypes\": []"), file);
  }

  private static Stream<String> handlers() throws IOException {
    Path classes = Path.of("target/classes");
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(file -> file.endsWith(".class") && file.startsWith("dev"))
          .map(file -> file.substring(0, file.length() - ".class".length()).replace('/', '.'))
          .filter(NativeImageMetadataTest::isHandler)
          .sorted()
          .toList()
          .stream();
    }
  }

  private static boolean isHandler(String name) {
    try {
      return ChannelHandler.class.isAssignableFrom(
          Class.forName(name, false, NativeImageMetadataTest.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
