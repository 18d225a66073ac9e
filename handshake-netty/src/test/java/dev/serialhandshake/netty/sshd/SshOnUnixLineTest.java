// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

class SshOnUnixLineTest extends SshOnLineSuite {
  @Override
  Transport.Kind transport() {
    return Transports.UNIX;
  }
}
