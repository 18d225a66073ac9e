// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that a client has opened. */
final class OpenFile implements OpenHandle {

  private static final int READ = 0x01;
  private static final int WRITE = 0x02;
  private static final int APPEND = 0x04;
  private static final int CREATE = 0x08;
  private static final int TRUNCATE = 0x10;
  private static final int EXCLUSIVE = 0x20;

  private final Path path;
  private final Attributes atOpen;
  private final boolean appends;
  private final @Nullable FileChannel reads;
  private final @Nullable FileChannel writes;

  private OpenFile(
      Path path, boolean appends, @Nullable FileChannel reads, @Nullable FileChannel writes)
      throws IOException {
    this.path = path;
    this.appends = appends;
    this.reads = reads;
    this.writes = writes;
    atOpen = Attributes.of(path);
  }

  /**
   * Opens a file.
   *
   * @throws SftpFailure if it is a named pipe or a socket: opening it would wait for another
   *     program, and would still wait after the end of the session
   */
  static OpenFile open(Path path, int flags, Change change) throws IOException {
    if (Files.exists(path) && Attributes.of(path).isPipe()) {
      throw new SftpFailure(Status.FAILURE);
    }
    boolean appends = (flags & APPEND) != 0 && (flags & WRITE) != 0;
    FileChannel reads = null;
    FileChannel writes = null;
    try {
      if ((flags & WRITE) != 0) {
        writes = FileChannel.open(path, options(flags, appends), change.atCreation());
        if (appends && (flags & TRUNCATE) != 0) {
          writes.truncate(0);
        }
      }
      if ((flags & READ) != 0) {
        // A channel that appends cannot read: it gets a second one.
        reads = writes == null || appends ? FileChannel.open(path) : writes;
      }
      return new OpenFile(path, appends, reads, writes);
    } catch (IOException | RuntimeException e) {
      close(reads);
      close(writes);
      throw e;
    }
  }

  private static Set<OpenOption> options(int flags, boolean appends) {
    Set<OpenOption> options = new HashSet<>();
    options.add(appends ? StandardOpenOption.APPEND : StandardOpenOption.WRITE);
    if ((flags & READ) != 0 && !appends) {
      options.add(StandardOpenOption.READ);
    }
    if ((flags & TRUNCATE) != 0 && !appends) {
      options.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    if ((flags & CREATE) != 0) {
      options.add(
          (flags & EXCLUSIVE) != 0 ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    }
    return options;
  }

  /** Reads into a buffer; false at the end of the file. */
  boolean read(ByteBuffer target, long offset) throws IOException {
    return readable().read(target, offset) >= 0;
  }

  void write(ByteBuffer source, long offset) throws IOException {
    FileChannel channel = writable();
    long at = offset;
    while (source.hasRemaining()) {
      at += appends ? channel.write(source) : channel.write(source, at);
    }
  }

  void sync() throws IOException {
    FileChannel channel = writes == null ? reads : writes;
    if (channel != null) {
      channel.force(true);
    }
  }

  /**
   * The attributes of the open file. Java reads attributes by name only. If the file no longer has
   * its name, these are the attributes at the time of the open, with the size of now.
   */
  @Override
  public Attributes attributes() throws IOException {
    if (isInPlace()) {
      return Attributes.of(path);
    }
    FileChannel channel = writes == null ? reads : writes;
    return channel == null ? atOpen : atOpen.withSize(channel.size());
  }

  @Override
  public void apply(Change change) throws IOException {
    if (writes != null) {
      change.resize(writes);
    }
    if (!isInPlace()) {
      throw new SftpFailure(Status.FAILURE);
    }
    change.applyAllButSize(path);
  }

  private boolean isInPlace() {
    try {
      Object identity = Attributes.of(path).identity();
      return identity == null || identity.equals(atOpen.identity());
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Path path() {
    return path;
  }

  /** The channel for reads. If the file was not opened for reads, it fails as with OpenSSH. */
  private FileChannel readable() throws SftpFailure {
    if (reads == null) {
      throw new SftpFailure(Status.NO_SUCH_FILE);
    }
    return reads;
  }

  private FileChannel writable() throws SftpFailure {
    if (writes == null) {
      throw new SftpFailure(Status.NO_SUCH_FILE);
    }
    return writes;
  }

  @Override
  public void close() throws IOException {
    close(writes);
    close(reads);
  }

  private static void close(@Nullable FileChannel channel) throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
