// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.trust;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that others could have written, or put in the place of ours, is not believed. */
@Timeout(60)
class TrustedFilesTest {

  private static final int LIMIT = 10;
  private static final int NOBODY = 65534;

  @TempDir Path folder;

  private Path inner;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    inner = Files.createDirectory(folder.resolve("inner"));
    file = Files.writeString(inner.resolve("file"), "text");
    mode(inner, "rwxr-xr-x");
    mode(file, "rw-r--r--");
  }

  @Test
  void aFileThatOnlyItsOwnerCanWriteIsRead() throws IOException {
    assertArrayEquals("text".getBytes(US_ASCII), TrustedFiles.read(file, LIMIT));
  }

  @Test
  void aFileThatOthersCanWriteIsRefused() throws IOException {
    for (String mode : new String[] {"rw-rw-r--", "rw-r--rw-"}) {
      mode(file, mode);
      assertRefused("others can write it; chmod 600");
    }
  }

  @Test
  void aFolderThatOthersCanWriteIsNamedWithItsMode() throws IOException {
    mode(inner, "rwxrwxrwx");
    assertRefused("the folder " + inner.toRealPath() + " (mode 777, owner ");
    mode(inner, "rwxr-xr-x");
    mode(folder, "rwxrwx---");
    assertRefused("the folder " + folder.toRealPath() + " (mode 770, owner ");
  }

  @Test
  void whereOnlyOwnersReplaceTheirFilesOthersMayAddTheirs() throws IOException {
    Files.setAttribute(inner, "unix:mode", 01777);
    assertArrayEquals("text".getBytes(US_ASCII), TrustedFiles.read(file, LIMIT));
  }

  @Test
  void aLinkIsFollowedToAFileThatIsCheckedItself() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertArrayEquals("text".getBytes(US_ASCII), TrustedFiles.read(link, LIMIT));
    mode(inner, "rwxrwxrwx");
    assertThrows(Untrusted.class, () -> TrustedFiles.read(link, LIMIT));
  }

  @Test
  void filesAndFoldersOfAnotherUserAreRefused() throws IOException {
    Tools.needRoot("only root can give files away");
    Files.setAttribute(file, "unix:uid", NOBODY);
    assertRefused("belongs to ");
    Files.setAttribute(file, "unix:uid", 0);
    Files.setAttribute(inner, "unix:uid", NOBODY);
    assertRefused("can replace it, since the folder " + inner.toRealPath());
  }

  @Test
  void aNamedPipeIsRefusedAndNotWaitedFor() throws Exception {
    Path pipe = inner.resolve("pipe");
    Tools.need("mkfifo");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Untrusted refused = assertThrows(Untrusted.class, () -> TrustedFiles.read(pipe, LIMIT));
    assertEquals("a named pipe; name a regular file", refused.reason());
  }

  @Test
  void aFolderIsNoFile() {
    Untrusted refused = assertThrows(Untrusted.class, () -> TrustedFiles.read(inner, LIMIT));
    assertEquals("a directory; name a regular file", refused.reason());
  }

  @Test
  void aFileThatIsTooLongIsNotKept() throws IOException {
    Files.writeString(file, "0123456789a");
    assertThrows(IOException.class, () -> TrustedFiles.read(file, LIMIT));
  }

  @Test
  void aSecretThatOthersCanReadIsRefused() throws IOException {
    assertThrows(Untrusted.class, () -> TrustedFiles.readPrivate(file, LIMIT));
    mode(file, "rw-------");
    assertArrayEquals("text".getBytes(US_ASCII), TrustedFiles.readPrivate(file, LIMIT));
  }

  @Test
  void aNewSecretAndTheFoldersMadeForItAreTheirOwnersOnly() throws IOException {
    Path secret = folder.resolve("a/b/secret");
    TrustedFiles.writePrivate(secret, new byte[] {1});
    assertEquals("rw-------", mode(secret));
    assertEquals("rwx------", mode(folder.resolve("a/b")));
    assertEquals("rwx------", mode(folder.resolve("a")));
  }

  @Test
  void aFolderOfSocketsIsOursAndNoLink() throws IOException {
    mode(inner, "rwx------");
    TrustedFiles.checkPrivateFolder(inner);
    Path link = Files.createSymbolicLink(folder.resolve("link"), inner);
    assertThrows(Untrusted.class, () -> TrustedFiles.checkPrivateFolder(link));
    mode(inner, "rwx--x---");
    assertThrows(Untrusted.class, () -> TrustedFiles.checkPrivateFolder(inner));
    if (Ourselves.areRoot()) {
      mode(inner, "rwx------");
      Files.setAttribute(inner, "unix:uid", NOBODY);
      assertThrows(Untrusted.class, () -> TrustedFiles.checkPrivateFolder(inner));
    }
  }

  @Test
  void aSocketIsAskedOnlyInAFolderThatNobodyElseEnters() throws IOException {
    Path socket = inner.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThrows(Untrusted.class, () -> TrustedFiles.checkOwnSocket(socket));
      mode(inner, "rwx------");
      TrustedFiles.checkOwnSocket(socket);
      Path link = Files.createSymbolicLink(inner.resolve("link"), socket);
      assertThrows(Untrusted.class, () -> TrustedFiles.checkOwnSocket(link));
      if (Ourselves.areRoot()) { // of one user, in a folder of another
        Files.setAttribute(socket, "unix:uid", NOBODY);
        assertThrows(Untrusted.class, () -> TrustedFiles.checkOwnSocket(socket));
      }
    }
  }

  private void assertRefused(String text) {
    Untrusted refused = assertThrows(Untrusted.class, () -> TrustedFiles.read(file, LIMIT));
    assertTrue(refused.reason().contains(text), refused.reason());
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
