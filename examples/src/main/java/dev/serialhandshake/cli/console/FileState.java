// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a file at one moment. A later state shows whether somebody has written into the same
 * file, as {@code cp} and {@code scp} do. {@code mv} and {@code install} instead put a new file in
 * its place, which is a different file.
 *
 * @param key identifies the file; null if the system has no such key
 * @param modified when the file was last written
 */
public record FileState(@Nullable Object key, long size, FileTime modified) {

  /** Reads the state of a file. Blocks. */
  public static FileState of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileState(now.fileKey(), now.size(), now.lastModifiedTime());
  }

  /** Whether a later state is of the same file, and the file was written in between. */
  public boolean isWrittenOver(FileState later) {
    return Objects.equals(key, later.key) && !equals(later);
  }
}
