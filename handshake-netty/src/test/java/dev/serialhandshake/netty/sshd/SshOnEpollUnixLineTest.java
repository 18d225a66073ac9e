// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

class SshOnEpollUnixLineTest extends SshOnLineSuite {
  @Override
  Transport transport() {
    return Transport.epollUnix();
  }
}
