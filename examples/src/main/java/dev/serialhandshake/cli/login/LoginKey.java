// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.login;

import dev.serialhandshake.cli.log.KeyName;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.KeyUtils;

/**
 * A key that may log in.
 *
 * @param line the number of its line in the file; the first is 1
 * @param comment the text after the key in its line; may be empty
 */
public record LoginKey(int line, PublicKey key, String comment, Restrictions restrictions) {

  boolean is(PublicKey other) {
    return KeyUtils.compareKeys(key, other);
  }

  KeyName name() {
    return name(key, comment);
  }

  static KeyName name(PublicKey key, String comment) {
    return new KeyName(KeyUtils.getKeyType(key), KeyUtils.getFingerPrint(key), comment);
  }
}
