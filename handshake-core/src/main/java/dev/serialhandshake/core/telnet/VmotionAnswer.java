// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core.telnet;

/** What is answered to a host of VMware's that moves a virtual machine. */
public enum VmotionAnswer {
  /** The move may start: all data was sent. Has the sequence, and a secret for the other host. */
  GO_AHEAD(41),
  /** The move does not start. Has the sequence. */
  NOT_NOW(43),
  /** The secret is the right one. Has the sequence. */
  PEER_OK(45);

  final int code;

  VmotionAnswer(int code) {
    this.code = code;
  }
}
