// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.core;

/** Why a handshake failed. */
public enum FailureReason {
  /** The handshake timeout is over, and no byte was received. */
  PEER_SILENT("the peer is silent"),
  /** The handshake timeout is over. The peer answered mostly with NAKs. */
  PEER_DECLINED("the peer declined the handshake"),
  /** The handshake timeout is over. Bytes were received, but no complete handshake. */
  NO_HANDSHAKE("the peer speaks, but not the handshake"),
  /** The handshake timeout is over. Garbage arrived all the time, so no frame could be trusted. */
  NEVER_QUIET("the line was never quiet"),
  /** The line was closed before the handshake was done. */
  LINE_CLOSED("the line was closed"),
  /** More garbage was received than the settings allow. */
  TOO_MUCH_GARBAGE("too much garbage on the line"),
  /** More bytes were written before the handshake was done than the settings allow. */
  TOO_MUCH_QUEUED("too many bytes were written before the handshake was done"),
  /** A frame could not be written. */
  WRITE_FAILED("a frame could not be written"),
  /** The caller gave the handshake up. */
  ABANDONED("the handshake was abandoned"),
  /** This side failed with an unexpected exception: memory was out, or an observer is broken. */
  INTERNAL_ERROR("something failed on this side");

  private final String text;

  FailureReason(String text) {
    this.text = text;
  }

  /**
   * The reason in words, for a message.
   *
   * @return a clause without a full stop
   */
  public String text() {
    return text;
  }
}
