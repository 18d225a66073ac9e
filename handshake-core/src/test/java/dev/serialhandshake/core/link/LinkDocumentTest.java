// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import dev.serialhandshake.core.Document;
import dev.serialhandshake.core.Role;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tables of LINK.md are the code's. */
class LinkDocumentTest {

  /** Draws that make an example: 01 02 03 and so on. */
  private static final class Counting implements RandomGenerator {
    private long draws;

    @Override
    public long nextLong() {
      draws = (draws << 4) + 0x21436587;
      return draws;
    }
  }

  @Test
  void showsAnExample() throws IOException {
    LinkSettings settings = LinkSettings.defaults();
    Link client = Link.client(settings, new Counting());
    Link server = Link.server(settings, new Counting());
    client.start(0);
    server.start(0);
    StringBuilder text = new StringBuilder("| from | bytes | frame |\n|---|---|---|\n");
    carry(text, "client", client, server);
    carry(text, "server", server, client);
    carry(text, "client", client, server);
    carry(text, "server", server, client);
    client.offer(ByteBuffer.wrap(new byte[] {'S', 'S', 'H', 0x11, 0x7e}));
    carry(text, "client", client, server);
    carry(text, "server", server, client);
    client.close(0);
    carry(text, "client", client, server);
    carry(text, "server", server, client);
    Document.LINK.show("example", text.toString());
  }

  private static void carry(StringBuilder text, String name, Link from, Link to) {
    ByteBuffer bytes = ByteBuffer.allocate(200);
    int length = from.transmit(bytes, 0);
    String hex = HexFormat.ofDelimiter(" ").formatHex(bytes.array(), 0, length);
    String frame =
        switch (bytes.get(1)) {
          case LinkFrame.OPEN -> "OPEN";
          case LinkFrame.OPEN_ACK -> "OPEN-ACK";
          case LinkFrame.DATA -> "DATA";
          case LinkFrame.CLOSE -> "CLOSE";
          default -> "ACK";
        };
    text.append("| ").append(name).append(" | `").append(hex).append("` | ").append(frame);
    text.append(" |\n");
    to.receive(bytes.flip(), 0);
    to.take(bytes.clear());
  }

  @ParameterizedTest
  @EnumSource
  void showsTheTableOf(Role role) throws IOException {
    StringBuilder text =
        new StringBuilder("| in | on | do | go to | why |\n|---|---|---|---|---|\n");
    List<LinkTable.Row> rows = new ArrayList<>(LinkTable.of(role).rows());
    rows.sort(Comparator.comparing(LinkTable.Row::from)); // a reader looks for a state
    for (LinkTable.Row row : rows) {
      String end = row.end() == null ? "" : ": " + row.end();
      text.append("| ").append(row.from()).append(" | ").append(row.on().text).append(" | ");
      text.append(row.action().text).append(" | ").append(row.to()).append(end).append(" | ");
      text.append(row.why()).append(" |\n");
    }
    Document.LINK.show(role.name().toLowerCase(Locale.ROOT), text.toString());
  }
}
