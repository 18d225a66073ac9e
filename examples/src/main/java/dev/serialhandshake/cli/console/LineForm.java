// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

/** How what is said on standard error looks, one line each. */
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

  /** Something of our own, without the end of the line. */
  String said(Priority priority, String text);

  /** A line that somebody else has written, a library or a child of ours, and with its end. */
  byte[] foreign(byte[] line);
}
