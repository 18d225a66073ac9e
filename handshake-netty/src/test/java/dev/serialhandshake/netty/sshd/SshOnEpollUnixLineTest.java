// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import dev.serialhandshake.netty.testing.SocketKind;

class SshOnEpollUnixLineTest extends SshOnLineSuite {
  @Override
  Transport.Kind transport() {
    return Transports.on(SocketKind.EPOLL_UNIX);
  }
}
