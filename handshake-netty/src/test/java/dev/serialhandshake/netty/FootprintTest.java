// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.EventExecutor;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A port may wait for its peer for years, and there may be many of them. */
class FootprintTest {

  private static final int MOST_BYTES = 400;

  @Test
  void clientThatWaitsTakesLittleMemory() {
    assertSmall(HandshakeHandler.client(), HandshakeHandler.client());
  }

  @Test
  void serverThatWaitsTakesLittleMemory() {
    assertSmall(HandshakeHandler.server(), HandshakeHandler.server());
  }

  private static void assertSmall(HandshakeHandler one, HandshakeHandler another) {
    Footprint footprint = new Footprint();
    try (Stage first = Stage.of(one);
        Stage second = Stage.of(another)) {
      footprint.of(first.handler); // what is shared with others is counted here
      long bytes = footprint.of(second.handler);
      assertTrue(bytes > 100 && bytes <= MOST_BYTES, bytes + " bytes");
    }
  }

  /** Adds up objects, each once, as a 64-bit JVM with compressed references lays them out. */
  private static final class Footprint {

    private static final Set<Class<?>> OF_OTHERS =
        Set.of(Channel.class, ChannelHandlerContext.class, EventExecutor.class, Enum.class);

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();

    long of(Object root) {
      long bytes = 0;
      visit(root);
      while (!open.isEmpty()) {
        long size = sizeOf(open.remove());
        bytes += (size + 7) / 8 * 8;
      }
      return bytes;
    }

    private void visit(Object object) {
      if (object != null
          && OF_OTHERS.stream().noneMatch(type -> type.isInstance(object))
          && !object.getClass().getName().startsWith("java.")
          && seen.add(object)) {
        open.add(object);
      }
    }

    private long sizeOf(Object object) {
      if (object.getClass().isArray()) {
        return 16 + (long) Array.getLength(object) * width(object.getClass().getComponentType());
      }
      long size = 12;
      for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
        for (Field field : c.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers())) {
            size += width(field.getType());
            if (!field.getType().isPrimitive()) {
              visit(value(field, object));
            }
          }
        }
      }
      return size;
    }

    private static Object value(Field field, Object object) {
      try {
        field.setAccessible(true);
        return field.get(object);
      } catch (ReflectiveOperationException e) {
        throw new LinkageError(e.getMessage(), e);
      }
    }

    private static int width(Class<?> type) {
      if (type == long.class || type == double.class) {
        return 8;
      }
      if (type == boolean.class || type == byte.class) {
        return 1;
      }
      return type == short.class || type == char.class ? 2 : 4;
    }
  }
}
