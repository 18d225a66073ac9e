// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

class SshSessionsOnOneUnixLineTest extends SshSessionsOnOneLineSuite {
  @Override
  Transport.Kind transport() {
    return Transports.UNIX;
  }
}
