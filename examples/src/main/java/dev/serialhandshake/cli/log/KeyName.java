// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

/**
 * Which key it was.
 *
 * @param type as SSH calls it: {@code ssh-ed25519}
 * @param fingerprint as OpenSSH prints it: {@code SHA256:...}
 * @param comment what stands behind the key in its file; empty for a key that is in no file
 */
public record KeyName(String type, String fingerprint, String comment) {

  @Override
  public String toString() {
    return type + " " + fingerprint + (comment.isEmpty() ? "" : " " + comment);
  }
}
