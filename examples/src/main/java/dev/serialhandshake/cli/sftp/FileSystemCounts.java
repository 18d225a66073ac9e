// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import dev.serialhandshake.cli.process.ProcessLibC;
import dev.serialhandshake.cli.process.SystemCalls;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The numbers that {@code statvfs} returns for the file system of a file: sizes of blocks, blocks,
 * files, id, flags, the longest name.
 */
final class FileSystemCounts {

  private static final long READ_ONLY = 1;
  private static final long LONGEST_NAME = 255;

  /** More than the size of the structure. */
  private static final long STRUCTURE_BYTES = 256;

  private static final int FIELDS = 11;
  private static final int FLAGS = 9;

  /** Read only, no set-user-ID. */
  private static final long PORTABLE_FLAGS = 3;

  private FileSystemCounts() {}

  static long[] of(Path file) throws IOException {
    if (SystemCalls.areThere() && Platform.isLinux() && Native.POINTER_SIZE == Long.BYTES) {
      byte[] path = FileNames.bytes(file);
      try (Memory result = new Memory(STRUCTURE_BYTES)) {
        if (ProcessLibC.C.statvfs(Arrays.copyOf(path, path.length + 1), result) == 0) {
          long[] fields = result.getLongArray(0, FIELDS);
          fields[FLAGS] &= PORTABLE_FLAGS;
          return fields;
        }
      }
    }
    return fromJava(file);
  }

  /** The numbers that Java knows. It does not count files, so these are 0. */
  private static long[] fromJava(Path file) throws IOException {
    FileStore store = Files.getFileStore(file);
    long block = store.getBlockSize();
    return new long[] {
      block,
      block,
      store.getTotalSpace() / block,
      store.getUnallocatedSpace() / block,
      store.getUsableSpace() / block,
      0,
      0,
      0,
      0,
      store.isReadOnly() ? READ_ONLY : 0,
      LONGEST_NAME
    };
  }
}
