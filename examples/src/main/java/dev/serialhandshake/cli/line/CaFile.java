// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import dev.serialhandshake.cli.trust.TrustedFiles;
import dev.serialhandshake.cli.trust.Untrusted;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads certificates from a file in the form PEM. Text between them is allowed, because OpenSSL
 * writes such text.
 */
final class CaFile {

  /** A file with all CAs that a system trusts has less than a tenth of this. */
  private static final int MOST_BYTES = 4_000_000;

  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", Pattern.DOTALL);
  private static final Pattern OTHER = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");

  private CaFile() {}

  /** Reads the certificates. There is at least one, or else a failure. Blocks. */
  static List<X509Certificate> read(Path file) throws CommandFailure {
    String text = text(file);
    List<X509Certificate> certificates = new ArrayList<>();
    Matcher each = CERTIFICATE.matcher(text);
    while (each.find()) {
      try {
        certificates.add(certificate(each.group(1)));
      } catch (CertificateException | IllegalArgumentException e) {
        int number = certificates.size() + 1;
        throw unfit(file, "its certificate no. " + number + " is damaged; copy the file again", e);
      }
    }
    if (certificates.isEmpty()) {
      throw unfit(file, withoutCertificate(text), null);
    }
    return certificates;
  }

  private static String text(Path file) throws CommandFailure {
    if (Files.exists(file) && !Files.isRegularFile(file)) { // A read might wait, or never end.
      throw unfit(file, "is no regular file; name one with the certificate of the CA", null);
    }
    try {
      return new String(TrustedFiles.read(file, MOST_BYTES), ISO_8859_1);
    } catch (Untrusted e) { // Anybody who can write the file decides which servers are trusted.
      throw unfit(file, e.reason(), e);
    } catch (AccessDeniedException e) {
      throw new CommandFailure(
          ExitCode.NO_PERMISSION,
          "--tls-ca " + file + ": no permission to read it; ask its owner, or name a copy",
          e);
    } catch (FileSystemException e) {
      String what = Files.exists(file) ? "cannot be read" : "there is no such file";
      throw unfit(file, what + "; name one with the certificate of the CA", e);
    } catch (IOException e) { // for instance because the file is too long
      throw unfit(file, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static X509Certificate certificate(String base64) throws CertificateException {
    byte[] encoded = Base64.getMimeDecoder().decode(base64);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static String withoutCertificate(String text) {
    Matcher other = OTHER.matcher(text);
    return other.find()
        ? "has no whole certificate in it, but " + other.group(1) + "; give the CA's certificate"
        : "is not PEM: no line \"-----BEGIN CERTIFICATE-----\"; of DER, openssl x509 -inform der"
            + " makes PEM";
  }

  private static CommandFailure unfit(Path file, String why, @Nullable Throwable cause) {
    return new CommandFailure(ExitCode.USAGE, "--tls-ca " + file + ": " + why, cause);
  }
}
