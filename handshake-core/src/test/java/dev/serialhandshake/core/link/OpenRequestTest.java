// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenRequestTest {

  private static ByteBuffer hex(String digits) {
    return ByteBuffer.wrap(HexFormat.ofDelimiter(" ").parseHex(digits));
  }

  private static ByteBuffer sentBy(Link client) {
    ByteBuffer sent = ByteBuffer.allocate(500);
    client.transmit(sent, 0);
    return sent.flip();
  }

  @Test
  void theFirstBytesTellALinkFromAnApplication() {
    assertEquals(OpenRequest.Begin.MAYBE, OpenRequest.begins(ByteBuffer.allocate(0)));
    assertEquals(OpenRequest.Begin.MAYBE, OpenRequest.begins(hex("7e")));
    assertEquals(OpenRequest.Begin.MAYBE, OpenRequest.begins(hex("7e 4f")));
    assertEquals(OpenRequest.Begin.YES, OpenRequest.begins(hex("7e 4f 7d")));
    assertEquals(OpenRequest.Begin.NO, OpenRequest.begins(hex("7e ff 7d")));
    assertEquals(OpenRequest.Begin.NO, OpenRequest.begins(hex("53")));
  }

  /** Whatever the two ends escape besides. */
  @Test
  void everyOpeningBeginsSo() {
    for (String escaped : new String[] {"", "11 13", "00 ff 7f 41 80"}) {
      byte[] values =
          escaped.isEmpty() ? new byte[0] : HexFormat.ofDelimiter(" ").parseHex(escaped);
      LinkSettings settings = LinkSettings.builder().escape(values).build();
      Link client = Link.client(settings, new Random(1));
      client.start(0);
      assertEquals(OpenRequest.Begin.YES, OpenRequest.begins(sentBy(client)));
    }
  }

  @Test
  void anOpeningIsFoundBehindNoise() {
    LinkPair pair = LinkPair.clean();
    pair.client.link.start(0);
    ByteBuffer open = sentBy(pair.client.link);
    ByteBuffer noisy = ByteBuffer.allocate(600).put(new byte[] {1, 0x7e, 2, 0x7d, 3});
    noisy.put(open.duplicate()).flip();
    int end = noisy.limit();
    noisy.limit(end + 7); // what follows is the link's
    OpenRequest request = new OpenSearch().find(noisy);
    assertNotNull(request);
    assertFalse(request.resumes());
    assertEquals(32, request.session().length());
    assertEquals(end, noisy.position());
    assertNull(new OpenSearch().find(open.duplicate().limit(open.limit() - 1)));
    open.put(20, (byte) (open.get(20) ^ 1));
    assertNull(new OpenSearch().find(open));
  }

  @Test
  void anOpeningIsFoundByteByByte() {
    Link client = Link.client(LinkSettings.defaults(), new Random(1));
    client.start(0);
    ByteBuffer sent = sentBy(client);
    byte[] open = new byte[sent.remaining()];
    sent.get(open);
    OpenSearch search = new OpenSearch();
    for (int i = 0; i < open.length - 1; i++) {
      assertNull(search.find(ByteBuffer.wrap(open, i, 1)));
    }
    assertNotNull(search.find(ByteBuffer.wrap(open, open.length - 1, 1)));
  }

  @Test
  void anOpeningThatResumesNamesTheSameSession() {
    LinkPair pair = LinkPair.clean();
    pair.client.link.start(pair.now);
    OpenRequest first = new OpenSearch().find(sentBy(pair.client.link));
    pair = LinkPair.clean().open();
    pair.lose();
    pair.client.link.lineBack(pair.now);
    OpenRequest again = new OpenSearch().find(sentBy(pair.client.link));
    assertNotNull(first);
    assertNotNull(again);
    assertTrue(again.resumes());
    assertEquals(first.session(), again.session());
  }
}
