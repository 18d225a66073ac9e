// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens to the open files of a client when its session ends. */
class OpenHandlesTest {

  private final List<String> closed = new ArrayList<>();

  /** A file whose close fails, as on a disk that is full. */
  private final class Failing implements OpenHandle {
    private final String name;

    Failing(String name) {
      this.name = name;
    }

    @Override
    public Path path() {
      return Path.of(name);
    }

    @Override
    public Attributes attributes() throws IOException {
      throw new IOException(name);
    }

    @Override
    public void apply(Change change) throws IOException {
      throw new IOException(name);
    }

    @Override
    public void close() throws IOException {
      closed.add(name);
      throw new IOException("no space on " + name);
    }
  }

  @Test
  void aFileThatCannotBeClosedDoesNotKeepTheOthersOpen() throws Exception {
    OpenHandles handles = new OpenHandles();
    handles.open(1, () -> new Failing("a"));
    handles.open(2, () -> new Failing("b"));
    assertThrows(IOException.class, handles::close);
    assertEquals(List.of("a", "b"), closed.stream().sorted().toList());
  }
}
