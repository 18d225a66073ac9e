// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A file or folder that a client has opened. */
interface OpenHandle extends Closeable {

  Path path();

  Attributes attributes() throws IOException;

  void apply(Change change) throws IOException;
}
