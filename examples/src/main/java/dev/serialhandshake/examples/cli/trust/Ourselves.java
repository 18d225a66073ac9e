// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.examples.cli.trust;

import com.sun.security.auth.module.UnixSystem;

/** The user of this process, by number: a name may be missing in a container. */
final class Ourselves {

  static final int UID = (int) new UnixSystem().getUid();

  private Ourselves() {}

  static boolean areRoot() {
    return UID == 0;
  }
}
