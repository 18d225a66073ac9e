// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.serialhandshake.cli.console.JsonTree;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** As much of JSON Schema as {@code event.schema.json} uses; it refuses a schema that uses more. */
public final class Schema {

  private static final Set<String> KNOWN =
      Set.of(
          "$schema",
          "title",
          "description",
          "type",
          "additionalProperties",
          "required",
          "properties",
          "enum",
          "pattern",
          "minimum",
          "maximum");

  private final Map<?, ?> schema;

  private Schema(Map<?, ?> schema) {
    this.schema = schema;
  }

  public static Schema ofEvents() throws IOException {
    try (InputStream file = EventKind.class.getResourceAsStream("event.schema.json")) {
      return new Schema((Map<?, ?>) JsonTree.parse(new String(file.readAllBytes(), UTF_8)));
    }
  }

  List<String> keys() {
    return ((Map<?, ?>) schema.get("properties")).keySet().stream().map(String::valueOf).toList();
  }

  List<?> events() {
    Map<?, ?> event = (Map<?, ?>) ((Map<?, ?>) schema.get("properties")).get("event");
    return (List<?>) event.get("enum");
  }

  /** What is wrong with a JSON text; empty for nothing. */
  public List<String> faults(String json) throws IOException {
    List<String> faults = new ArrayList<>();
    check("", schema, JsonTree.parse(json), faults);
    return faults;
  }

  private static void check(String where, Map<?, ?> rules, Object value, List<String> faults) {
    rules.keySet().stream()
        .filter(rule -> !KNOWN.contains(rule))
        .forEach(rule -> faults.add(where + ": the check does not know " + rule));
    Object type = rules.get("type");
    List<?> types = type instanceof List<?> list ? list : List.of(type);
    if (!types.contains(type(value))) {
      faults.add(where + ": " + type(value) + " where " + types + " is due");
    }
    if (rules.get("enum") instanceof List<?> all && !all.contains(value)) {
      faults.add(where + ": " + value + " is none of " + all);
    }
    if (rules.get("pattern") instanceof String pattern
        && value instanceof String text
        && !Pattern.compile(pattern).matcher(text).find()) {
      faults.add(where + ": " + text + " does not match " + pattern);
    }
    if (value instanceof Long number) {
      if (rules.get("minimum") instanceof Long least && number < least) {
        faults.add(where + ": " + number + " is less than " + least);
      }
      if (rules.get("maximum") instanceof Long most && number > most) {
        faults.add(where + ": " + number + " is more than " + most);
      }
    }
    if (value instanceof Map<?, ?> object && rules.get("properties") instanceof Map<?, ?> known) {
      checkObject(where, rules, known, object, faults);
    }
  }

  private static void checkObject(
      String where, Map<?, ?> rules, Map<?, ?> known, Map<?, ?> object, List<String> faults) {
    for (Object required : (List<?>) rules.get("required")) {
      if (!object.containsKey(required)) {
        faults.add(where + ": " + required + " is missing");
      }
    }
    object.forEach(
        (name, value) -> {
          if (known.get(name) instanceof Map<?, ?> rule) {
            check(where + "/" + name, rule, value, faults);
          } else if (Boolean.FALSE.equals(rules.get("additionalProperties"))) {
            faults.add(where + ": there is no " + name);
          }
        });
  }

  private static String type(Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "object";
    }
    if (value instanceof Long) {
      return "integer";
    }
    return value instanceof String ? "string" : value.getClass().getSimpleName();
  }
}
