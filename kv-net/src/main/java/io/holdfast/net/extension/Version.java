package io.holdfast.net.extension;

import io.holdfast.net.json.JsonFields;

/** The version of the extension's bodies. */
public final class Version {
  /** The only version so far. */
  public static final int CURRENT = 1;

  private Version() {}

  /** Whether this code understands a body; one without a number is malformed. */
  static boolean understands(JsonFields fields) {
    return fields.number("v") == CURRENT;
  }
}
