// SPDX-License-Identifier: Apache-2.0
/** The handshake without I/O. */
module dev.serialhandshake.core {
  requires static org.jspecify;

  exports dev.serialhandshake.core;
  exports dev.serialhandshake.core.sweep;
}
