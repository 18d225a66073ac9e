// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.serial;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A new folder below {@code java.io.tmpdir} for native code that is about to be loaded. Nobody else
 * can write into it, and nobody else can put another folder in its place. It goes when it is
 * closed.
 *
 * <p>Where there can be no such folder, an IOException says why, and what to do, in a clause.
 */
final class PrivateFolder implements AutoCloseable {

  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final int STICKY = 01000;
  private static final int WRITABLE_BY_OTHERS = 022;

  /** More than all native code that goes into it. */
  private static final long ROOM_BYTES = 1 << 20;

  private final Path path;

  private PrivateFolder(Path path) {
    this.path = path;
  }

  static PrivateFolder make() throws IOException {
    Path place = Path.of(System.getProperty("java.io.tmpdir", "")).toAbsolutePath();
    if (!Files.isDirectory(place)) {
      throw unusable("is not there");
    }
    // Links are resolved, because the check below is of the folders that the path really has.
    Path path = place.toRealPath().resolve("serial-handshake-" + unguessable());
    try {
      Files.createDirectory(path, OWNER_ONLY);
    } catch (IOException e) {
      throw unusable(whyNoFile(place, e));
    }
    PrivateFolder folder = new PrivateFolder(path);
    try {
      folder.checkThatOthersCannotReplaceIt();
      return folder;
    } catch (IOException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * Reads what the JDK's secure random numbers are made of: a login waits for this, and to begin
   * with those takes longer than all the rest.
   */
  private static String unguessable() {
    try (InputStream random = Files.newInputStream(Path.of("/dev/urandom"))) {
      return HexFormat.of().formatHex(random.readNBytes(16));
    } catch (IOException e) {
      return UUID.randomUUID().toString();
    }
  }

  /** The owner of a folder can rename what is in it, and so can others if it is not sticky. */
  private void checkThatOthersCannotReplaceIt() throws IOException {
    Set<Integer> trusted = Set.copyOf(List.of(0, owner(path), owner(path.getRoot())));
    for (Path above = path.getParent(); above != null; above = above.getParent()) {
      int mode = (Integer) Files.getAttribute(above, "unix:mode");
      boolean shared = (mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0;
      if (shared || !trusted.contains(owner(above))) {
        throw unusable("is not safe: others could replace what is in " + above);
      }
    }
  }

  private static int owner(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:uid");
  }

  Path path() {
    return path;
  }

  /**
   * Puts a library there.
   *
   * @param content null if there is no such library
   * @return whether it is there
   */
  boolean add(String name, @Nullable InputStream content) throws IOException {
    if (content == null) {
      return false;
    }
    Path target = path.resolve(name);
    try {
      Files.createDirectories(target.getParent(), OWNER_ONLY);
      Files.copy(content, target);
    } catch (IOException e) {
      throw unusable(whyNoFile(path, e));
    }
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwx------"));
    if (!Files.isExecutable(target)) {
      throw unusable("is mounted with noexec: no program may run from there");
    }
    return true;
  }

  /** By what is true, since the text of the error may be in any language. */
  private static String whyNoFile(Path place, IOException e) throws IOException {
    if (!Files.isWritable(place)) {
      return Files.getFileStore(place).isReadOnly()
          ? "is on a read-only file system"
          : "cannot be written to by this user";
    }
    return Files.getFileStore(place).getUsableSpace() < ROOM_BYTES
        ? "is full"
        : "takes no new file (" + e.getMessage() + ')';
  }

  private static IOException unusable(String why) {
    return new IOException(
        "java.io.tmpdir ("
            + System.getProperty("java.io.tmpdir", "")
            + ") "
            + why
            + "; start Java with -Djava.io.tmpdir=FOLDER, a folder of your own");
  }

  @Override
  public void close() {
    try {
      delete(path);
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(path)) {
        for (Path each : inside) {
          delete(each);
        }
      }
    }
    Files.delete(path);
  }
}
