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
 * A file at one moment, to see later whether somebody wrote over it, as {@code cp} and {@code scp}
 * do. A file that was put in its place, as {@code mv} and {@code install} do, is another one.
 *
 * @param key what tells the file from others; null where the system does not tell
 * @param modified when it was written last
 */
public record FileState(@Nullable Object key, long size, FileTime modified) {

  /** The state now. */
  public static FileState of(Path file) throws IOException {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileState(now.fileKey(), now.size(), now.lastModifiedTime());
  }

  /** Whether a later state is that of the same file with other content. */
  public boolean isWrittenOver(FileState later) {
    return Objects.equals(key, later.key) && !equals(later);
  }
}
