// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.serialhandshake.cli.line.BadCertificate;
import dev.serialhandshake.cli.line.TestCertificate;
import dev.serialhandshake.cli.line.TlsServer;
import dev.serialhandshake.cli.trust.OwnFile;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The peers and files that the rows of {@code bad-input.txt} name in braces: {@code {silent}} is
 * the port of a peer that says nothing, for example.
 */
final class BadInputs implements AutoCloseable {

  private final Map<String, String> names = new TreeMap<>();
  private final Deque<Closeable> open = new ArrayDeque<>();
  private final Path folder;

  BadInputs(Path folder) throws Exception {
    names.put("empty", "");
    this.folder = folder;
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    names.put("closed", String.valueOf(FreePort.find()));
    peers();
    certificates();
    files();
    sockets();
    configs();
  }

  /** A text with what the names in it stand for. */
  String in(String text) {
    String all = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      all = all.replace("{" + name.getKey() + "}", name.getValue());
    }
    return all;
  }

  private void peers() throws Exception {
    peer("silent", "");
    peer("talker", "626f617264206c6f67696e3a20"); // "board login: "
    peer("telnet", "fffb01fffb03");
    peer("text-telnet", "fffe00fffc00");
    peer("no-option-44", "fffd00fffb00fffe2c");
    peer("other-baud", "fffd00fffb00fffd2cfffa2c6500002580fff0");
    PeerSocket closes = new PeerSocket(BadInputs::readOnce);
    open.push(closes::close);
    names.put("closes", String.valueOf(closes.port()));
    ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    open.push(taken);
    names.put("taken", String.valueOf(taken.getLocalPort()));
  }

  /** Reads what a client says first. A close before that would be a reset. */
  private static void readOnce(Socket client) throws IOException {
    var unused = client.getInputStream().read(new byte[4096]);
  }

  private void peer(String name, String says) throws IOException {
    PeerSocket peer =
        new PeerSocket(
            client -> {
              client.getOutputStream().write(HexFormat.of().parseHex(says));
              PeerSocket.swallow(client);
            });
    open.push(peer::close);
    names.put(name, String.valueOf(peer.port()));
  }

  private void certificates() throws Exception {
    TestCertificate ca = TestCertificate.ca("Our CA");
    names.put("ca", ca.pem(folder).toString());
    for (BadCertificate bad : BadCertificate.values()) {
      tls(bad.name(), new TlsServer(bad.from(ca), TlsServer::echo));
    }
    tls("tls-echo", new TlsServer(ca.issue("127.0.0.1"), TlsServer::echo));
    tls("tls-silent", new TlsServer(ca.issue("127.0.0.1"), TlsServer::silent));
    tls("tls-raw", new TlsServer(ca.issue("127.0.0.1"), TlsServer::raw));
    file("ca-empty", "ca-empty.pem", "");
    file("ca-text", "ca-text.pem", "hello\n");
    file("ca-key", "ca-key.pem", ca.pem().replace("CERTIFICATE", "EC PRIVATE KEY"));
    Path loose = file("ca-loose", "ca-loose.pem", ca.pem());
    Files.setPosixFilePermissions(loose, PosixFilePermissions.fromString("rw-rw-rw-"));
  }

  private void tls(String name, TlsServer server) {
    open.push(server::close);
    names.put(name, String.valueOf(server.port()));
  }

  private void files() throws Exception {
    names.put("folder", folder.toString());
    names.put("none", folder.resolve("none").toString());
    Path open = Files.createDirectory(folder.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    names.put("open", open.toString());
    file("file", "file", "hello\n");
    KeyFiles keys = new KeyFiles(folder);
    names.put("keys", keys.authorizedKeys().toString());
    file("no-keys", "no-keys", "# nobody\n");
  }

  private void sockets() throws IOException {
    Path dead = folder.resolve("dead");
    try (ServerSocketChannel owner = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      owner.bind(UnixDomainSocketAddress.of(dead));
    }
    names.put("dead", dead.toString());
    names.put("long", folder + "/" + "n".repeat(120));
  }

  private Path file(String name, String as, String text) throws IOException {
    Path file = OwnFile.write(folder.resolve(as), text);
    names.put(name, file.toString());
    return file;
  }

  private void config(String name, String... lines) throws IOException {
    file("conf-" + name, name + ".yaml", in(String.join("\n", lines) + "\n"));
  }

  private void configs() throws IOException {
    config("empty");
    config("comment", "# nothing yet");
    config("tab", "lines:", "\ta: /dev/a");
    config("no-yaml", "lines: [", "a");
    config("list", "- /dev/a");
    config("no-place", "lines: { a: { baud: 9600 } }");
    config("no-kind", "lines: { a: 'udp:h:1' }");
    config("key", "lines: { a: { line: /dev/a, echo: true, boud: 9600 } }");
    config("top-key", "line: { a: /dev/a }");
    config("value", "lines: { a: { line: /dev/a, echo: true, baud: fast } }");
    config(
        "twice",
        "lines:",
        "  a: { line: /dev/a, echo: true }",
        "  a: { line: /dev/b, echo: true }");
    config(
        "same-device",
        "lines:",
        "  a: { line: /dev/null, echo: true }",
        "  b: { line: /dev/../dev/null, echo: true }");
    config("two-services", "lines: { a: { line: /dev/a, echo: true, exec: cat } }");
    config(
        "include-no-folder", "include: none/*.yaml", "lines: { a: { line: /dev/a, echo: true } }");
    config("include-no-file", "include: absent.yaml", "lines: { a: { line: /dev/a, echo: true } }");
    config("default-line", "defaults: { line: /dev/a }", "lines: { a: /dev/a }");
    config("good", "lines: { a: { line: 'tcp-listen:127.0.0.1:0', echo: true } }");
    config("no-listen", "lines: { a: 'tcp:127.0.0.1:1' }");
    config("near", "lines: { a: { line: 'tcp:127.0.0.1:1', listen: '127.0.0.1:0' } }");
    config("near-taken", "lines: { a: { line: 'tcp:127.0.0.1:1', listen: '127.0.0.1:{taken}' } }");
    config(
        "near-serve",
        "lines: { a: { line: 'tcp:127.0.0.1:1', listen: '127.0.0.1:0', echo: true } }");
    config("star", "lines: { 'a*': 'tcp:127.0.0.1:1' }");
    config("login", "lines: { a: { line: /dev/a, echo: true, login-idle: 5s } }");
    config("no-keys-file", "lines: { a: { line: /dev/a, authorized-keys: '{none}' } }");
    Path loose = file("conf-loose", "loose.yaml", "lines: { a: { line: /dev/a, echo: true } }\n");
    Files.setPosixFilePermissions(loose, PosixFilePermissions.fromString("rw-rw-rw-"));
    Files.write(folder.resolve("latin.yaml"), "lines: { bücher: /dev/a }\n".getBytes(ISO_8859_1));
    names.put("conf-latin", folder.resolve("latin.yaml").toString());
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }
}
