// SPDX-License-Identifier: Apache-2.0
module com.example.stranger {
  requires dev.serialhandshake.netty;
  requires com.fazecast.jSerialComm;
  requires com.sun.jna;
  requires io.netty.handler; // MINA needs it and, an automatic module, cannot say so
  requires org.apache.sshd.netty;
  requires org.apache.sshd.osgi;
  requires org.slf4j;
}
