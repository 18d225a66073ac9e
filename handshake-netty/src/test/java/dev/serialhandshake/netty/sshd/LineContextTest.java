// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Set;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.AttributeRepository.AttributeKey;
import org.junit.jupiter.api.Test;

class LineContextTest {
  private static final AttributeKey<String> BOARD = new AttributeKey<>();
  private static final LineTarget TARGET =
      handler -> {
        throw new UnsupportedOperationException();
      };

  @Test
  void aCallerWithoutAContextHasNoAttributes() {
    LineContext context = new LineContext(TARGET, null);
    assertEquals(1, context.getAttributesCount());
    assertSame(TARGET, context.getAttribute(LineConnector.TARGET));
    assertNull(context.getAttribute(BOARD));
  }

  @Test
  void theAttributesOfTheCallerAreBesideTheLine() {
    LineContext context =
        new LineContext(TARGET, AttributeRepository.ofKeyValuePair(BOARD, "board-7"));
    assertEquals(2, context.getAttributesCount());
    assertEquals(Set.of(LineConnector.TARGET, BOARD), Set.copyOf(context.attributeKeys()));
    assertEquals("board-7", context.getAttribute(BOARD));
    assertSame(TARGET, context.getAttribute(LineConnector.TARGET));
  }
}
