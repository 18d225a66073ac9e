// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static dev.serialhandshake.cli.sftp.TestClient.bytes;
import static dev.serialhandshake.cli.sftp.TestClient.extended;
import static dev.serialhandshake.cli.sftp.TestClient.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.serialhandshake.testing.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each request gets the answer that OpenSSH's own server gives to it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SftpLikeOpenSshTest {

  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int APPEND = 4;
  private static final int CREATE = 8;
  private static final int TRUNCATE = 16;
  private static final int EXCLUSIVE = 32;

  private static final int OLD = 1_000_000_000;

  @TempDir Path folder;

  /** What a client asks, one request after the other. */
  private interface Script {
    void run(TestClient client) throws IOException;
  }

  @Test
  void filesAreMadeWrittenAndRead() throws Exception {
    assertLikeOpenSsh(
        client -> {
          client.ask("open", open("f", WRITE | CREATE | TRUNCATE).number(4).number(0640));
          byte[] handle = client.handle();
          client.ask("write", write(handle, 0, "0123456789"));
          client.ask("write in the middle", write(handle, 3, "abc"));
          client.ask("read of a handle for writes", read(handle, 0, 4));
          client.ask("fsync", extended("fsync@openssh.com").string(handle));
          client.ask("fstat", request(8).string(handle));
          client.ask("close", request(4).string(handle));
          client.ask("close again", request(4).string(handle));
          client.ask("stat", path(17, "f"));
          client.ask("open", open("f", READ).number(0));
          handle = client.handle();
          client.ask("read", read(handle, 2, 5));
          client.ask("read to the end", read(handle, 8, 100));
          client.ask("read at the end", read(handle, 10, 100));
          client.ask("read far behind it", read(handle, 1000, 100));
          client.ask("write of a handle for reads", write(handle, 0, "x"));
          client.ask("list of a file", request(12).string(handle));
          client.ask("open, not there", open("none", READ).number(0));
          client.ask("open in what is no folder", open("f/x", READ).number(0));
          client.ask("open of a folder for writes", open(".", WRITE).number(0));
          client.ask("open, there", open("f", WRITE | CREATE | EXCLUSIVE).number(0));
          client.ask("open, empty name", open("", READ).number(0));
          client.ask("open, long name", open("n".repeat(300), READ).number(0));
          client.ask("unknown handle", read(bytes("none"), 0, 1));
        });
  }

  @Test
  void appendedBytesComeToTheEndWhateverTheirPlace() throws Exception {
    assertLikeOpenSsh(
        client -> {
          make(client, "f", "start");
          client.ask("open", open("f", READ | WRITE | APPEND).number(0));
          byte[] handle = client.handle();
          client.ask("write", write(handle, 0, " end"));
          client.ask("read", read(handle, 0, 100));
          client.ask("close", request(4).string(handle));
        });
  }

  @Test
  void attributesAreSet() throws Exception {
    assertLikeOpenSsh(
        client -> {
          make(client, "f", "0123456789");
          client.ask("longer", path(9, "f").number(1).longNumber(20));
          client.ask("stat", path(17, "f"));
          client.ask("shorter", path(9, "f").number(1).longNumber(4));
          client.ask("stat", path(17, "f"));
          client.ask("mode", path(9, "f").number(4).number(04751));
          client.ask("stat", path(17, "f"));
          client.ask("times", path(9, "f").number(8).number(OLD).number(OLD + 1));
          client.ask("stat", path(17, "f"));
          client.ask("none", path(9, "none").number(4).number(0600));
          client.ask("open", open("f", READ | WRITE).number(0));
          byte[] handle = client.handle();
          client.ask(
              "fsetstat",
              request(10)
                  .string(handle)
                  .number(13)
                  .longNumber(2)
                  .number(0600)
                  .number(OLD)
                  .number(OLD));
          client.ask("fstat", request(8).string(handle));
          client.ask("link", path(20, "f").string(bytes("l")));
          client.ask(
              "lsetstat",
              extended("lsetstat@openssh.com")
                  .string(bytes("l"))
                  .number(8)
                  .number(OLD)
                  .number(OLD + 5));
          client.ask("lstat", path(7, "l"));
          client.ask("stat", path(17, "l"));
        });
  }

  @Test
  void foldersAreMadeListedAndRemoved() throws Exception {
    assertLikeOpenSsh(
        client -> {
          client.ask("mkdir", path(14, "d").number(4).number(0750));
          client.ask("again", path(14, "d").number(0));
          client.ask("mkdir below nothing", path(14, "none/d").number(0));
          client.ask("stat", path(17, "d"));
          for (String name : List.of("d/plain", "d/lat\u00f6", "d/new\nline", "d/\u00c3\u00b6")) {
            make(client, name, "12345");
            client.ask("times", path(9, name).number(8).number(OLD).number(OLD));
          }
          client.ask("set-user-ID", path(9, "d/plain").number(4).number(06640));
          client.ask("opendir", path(11, "d"));
          byte[] handle = client.handle();
          client.ask("readdir", request(12).string(handle));
          client.ask("readdir at the end", request(12).string(handle));
          client.ask("read of a folder", read(handle, 0, 1));
          client.ask("close", request(4).string(handle));
          client.ask("opendir, a file", path(11, "d/plain"));
          client.ask("opendir, not there", path(11, "none"));
          client.ask("rmdir, not empty", path(15, "d"));
          client.ask("rmdir, a file", path(15, "d/plain"));
          client.ask("rmdir, not there", path(15, "none"));
          client.ask("remove, a folder", path(13, "d"));
          client.ask("remove, not there", path(13, "none"));
          for (String name : List.of("d/plain", "d/lat\u00f6", "d/new\nline", "d/\u00c3\u00b6")) {
            client.ask("remove " + name, path(13, name));
          }
          client.ask("rmdir", path(15, "d"));
          client.ask("stat", path(17, "d"));
        });
  }

  @Test
  void filesAreRenamedAndLinked() throws Exception {
    assertLikeOpenSsh(
        client -> {
          make(client, "a", "a");
          make(client, "b", "b");
          client.ask("mkdir", path(14, "d").number(0));
          client.ask("mkdir", path(14, "e").number(0));
          client.ask("onto a file", path(18, "a").string(bytes("b")));
          client.ask("rename", path(18, "a").string(bytes("c")));
          client.ask("not there", path(18, "a").string(bytes("x")));
          client.ask("to below nothing", path(18, "c").string(bytes("none/x")));
          client.ask("a folder", path(18, "d").string(bytes("f")));
          client.ask("a folder onto a folder", path(18, "e").string(bytes("f")));
          client.ask("to bytes", path(18, "b").string(bytes("\u00f6")));
          client.ask("from bytes", path(18, "\u00f6").string(bytes("b")));
          String replace = "posix-rename@openssh.com";
          client.ask("replace", extended(replace).string(bytes("c")).string(bytes("b")));
          client.ask("replace, not there", extended(replace).string(bytes("c")).string(bytes("b")));
          String link = "hardlink@openssh.com";
          client.ask("second name", extended(link).string(bytes("b")).string(bytes("b2")));
          client.ask("again", extended(link).string(bytes("b")).string(bytes("b2")));
          client.ask("of nothing", extended(link).string(bytes("none")).string(bytes("b3")));
          client.ask("symlink", path(20, "../\u00f6").string(bytes("l")));
          client.ask("again", path(20, "b").string(bytes("l")));
          client.ask("readlink", path(19, "l"));
          client.ask("readlink, a file", path(19, "b"));
          client.ask("readlink, not there", path(19, "none"));
          client.ask("stat of a link to nothing", path(17, "l"));
          client.ask("remove the link", path(13, "l"));
          client.ask("a link to itself", path(20, "loop").string(bytes("loop")));
          client.ask("stat", path(17, "loop"));
        });
  }

  @Test
  void pathsAreResolved() throws Exception {
    assertLikeOpenSsh(
        client -> {
          client.ask("mkdir", path(14, "d").number(0));
          client.ask("link", path(20, "d").string(bytes("l")));
          for (String name :
              List.of("", ".", "d/..", "l", "l/x", "none", "none/x", "/", "/..", "\u00f6", "d/")) {
            client.ask("realpath " + name, path(16, name));
          }
          String expand = "expand-path@openssh.com";
          for (String name : List.of("~daemon", "~daemon/.", "~no-such-user/x", "d/..", "none")) {
            client.ask("expand " + name, extended(expand).string(bytes(name)));
          }
          client.ask("no home", extended("home-directory").text("no-such-user"));
        });
  }

  @Test
  void whatElseClientsAskIsAnswered() throws Exception {
    assertLikeOpenSsh(
        client -> {
          make(client, "from", "0123456789");
          client.ask("statvfs", extended("statvfs@openssh.com").text("."));
          client.ask("statvfs, not there", extended("statvfs@openssh.com").text("none"));
          client.ask("open", open("from", READ).number(0));
          byte[] from = client.handle();
          client.ask("fstatvfs", extended("fstatvfs@openssh.com").string(from));
          client.ask("open", open("to", READ | WRITE | CREATE).number(0));
          byte[] to = client.handle();
          client.ask("copy", copy(from, 2, 5, to, 1));
          client.ask("read", read(to, 0, 100));
          client.ask("copy to the end", copy(from, 8, 0, to, 0));
          client.ask("read", read(to, 0, 100));
          client.ask("copy more than there is", copy(from, 8, 100, to, 0));
          client.ask("copy onto itself", copy(to, 0, 1, to, 5));
          client.ask(
              "names",
              extended("users-groups-by-id@openssh.com")
                  .string(new byte[] {0, 0, 0, 0, 0, 1, 2, 3})
                  .string(new byte[] {0, 0, 0, 0}));
          client.ask("unknown extension", extended("unknown@example.org").text("x"));
        });
  }

  private static Reply path(int type, String name) {
    return request(type).string(bytes(name));
  }

  private static Reply open(String name, int flags) {
    return path(3, name).number(flags);
  }

  private static Reply read(byte[] handle, long offset, int length) {
    return request(5).string(handle).longNumber(offset).number(length);
  }

  private static Reply write(byte[] handle, long offset, String data) {
    return request(6).string(handle).longNumber(offset).text(data);
  }

  private static Reply copy(byte[] from, long offset, long length, byte[] to, long target) {
    return extended("copy-data")
        .string(from)
        .longNumber(offset)
        .longNumber(length)
        .string(to)
        .longNumber(target);
  }

  private static void make(TestClient client, String name, String text) throws IOException {
    client.ask("open", open(name, WRITE | CREATE).number(4).number(0644));
    client.ask("write", write(client.handle(), 0, text));
    client.ask("close", request(4).string(client.handle()));
  }

  private void assertLikeOpenSsh(Script script) throws Exception {
    String program = Tools.path("sftp-server");
    Path theirs = Files.createDirectory(folder.resolve("theirs"));
    Process process = new ProcessBuilder(program).directory(theirs.toFile()).start();
    String expected;
    try {
      expected = transcript(script, process.getInputStream(), process.getOutputStream(), theirs);
    } finally {
      process.destroy();
    }
    assertEquals(expected, ours(script));
  }

  private String ours(Script script) throws Exception {
    Path home = Files.createDirectory(folder.resolve("ours"));
    PipedInputStream requests = new PipedInputStream();
    PipedInputStream answers = new PipedInputStream();
    OutputStream asking = new PipedOutputStream(requests);
    OutputStream answering = new PipedOutputStream(answers);
    Thread server =
        new Thread(
            () -> {
              try (answering) {
                new SftpServer(home).serve(requests, answering);
              } catch (IOException e) {
                // The client sees the end.
              }
            });
    server.setDaemon(true);
    server.start();
    try (asking) {
      return transcript(script, answers, asking, home);
    }
  }

  private static String transcript(Script script, InputStream in, OutputStream out, Path home)
      throws IOException {
    TestClient client = new TestClient(in, out, home);
    script.run(client);
    return String.join("\n", client.transcript());
  }
}
