package io.holdfast.net.extension;

import io.holdfast.kv.Ttl;
import io.holdfast.net.json.JsonFields;

/** A time to live in milliseconds, as it crosses the wire: 0 none, -1 never. */
public final class TtlMillis {
  private static final long NANOS = 1_000_000;

  private TtlMillis() {}

  /** The number for {@code ttl}, rounded up, so that nothing expires early (guarantee G25). */
  public static long of(Ttl ttl) {
    return ttl.isFinite() ? (ttl.nanos() - 1) / NANOS + 1 : ttl.nanos();
  }

  /** The time to live of {@code millis}. */
  public static Ttl toTtl(long millis) {
    if (millis <= 0) {
      return new Ttl(millis);
    }
    return new Ttl(millis > Long.MAX_VALUE / NANOS ? Long.MAX_VALUE : millis * NANOS);
  }

  static Ttl read(JsonFields fields) {
    return read(fields, "ttl_ms");
  }

  static Ttl read(JsonFields fields, String name) {
    long millis = fields.number(name, 0);
    if (millis < -1) {
      throw fields.wrong(name, "-1, 0 or positive");
    }
    return toTtl(millis);
  }
}
