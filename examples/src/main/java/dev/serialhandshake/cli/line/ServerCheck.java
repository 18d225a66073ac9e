// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.console.Shown;
import java.net.Socket;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Checks a server's certificate with the JDK, and says in words why it is refused. Two things are
 * added to the JDK's check. The server's own certificate must be valid today even if it is itself
 * in the trust store; the JDK does not check that. And a refusal has a {@link LineException} as its
 * cause. The reason is found from the types of exceptions and by a second check, never from the
 * JDK's messages, which may change.
 */
final class ServerCheck extends X509ExtendedTrustManager {

  private static final int LONGEST_NAME = 120;
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final X509ExtendedTrustManager jdk;
  private final String store;

  /**
   * Wraps a trust manager of the JDK.
   *
   * @param store names the trust store of {@code jdk}, for messages
   */
  ServerCheck(X509ExtendedTrustManager jdk, String store) {
    this.jdk = jdk;
    this.store = store;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    try {
      jdk.checkServerTrusted(chain, keyType, engine);
      chain[0].checkValidity();
    } catch (CertificateException e) {
      LineException why = why(chain, keyType, engine.getPeerHost(), e);
      why.addSuppressed(e);
      throw new CertificateException(why.getMessage(), why);
    }
  }

  private LineException why(
      X509Certificate[] chain, String keyType, String host, CertificateException e) {
    if (isOutOfTime(e)) {
      return new LineException(ExitCode.CERTIFICATE_OUT_OF_DATE, outOfTime(chain));
    }
    if (isTrusted(chain, keyType)) {
      return new LineException(
          ExitCode.CERTIFICATE_MISMATCH,
          "its certificate is for "
              + names(chain[0])
              + ", and not for "
              + host
              + "; name it in the LINE as its certificate does");
    }
    String issuer =
        "its certificate (issuer: " + Shown.shortened(issuer(chain[0]), LONGEST_NAME) + ") ";
    String advice = "; if it is from a CA of your own, give the CA's certificate by --tls-ca FILE";
    return new LineException(
        ExitCode.CERTIFICATE_UNTRUSTED,
        isFromNoCa(e)
            ? issuer + "is not trusted: no CA in " + store + " has issued it" + advice
            : issuer + "is refused: " + e.getMessage());
  }

  private static boolean isOutOfTime(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException
          || cause instanceof CertificateNotYetValidException
          || (cause instanceof CertPathValidatorException path
              && (path.getReason() == BasicReason.EXPIRED
                  || path.getReason() == BasicReason.NOT_YET_VALID))) {
        return true;
      }
    }
    return false;
  }

  private static String outOfTime(X509Certificate[] chain) {
    Instant now = Instant.now();
    for (X509Certificate each : chain) {
      String whose = each.equals(chain[0]) ? "its certificate" : "a certificate of its CA";
      Instant first = each.getNotBefore().toInstant();
      Instant last = each.getNotAfter().toInstant();
      if (now.isAfter(last)) {
        return whose + " expired at " + last + "; have it renewed";
      }
      if (now.isBefore(first)) {
        return whose
            + " is not valid before "
            + first
            + "; check the clock of this machine, and the certificate";
      }
    }
    return "a certificate of its CA is not valid at this time; check the clock of this machine";
  }

  private static boolean isFromNoCa(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertPathBuilderException
          || (cause instanceof CertPathValidatorException path
              && (path.getReason() == PKIXReason.NO_TRUST_ANCHOR
                  || path.getReason() == BasicReason.INVALID_SIGNATURE))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the certificate is trusted for any host: without the connection, the JDK does not
   * compare the name of the host.
   */
  private boolean isTrusted(X509Certificate[] chain, String keyType) {
    try {
      jdk.checkServerTrusted(chain, keyType);
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  private static String issuer(X509Certificate certificate) {
    return certificate.getIssuerX500Principal().getName();
  }

  private static String names(X509Certificate certificate) {
    Collection<List<?>> all;
    try {
      all = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      all = null;
    }
    String names =
        all == null
            ? ""
            : all.stream()
                .filter(name -> name.get(0).equals(DNS_NAME) || name.get(0).equals(IP_ADDRESS))
                .map(name -> String.valueOf(name.get(1)))
                .collect(Collectors.joining(", "));
    String name = names.isEmpty() ? certificate.getSubjectX500Principal().getName() : names;
    return Shown.shortened(name, LONGEST_NAME);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }

  // A line is a client of TLS with an engine, so the JDK calls none of the following methods.

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket)
      throws CertificateException {
    throw new CertificateException("not without an engine");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String keyType)
      throws CertificateException {
    throw new CertificateException("not without an engine");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket)
      throws CertificateException {
    throw new CertificateException("no client is trusted");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no client is trusted");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String keyType)
      throws CertificateException {
    throw new CertificateException("no client is trusted");
  }
}
