// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.telnet;

/**
 * What a vMotion does with a line: a user event in the pipeline of the line. A {@link
 * VmotionHandler} in the pipeline of the connection fires it.
 */
public enum VmotionEvent {
  /** The virtual machine is about to move. What is written to the line waits. */
  BEGUN,
  /** It has moved: the line goes on over the connection from the other host. */
  COMPLETED,
  /** Its host gave up. The line goes on over the connection that it had. */
  ABORTED,
  /** The other host did not finish in time. The line goes on where it was, if that is there. */
  OVERDUE
}
