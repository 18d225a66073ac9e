// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.serialhandshake.testing.Tools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is other than with OpenSSH's server, and what a broken client gets. */
@Timeout(60)
class SftpServerTest {

  private static final int ID = 7;

  @TempDir Path folder;

  @Test
  void aNamedPipeIsNotWaitedFor() throws Exception {
    Tools.need("mkfifo");
    String pipe = folder.resolve("pipe").toString();
    assertEquals(0, new ProcessBuilder("mkfifo", pipe).start().waitFor());
    assertEquals(List.of(Status.FAILURE), statuses(open(pipe, 1)));
  }

  @Test
  void aSessionHasABoundedNumberOfOpenFiles() throws Exception {
    Files.createFile(folder.resolve("f"));
    Reply[] opens = new Reply[OpenHandles.LIMIT + 1];
    for (int i = 0; i < opens.length; i++) {
      opens[i] = open("f", 1);
    }
    assertEquals(List.of(Status.FAILURE), statuses(opens));
  }

  @Test
  void aRequestThatIsUnknownOrCutShortIsAnswered() throws Exception {
    assertEquals(
        List.of(Status.OP_UNSUPPORTED, Status.BAD_MESSAGE, Status.BAD_MESSAGE),
        statuses(
            new Reply(99, ID),
            new Reply(3, ID).number(1000),
            new Reply(17, ID).string(new byte[] {'a', 0, 'b'})));
  }

  @Test
  void whoeverIsNoClientIsNotServed() {
    assertThrows(IOException.class, () -> answers(new byte[] {'S', 'S', 'H', '-', '2'}));
    assertThrows(IOException.class, () -> answers(new byte[] {0, 0, 0, 5, 17, 0, 0, 0, 1}));
  }

  @Test
  void theHomeIsTold() throws Exception {
    byte[] answers =
        answers(packets(new Reply(200, ID).text("home-directory").text(""), expand("~/x")));
    String text = new String(answers, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertTrue(text.contains(folder.toString()), text);
    assertTrue(text.contains(folder.toRealPath().resolve("x").toString()), text);
  }

  private static Reply expand(String name) {
    return new Reply(200, ID).text("expand-path@openssh.com").text(name);
  }

  private static Reply open(String name, int flags) {
    return new Reply(3, ID).text(name).number(flags).number(0);
  }

  /** The statuses among the answers. */
  private List<Status> statuses(Reply... requests) throws IOException {
    List<Status> statuses = new ArrayList<>();
    var answers = Request.reader(new ByteArrayInputStream(answers(packets(requests))));
    for (Request next = Request.next(answers); next != null; next = Request.next(answers)) {
      if (next.one() == Reply.STATUS && next.number() == ID) {
        statuses.add(status(next.number()));
      }
    }
    return statuses;
  }

  private static Status status(int code) {
    return Stream.of(Status.values())
        .filter(status -> status.code() == code)
        .findFirst()
        .orElseThrow();
  }

  private static byte[] packets(Reply... requests) throws IOException {
    ByteArrayOutputStream packets = new ByteArrayOutputStream();
    new Reply(1).number(3).sendTo(packets);
    for (Reply request : requests) {
      request.sendTo(packets);
    }
    return packets.toByteArray();
  }

  private byte[] answers(byte[] packets) throws IOException {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    OutputStream out = answers;
    new SftpServer(folder).serve(new ByteArrayInputStream(packets), out);
    return answers.toByteArray();
  }
}
