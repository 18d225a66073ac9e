// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.serve.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The loopback address that stands for one line, so that a server can tell lines apart. It follows
 * from the name of the line alone. So it is the same after a restart, and does not depend on other
 * lines.
 */
final class LineOrigin {

  /**
   * The largest value of the second and fourth octet; the smallest is 1. So 127.0.x.y is never
   * used, where Debian has the addresses of its own host name and its name service.
   */
  private static final int LAST = 254;

  private LineOrigin() {}

  /**
   * The first three octets of the name's SHA-256 (UTF-8) as {@code 127.a.b.c}: a and c from 1 to
   * 254, b from 0 to 255.
   */
  static InetAddress of(String line) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(line.getBytes(UTF_8));
      byte[] address = {127, fromOne(hash[0]), hash[1], fromOne(hash[2])};
      return InetAddress.getByAddress(address);
    } catch (NoSuchAlgorithmException | UnknownHostException e) {
      throw new IllegalStateException(e); // Every JDK has SHA-256, and four octets are an address.
    }
  }

  private static byte fromOne(byte octet) {
    return (byte) (1 + (octet & 0xff) % LAST);
  }
}
