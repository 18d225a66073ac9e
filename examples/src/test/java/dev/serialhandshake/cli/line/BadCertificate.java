// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.ExitCode;
import java.time.Duration;
import java.time.Instant;

/** What can be wrong with the certificate of a server on 127.0.0.1, and what is said then. */
public enum BadCertificate {
  FROM_A_STRANGER(
      ExitCode.CERTIFICATE_UNTRUSTED, "issuer: CN=Another CA) is not trusted: no CA in"),
  FROM_NOBODY(ExitCode.CERTIFICATE_UNTRUSTED, "is not trusted: no CA in"),
  FROM_A_NAMESAKE(ExitCode.CERTIFICATE_UNTRUSTED, "issuer: CN=Our CA) is not trusted: no CA in"),
  FOR_ANOTHER_HOST(
      ExitCode.CERTIFICATE_MISMATCH,
      "its certificate is for console.example, 192.0.2.1, and not for 127.0.0.1"),
  EXPIRED(ExitCode.CERTIFICATE_OUT_OF_DATE, "its certificate expired at 20"),
  OF_TOMORROW(ExitCode.CERTIFICATE_OUT_OF_DATE, "its certificate is not valid before 20");

  private static final String HOST = "127.0.0.1";

  private final ExitCode code;
  private final String words;

  BadCertificate(ExitCode code, String words) {
    this.code = code;
    this.words = words;
  }

  public ExitCode code() {
    return code;
  }

  public String words() {
    return words;
  }

  /** The certificate, for a client that trusts {@code CN=Our CA}. */
  public TestCertificate from(TestCertificate ours) throws Exception {
    Instant yesterday = Instant.now().minus(Duration.ofDays(1));
    Instant before = yesterday.minus(Duration.ofDays(1));
    Instant tomorrow = TestCertificate.tomorrow();
    return switch (this) {
      case FROM_A_STRANGER -> TestCertificate.ca("Another CA").issue(HOST);
      case FROM_NOBODY -> TestCertificate.selfSigned(yesterday, tomorrow, HOST);
      case FROM_A_NAMESAKE -> TestCertificate.ca("Our CA").issue(HOST);
      case FOR_ANOTHER_HOST -> ours.issue("console.example", "192.0.2.1");
      case EXPIRED -> ours.issue(before, yesterday, HOST);
      case OF_TOMORROW -> ours.issue(tomorrow, tomorrow.plus(Duration.ofDays(1)), HOST);
    };
  }
}
