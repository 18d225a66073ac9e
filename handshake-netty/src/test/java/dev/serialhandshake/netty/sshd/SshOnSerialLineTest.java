// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

class SshOnSerialLineTest extends SshOnLineSuite {
  @Override
  Transport.Kind transport() {
    return Transports.SERIAL;
  }

  /** A pair of pseudo-terminals is slower than a socket. */
  @Override
  int bulk() {
    return 2_000_000;
  }
}
