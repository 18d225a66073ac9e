// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import dev.serialhandshake.cli.console.CommandFailure;
import dev.serialhandshake.cli.console.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are accepted on lines within TLS. There is no way to accept all certificates.
 *
 * <p>Only code that runs for such a line may use this class. Otherwise a login over another line
 * would wait until the classes of TLS are loaded.
 */
public final class TlsTrust {

  private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

  private static @Nullable TlsTrust system;

  private final SSLContext context;

  private TlsTrust(SSLContext context) {
    this.context = context;
  }

  /**
   * The trust store of the JVM. The JVM of a Linux distribution uses that of the system. It is
   * loaded once, which blocks.
   */
  public static synchronized TlsTrust ofSystem() throws LineException {
    TlsTrust known = system;
    if (known == null) {
      try {
        known = of(null, "the system's trust store");
      } catch (GeneralSecurityException e) {
        throw noSystemStore("cannot be read (" + e.getMessage() + ")");
      }
      system = known;
    }
    return known;
  }

  /** Trusts the certificates of a file, and no others. Blocks while the file is read. */
  static TlsTrust ofFile(Path file) throws CommandFailure {
    List<X509Certificate> certificates = CaFile.read(file);
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate each : certificates) {
        store.setCertificateEntry("ca-" + store.size(), each);
      }
      return of(store, file.toString());
    } catch (GeneralSecurityException | IOException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "--tls-ca " + file + ": cannot be used: " + e.getMessage(), e);
    }
  }

  private static TlsTrust of(@Nullable KeyStore store, String name)
      throws GeneralSecurityException, LineException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    X509ExtendedTrustManager manager = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    if (manager.getAcceptedIssuers().length == 0) {
      throw noSystemStore("is empty");
    }
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new ServerCheck(manager, name)}, null);
    return new TlsTrust(context);
  }

  private static LineException noSystemStore(String why) {
    return new LineException(
        ExitCode.CERTIFICATE_UNTRUSTED,
        "the trust store of this JVM "
            + why
            + ": install the system's CA certificates (Debian: ca-certificates-java), or give"
            + " --tls-ca FILE");
  }

  /** Makes the client of TLS for a connection. It checks that the peer is the host of the line. */
  public SSLEngine engine(LineAddress.Tcp line) {
    String host = withoutLastDot(line.address().host());
    SSLEngine engine = context.createSSLEngine(host, line.address().port());
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(PROTOCOLS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!isAddress(host)) {
      askFor(host, parameters);
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  private static void askFor(String host, SSLParameters parameters) {
    try {
      parameters.setServerNames(List.of(new SNIHostName(host)));
    } catch (IllegalArgumentException e) {
      // DNS does not allow the name, for instance with an underscore: go without SNI.
    }
  }

  /** {@code console.example.} and {@code console.example} are one host. */
  private static String withoutLastDot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }
}
