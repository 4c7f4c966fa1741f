package io.holdfast.cli.kv;

import io.holdfast.cli.Json;
import io.holdfast.cli.TerminalText;
import io.holdfast.kv.Entry;
import java.io.PrintWriter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Prints entries and revisions, as text for people or as JSON for scripts. */
record EntryPrinter(PrintWriter out, boolean json, boolean terminal) {
  /** False when nobody reads any more, such as after {@code | head}. */
  boolean entry(Entry entry) {
    if (json) {
      out.println(Json.line(fields(entry)));
    } else {
      out.printf(
          "%10d  %s  %-6s  %s%s%n",
          entry.revision(),
          entry.created(),
          kind(entry),
          shown(entry.key()),
          entry.isMarker() ? "" : " = " + shown(entry.value().utf8()));
    }
    return !out.checkError(); // It flushes, too.
  }

  private String shown(String text) {
    return terminal ? TerminalText.line(text) : text;
  }

  void revision(String bucket, String key, long revision) {
    if (json) {
      out.println(
          Json.line(
              new LinkedHashMap<>(Map.of("bucket", bucket, "key", key, "revision", revision))));
    } else {
      out.println(revision);
    }
    out.flush();
  }

  private static Map<String, Object> fields(Entry entry) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("bucket", entry.bucket().name());
    fields.put("key", entry.key());
    fields.put("revision", entry.revision());
    fields.put("operation", kind(entry));
    fields.put("created", entry.created().toString());
    if (!entry.isMarker()) {
      byte[] value = entry.value().toArray();
      if (Utf8.isValid(value)) {
        fields.put("value", entry.value().utf8());
      } else {
        fields.put("value_base64", Base64.getEncoder().encodeToString(value));
      }
    }
    return fields;
  }

  private static String kind(Entry entry) {
    return entry.kind().name().toLowerCase(Locale.ROOT);
  }
}
