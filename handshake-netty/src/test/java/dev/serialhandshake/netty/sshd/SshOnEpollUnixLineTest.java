// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.sshd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;

class SshOnEpollUnixLineTest extends SshOnLineSuite {
  @Override
  Transport.Kind transport() {
    boolean required = Boolean.parseBoolean(System.getenv("CI"));
    assumeTrue(required || Epoll.isAvailable(), "epoll is not available here");
    return Transports.EPOLL_UNIX;
  }
}
