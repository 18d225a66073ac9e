// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.netty.bench;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was measured, one file for each measurement, so that one of them can be repeated; and the
 * table, the plot and the JSON of all of them.
 */
final class Results {

  private final Path directory;

  Results(Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.resolve("measured")).getParent();
  }

  private Path file(String name) {
    return directory.resolve("measured").resolve(name);
  }

  void keep(String name, List<Figure> figures) throws IOException {
    try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file(name)))) {
      out.writeObject((Serializable) new ArrayList<>(figures));
    }
  }

  @SuppressWarnings("unchecked") // written by this program
  private List<Figure> read(String name) throws IOException, ClassNotFoundException {
    if (!Files.exists(file(name))) {
      return List.of();
    }
    try (ObjectInputStream in = new ObjectInputStream(Files.newInputStream(file(name)))) {
      return (List<Figure>) in.readObject();
    }
  }

  /** Writes {@code results.md}, {@code results.svg} and {@code results.json}; returns the table. */
  String publish(Collection<String> names) throws IOException, ClassNotFoundException {
    List<Figure> all = new ArrayList<>();
    for (String name : names) {
      all.addAll(read(name));
    }
    String table =
        all.stream()
            .map(Figure::markdown)
            .collect(Collectors.joining("", Figure.markdownHead(), ""));
    Files.writeString(directory.resolve("results.md"), table);
    Files.writeString(directory.resolve("results.svg"), Plot.of(all));
    Files.writeString(
        directory.resolve("results.json"),
        all.stream().map(Figure::json).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n")));
    return table;
  }
}
