// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import java.io.IOException;

/** A request that fails, with the status for the client. */
final class SftpFailure extends IOException {

  private static final long serialVersionUID = 1L;

  private final Status status;

  SftpFailure(Status status) {
    super(status.message());
    this.status = status;
  }

  Status status() {
    return status;
  }
}
