// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import dev.serialhandshake.cli.log.KeyName;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.KeyUtils;

/**
 * A key that may log in.
 *
 * @param line where it stands in its file, from 1
 * @param comment what stands behind it; may be empty
 */
public record LoginKey(int line, PublicKey key, String comment, Restrictions restrictions) {

  boolean is(PublicKey other) {
    return KeyUtils.compareKeys(key, other);
  }

  /** For the log. */
  KeyName name() {
    return name(key, comment);
  }

  static KeyName name(PublicKey key, String comment) {
    return new KeyName(KeyUtils.getKeyType(key), KeyUtils.getFingerPrint(key), comment);
  }
}
