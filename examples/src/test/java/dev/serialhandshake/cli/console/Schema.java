// SPDX-License-Identifier: Apache-2.0
package dev.serialhandshake.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** As much of JSON Schema as our schemas use; it refuses a schema that uses more. */
public final class Schema {

  private static final Set<String> KNOWN =
      Set.of(
          "$schema",
          "$defs",
          "$ref",
          "title",
          "description",
          "type",
          "additionalProperties",
          "required",
          "properties",
          "items",
          "enum",
          "pattern",
          "minimum",
          "maximum");

  private final Map<?, ?> schema;

  private Schema(Map<?, ?> schema) {
    this.schema = schema;
  }

  /** A schema among the resources of a package. */
  public static Schema of(Class<?> neighbour, String name) throws IOException {
    try (InputStream file = neighbour.getResourceAsStream(name)) {
      return new Schema((Map<?, ?>) JsonTree.parse(new String(file.readAllBytes(), UTF_8)));
    }
  }

  /** Of the object that it describes. */
  public List<String> keys() {
    return ((Map<?, ?>) schema.get("properties")).keySet().stream().map(String::valueOf).toList();
  }

  /** Of all objects that it describes, in each other. */
  public Set<String> allKeys() {
    Set<String> keys = new LinkedHashSet<>();
    collect(schema, keys);
    return keys;
  }

  private static void collect(Object part, Set<String> keys) {
    if (part instanceof Map<?, ?> map) {
      if (map.get("properties") instanceof Map<?, ?> properties) {
        properties.keySet().forEach(key -> keys.add(String.valueOf(key)));
      }
      map.values().forEach(value -> collect(value, keys));
    }
  }

  /** The values that a key may have. */
  public List<?> valuesOf(String key) {
    Map<?, ?> rules = (Map<?, ?>) ((Map<?, ?>) schema.get("properties")).get(key);
    return (List<?>) rules.get("enum");
  }

  /** What is wrong with a JSON text; empty for nothing. */
  public List<String> faults(String json) throws IOException {
    List<String> faults = new ArrayList<>();
    check("", schema, JsonTree.parse(json), faults);
    return faults;
  }

  private void check(String where, Map<?, ?> rules, Object value, List<String> faults) {
    rules.keySet().stream()
        .filter(rule -> !KNOWN.contains(rule))
        .forEach(rule -> faults.add(where + ": the check does not know " + rule));
    if (rules.get("$ref") instanceof String reference) {
      check(where, definition(reference), value, faults);
      return;
    }
    Object type = rules.get("type");
    List<?> types = type instanceof List<?> list ? list : List.of(type);
    if (types.stream().noneMatch(each -> isA(each, value))) {
      faults.add(where + ": " + value + " where " + types + " is due");
    }
    if (rules.get("enum") instanceof List<?> all && !all.contains(value)) {
      faults.add(where + ": " + value + " is none of " + all);
    }
    if (rules.get("pattern") instanceof String pattern
        && value instanceof String text
        && !Pattern.compile(pattern).matcher(text).find()) {
      faults.add(where + ": " + text + " does not match " + pattern);
    }
    if (value instanceof Number number) {
      if (rules.get("minimum") instanceof Long least && number.doubleValue() < least) {
        faults.add(where + ": " + number + " is less than " + least);
      }
      if (rules.get("maximum") instanceof Long most && number.doubleValue() > most) {
        faults.add(where + ": " + number + " is more than " + most);
      }
    }
    if (value instanceof List<?> list && rules.get("items") instanceof Map<?, ?> items) {
      for (int i = 0; i < list.size(); i++) {
        check(where + "/" + i, items, list.get(i), faults);
      }
    }
    if (value instanceof Map<?, ?> object) {
      checkObject(where, rules, object, faults);
    }
  }

  private Map<?, ?> definition(String reference) {
    String name = reference.replace("#/$defs/", "");
    return (Map<?, ?>) ((Map<?, ?>) schema.get("$defs")).get(name);
  }

  private void checkObject(String where, Map<?, ?> rules, Map<?, ?> object, List<String> faults) {
    if (rules.get("required") instanceof List<?> all) {
      all.stream()
          .filter(key -> !object.containsKey(key))
          .forEach(key -> faults.add(where + ": " + key + " is missing"));
    }
    Map<?, ?> known = rules.get("properties") instanceof Map<?, ?> map ? map : Map.of();
    object.forEach(
        (name, value) -> {
          if (known.get(name) instanceof Map<?, ?> rule) {
            check(where + "/" + name, rule, value, faults);
          } else if (rules.get("additionalProperties") instanceof Map<?, ?> others) {
            check(where + "/" + name, others, value, faults);
          } else {
            faults.add(where + ": there is no " + name);
          }
        });
  }

  private static boolean isA(Object type, Object value) {
    return switch (String.valueOf(type)) {
      case "null" -> value == null;
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Long;
      case "number" -> value instanceof Number;
      default -> false;
    };
  }
}
