// SPDX-License-Identifier: Apache-2.0
/** The handshake without I/O, its form over blocking streams, probes of a line, and telnet. */
module dev.serialhandshake.core {
  requires static org.jspecify;

  exports dev.serialhandshake.core;
  exports dev.serialhandshake.core.blocking;
  exports dev.serialhandshake.core.link;
  exports dev.serialhandshake.core.probing;
  exports dev.serialhandshake.core.telnet;
}
