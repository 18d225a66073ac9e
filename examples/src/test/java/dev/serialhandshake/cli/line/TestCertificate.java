// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.line;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.serialhandshake.cli.trust.OwnFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate with its key, made by hand: the JDK can read them and not make them. */
public final class TestCertificate {

  private static final AtomicInteger SERIAL = new AtomicInteger(1);
  private static final char[] PASSWORD = "test".toCharArray();
  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final byte[] ECDSA_WITH_SHA256 = hex("300a06082a8648ce3d040302");
  private static final byte[] COMMON_NAME = hex("0603550403");
  private static final byte[] ALTERNATIVE_NAME = hex("0603551d11");
  private static final byte[] IS_CA = hex("300f0603551d130101ff040530030101ff");

  private final KeyPair keys;
  private final X509Certificate certificate;
  private final String name;

  private TestCertificate(KeyPair keys, X509Certificate certificate, String name) {
    this.keys = keys;
    this.certificate = certificate;
    this.name = name;
  }

  /** A CA, which is valid now. */
  public static TestCertificate ca(String name) throws Exception {
    KeyPair keys = newKeys();
    Instant now = Instant.now();
    byte[] encoded =
        signed(
            keys.getPrivate(),
            body(name, name, keys, now.minus(Duration.ofDays(1)), tomorrow(), IS_CA));
    return new TestCertificate(keys, parsed(encoded), name);
  }

  /** A certificate of a server, which is valid now. */
  public TestCertificate issue(String... hosts) throws Exception {
    return issue(Instant.now().minus(Duration.ofDays(1)), tomorrow(), hosts);
  }

  /** A certificate of a server. */
  public TestCertificate issue(Instant first, Instant last, String... hosts) throws Exception {
    KeyPair own = newKeys();
    return new TestCertificate(
        own,
        parsed(signed(keys.getPrivate(), body(name, "server", own, first, last, names(hosts)))),
        "server");
  }

  /** A certificate of a server that nobody else has signed. */
  public static TestCertificate selfSigned(Instant first, Instant last, String... hosts)
      throws Exception {
    KeyPair own = newKeys();
    byte[] body = body("server", "server", own, first, last, names(hosts));
    return new TestCertificate(own, parsed(signed(own.getPrivate(), body)), "server");
  }

  public static Instant tomorrow() {
    return Instant.now().plus(Duration.ofDays(1));
  }

  /** In the form PEM. */
  public String pem() throws GeneralSecurityException {
    String base64 = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(encoded());
    return "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n";
  }

  /** In the form PEM, as a file. */
  public Path pem(Path folder) throws Exception {
    return OwnFile.write(folder.resolve(name.replace(' ', '-') + ".pem"), pem());
  }

  /** Trust in the certificates that it has issued, and in no others. */
  public TlsTrust trust(Path folder) throws Exception {
    return TlsTrust.ofFile(pem(folder));
  }

  byte[] encoded() throws GeneralSecurityException {
    return certificate.getEncoded();
  }

  /** What a server of TLS needs to show it. */
  public SSLContext server() throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", keys.getPrivate(), PASSWORD, new Certificate[] {certificate});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static KeyPair newKeys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private static X509Certificate parsed(byte[] encoded) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(encoded));
  }

  private static byte[] signed(PrivateKey key, byte[] body) throws Exception {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(body);
    return sequence(body, ECDSA_WITH_SHA256, tagged(0x03, new byte[1], signature.sign()));
  }

  private static byte[] body(
      String issuer, String subject, KeyPair keys, Instant first, Instant last, byte[] extension)
      throws IOException {
    byte[] version3 = hex("a003020102");
    byte[] serial = tagged(0x02, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray());
    return sequence(
        version3,
        serial,
        ECDSA_WITH_SHA256,
        name(issuer),
        sequence(time(first), time(last)),
        name(subject),
        keys.getPublic().getEncoded(),
        tagged(0xa3, sequence(extension)));
  }

  private static byte[] time(Instant time) throws IOException {
    return tagged(0x17, UTC_TIME.format(time).getBytes(US_ASCII));
  }

  private static byte[] name(String name) throws IOException {
    byte[] text = tagged(0x0c, name.getBytes(US_ASCII));
    return sequence(tagged(0x31, sequence(COMMON_NAME, text)));
  }

  private static byte[] names(String... hosts) throws IOException {
    List<byte[]> names = new ArrayList<>();
    for (String host : hosts) {
      boolean address = host.matches("[0-9.]+");
      names.add(
          address
              ? tagged(0x87, InetAddress.getByName(host).getAddress())
              : tagged(0x82, host.getBytes(US_ASCII)));
    }
    return sequence(ALTERNATIVE_NAME, tagged(0x04, sequence(names.toArray(new byte[0][]))));
  }

  private static byte[] sequence(byte[]... parts) throws IOException {
    return tagged(0x30, parts);
  }

  /** DER: the tag, the length in as few bytes as it takes, and the parts. */
  private static byte[] tagged(int tag, byte[]... parts) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.write(part);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(tag);
    int length = content.size();
    if (length > 0xff) {
      all.write(0x82);
      all.write(length >> 8);
    } else if (length > 0x7f) {
      all.write(0x81);
    }
    all.write(length);
    content.writeTo(all);
    return all.toByteArray();
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
