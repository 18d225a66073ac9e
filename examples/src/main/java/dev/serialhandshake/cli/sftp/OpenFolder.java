// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.sftp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A folder whose files a client lists, some at a time. */
final class OpenFolder implements OpenHandle {

  /**
   * How many files an answer has at most. A hundred names of 255 bytes, each sent twice, are far
   * shorter than the longest packet.
   */
  private static final int AT_ONCE = 100;

  private final Path path;
  private final DirectoryStream<Path> stream;
  private final Iterator<Path> files;
  private boolean begun;

  @SuppressWarnings("StreamResourceLeak") // it is closed with the handle
  OpenFolder(Path path) throws IOException {
    this.path = path;
    stream = Files.newDirectoryStream(path);
    files = stream.iterator();
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Entry(byte[] name, Attributes attributes) {}

  /** The next files; empty at the end. */
  private List<Entry> next() throws IOException {
    List<Entry> entries = new ArrayList<>();
    if (!begun) { // Java does not list these two
      begun = true;
      add(entries, ".", path);
      add(entries, "..", path.resolve(".."));
    }
    try {
      while (entries.size() < AT_ONCE && files.hasNext()) {
        Path file = files.next();
        add(entries, FileNames.lastName(file), file);
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return entries;
  }

  private static void add(List<Entry> entries, String name, Path file) {
    add(entries, name.getBytes(US_ASCII), file);
  }

  private static void add(List<Entry> entries, byte[] name, Path file) {
    try {
      entries.add(new Entry(name, Attributes.of(file, LinkOption.NOFOLLOW_LINKS)));
    } catch (IOException e) {
      // It was just removed, or we may not read its attributes: it is left out.
    }
  }

  /**
   * Answers with the next files.
   *
   * @throws SftpFailure with {@link Status#EOF} when there are no more
   */
  Reply list(int id, Accounts accounts) throws IOException {
    List<Entry> entries = next();
    while (entries.isEmpty() && files.hasNext()) { // all of these are gone
      entries = next();
    }
    if (entries.isEmpty()) {
      throw new SftpFailure(Status.EOF);
    }
    Reply reply = new Reply(Reply.NAME, id).number(entries.size());
    Instant now = Instant.now();
    for (Entry entry : entries) {
      reply.string(entry.name());
      reply.string(LongName.of(entry.name(), entry.attributes(), accounts, now));
      entry.attributes().addTo(reply);
    }
    return reply;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public Attributes attributes() throws IOException {
    return Attributes.of(path);
  }

  @Override
  public void apply(Change change) throws IOException {
    change.applyTo(path);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
