// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.sshd.common.AttributeRepository;
import org.jspecify.annotations.Nullable;

/** The context of a connection: which line to use, beside what the caller put into it. */
record LineContext(LineTarget target, @Nullable AttributeRepository callers)
    implements AttributeRepository {

  @Override
  public int getAttributesCount() {
    return attributeKeys().size();
  }

  @Override
  @SuppressWarnings("unchecked") // the type of the value is that of its key
  public <T> @Nullable T getAttribute(AttributeKey<T> key) {
    if (key == LineConnector.TARGET) {
      return (T) target;
    }
    return callers == null ? null : callers.getAttribute(key);
  }

  @Override
  public Collection<AttributeKey<?>> attributeKeys() {
    List<AttributeKey<?>> keys = new ArrayList<>();
    keys.add(LineConnector.TARGET);
    if (callers != null) {
      keys.addAll(callers.attributeKeys());
    }
    return keys;
  }
}
