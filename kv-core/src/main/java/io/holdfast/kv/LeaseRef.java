package io.holdfast.kv;

import java.io.Serializable;

/**
 * Names one lease instance: a lease key and the revision at which it was created. Renewing the
 * lease moves the key's revision, not this name; once the key is gone the instance is dead for
 * ever, also when the key is created again. Immutable.
 *
 * @param key the lease's key, in the same bucket as the keys it owns
 * @param revision the revision that created it, at least 1
 */
public record LeaseRef(String key, long revision) implements Serializable {
  /** Refuses an empty key and revisions below 1. */
  public LeaseRef {
    if (key.isEmpty() || revision < 1) {
      throw new InvalidArgumentException(
          "lease '" + key + "@" + revision + "' needs a key and a revision of at least 1");
    }
  }

  /** Reads {@code key@revision}. */
  public static LeaseRef parse(String text) {
    int at = text.lastIndexOf('@');
    try {
      return new LeaseRef(text.substring(0, at), Long.parseLong(text.substring(at + 1)));
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw new InvalidArgumentException(
          "lease '" + text + "' is not of the form <key>@<revision>");
    }
  }

  @Override
  public String toString() {
    return key + "@" + revision;
  }
}
