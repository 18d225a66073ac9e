// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

/**
 * Names a public key for the log.
 *
 * @param type as SSH calls it, such as {@code ssh-ed25519}
 * @param fingerprint as OpenSSH prints it: {@code SHA256:...}
 * @param comment the text after the key in its file; empty for a key that is not in the file
 */
public record KeyName(String type, String fingerprint, String comment) {

  @Override
  public String toString() {
    return type + " " + fingerprint + (comment.isEmpty() ? "" : " " + comment);
  }
}
