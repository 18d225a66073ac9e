// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

/** The form of the lines on standard error. */
public interface LineForm {

  /** For a person. */
  LineForm PLAIN =
      new LineForm() {
        @Override
        public String said(Priority priority, String text) {
          return "serial-handshake: " + Shown.text(text);
        }

        @Override
        public byte[] foreign(byte[] line) {
          return line;
        }
      };

  /** Formats a message of this program. The result has no line end. */
  String said(Priority priority, String text);

  /** Formats a line that a library or a child process has written. Both have their line end. */
  byte[] foreign(byte[] line);
}
