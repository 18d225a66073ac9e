// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.status;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object. A field that is missing, because an earlier version wrote the
 * object, is zero or null.
 */
final class JsonFields {

  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, @Nullable Object> fields;

  private JsonFields(Map<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  /**
   * The only object of a text.
   *
   * @throws IOException if the text is not one JSON object
   */
  static JsonFields parse(String text) throws IOException {
    try (JsonParser json = JSON.createParser(text)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      JsonFields object = read(json);
      expect(json.nextToken() == null);
      return object;
    }
  }

  private static JsonFields read(JsonParser json) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      fields.put(name, value(json));
    }
    return new JsonFields(fields);
  }

  private static @Nullable Object value(JsonParser json) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> read(json);
      case START_ARRAY -> {
        List<@Nullable Object> values = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
          values.add(value(json));
        }
        yield values;
      }
      case VALUE_NULL -> null;
      default -> json.getText();
    };
  }

  String text(String name) throws IOException {
    String text = textOrNull(name);
    expect(text != null);
    return String.valueOf(text);
  }

  @Nullable String textOrNull(String name) {
    return fields.get(name) instanceof String text ? text : null;
  }

  long number(String name) throws IOException {
    return Long.parseLong(text(name));
  }

  /** Zero if it is missing. */
  long count(String name) {
    String text = textOrNull(name);
    return text == null ? 0 : Long.parseLong(text);
  }

  /** Null if it is missing. */
  @Nullable Instant time(String name) {
    String text = textOrNull(name);
    return text == null ? null : Instant.parse(text);
  }

  Duration millis(String name) {
    return Duration.ofMillis(count(name));
  }

  /** The objects of an array; none if it is missing. */
  List<JsonFields> objects(String name) throws IOException {
    List<JsonFields> objects = new ArrayList<>();
    if (fields.get(name) instanceof List<?> values) {
      for (Object value : values) {
        expect(value instanceof JsonFields);
        objects.add((JsonFields) value);
      }
    }
    return objects;
  }

  /** An object within this one; an empty one if it is missing. */
  JsonFields object(String name) {
    return fields.get(name) instanceof JsonFields object ? object : new JsonFields(Map.of());
  }

  /** All fields, each a number. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    fields.keySet().forEach(name -> counts.put(name, count(name)));
    return counts;
  }

  static void expect(boolean holds) throws IOException {
    if (!holds) {
      throw new IOException("not the status of a server");
    }
  }
}
