// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnersSocketTest {
  @TempDir Path directory;
  private Path path;
  private ServerSocketChannel listener;

  @BeforeEach
  void open() throws IOException {
    path = directory.resolve("socket");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private OwnersSocket published() throws IOException {
    OwnersSocket socket = OwnersSocket.prepare(path);
    listener.bind(UnixDomainSocketAddress.of(socket.hidden()));
    socket.publish();
    socket.removeHidden();
    return socket;
  }

  private long files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.count();
    }
  }

  @Test
  void onlyItsOwnerMayConnect() throws IOException {
    OwnersSocket socket = OwnersSocket.prepare(path);
    assertEquals(
        "rwx------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(socket.hidden().toAbsolutePath().getParent())));
    listener.bind(UnixDomainSocketAddress.of(socket.hidden()));
    socket.publish();
    socket.removeHidden();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals(1, files());
  }

  @Test
  void goesWithItsSession() throws IOException {
    published().remove();
    assertEquals(0, files());
  }

  @Test
  void aFileThatExistsIsNotReplaced() throws IOException {
    Files.writeString(path, "mine");
    assertThrows(FileAlreadyExistsException.class, () -> OwnersSocket.prepare(path));
    assertEquals("mine", Files.readString(path));
    assertEquals(1, files());
  }

  @Test
  void aFileThatIsMadeMeanwhileIsNotReplaced() throws IOException {
    OwnersSocket socket = OwnersSocket.prepare(path);
    listener.bind(UnixDomainSocketAddress.of(socket.hidden()));
    Files.writeString(path, "mine");
    assertThrows(FileAlreadyExistsException.class, socket::publish);
    socket.removeHidden();
    socket.remove();
    assertEquals("mine", Files.readString(path));
    assertEquals(1, files());
  }

  @Test
  void itIsInPlaceFromItsPublicationToItsRemoval() throws IOException {
    OwnersSocket socket = OwnersSocket.prepare(path);
    assertFalse(socket.isInPlace());
    socket.removeHidden();
    OwnersSocket next = published();
    assertTrue(next.isInPlace());
    Files.delete(path);
    assertFalse(next.isInPlace());
    next.remove();
  }

  @Test
  void theFileOfSomebodyElseIsLeftAlone() throws IOException {
    OwnersSocket socket = published();
    Files.delete(path);
    Files.writeString(path, "mine");
    socket.remove();
    assertTrue(Files.exists(path));
  }

  @Test
  void aFolderIsNotMade() {
    Path deep = directory.resolve("no").resolve("socket");
    assertThrows(NoSuchFileException.class, () -> OwnersSocket.prepare(deep));
  }
}
