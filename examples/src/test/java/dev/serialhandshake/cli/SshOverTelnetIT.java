// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

/** Both ends speak telnet on the line. */
class SshOverTelnetIT extends SshOverLine {

  @Override
  String servedLine() {
    return "telnet-listen:127.0.0.1:0";
  }

  @Override
  String lineToConnect(String served) {
    return served.replace("telnet-listen:", "telnet:");
  }
}
