// SPDX-License-Identifier: Apache-2.0
/**
 * The handshake as a Netty handler. What the optional packages need is {@code static}: the handler
 * runs without it. On the module path, Apache MINA SSHD is {@code sshd-osgi}, the one jar of it
 * that splits no package ({@code sshd-core} and {@code sshd-common} share some).
 */
@SuppressWarnings("requires-automatic") // MINA SSHD and netty-transport-rxtx are no others
module dev.serialhandshake.netty {
  requires transitive dev.serialhandshake.core;
  requires transitive io.netty.buffer;
  requires transitive io.netty.common;
  requires transitive io.netty.transport;
  requires static org.jspecify;

  // .serial
  requires static com.fazecast.jSerialComm;
  requires static com.sun.jna;
  requires static io.netty.transport.classes.epoll;
  requires static io.netty.transport.unix.common;
  requires static io.netty.transport.rxtx;

  // .sshd
  requires static org.apache.sshd.osgi;
  requires static org.apache.sshd.netty;
  requires static org.slf4j;

  exports dev.serialhandshake.netty;
  exports dev.serialhandshake.netty.link;
  exports dev.serialhandshake.netty.serial;
  exports dev.serialhandshake.netty.session;
  exports dev.serialhandshake.netty.sshd;
  exports dev.serialhandshake.netty.telnet;
}
