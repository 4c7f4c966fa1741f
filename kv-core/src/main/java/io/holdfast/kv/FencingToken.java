package io.holdfast.kv;

import java.io.Serializable;
import java.util.Locale;

/**
 * A number pair that only grows over the whole life of a lock or an election (guarantee G28):
 * compared by incarnation first, then by revision. Give it to the resource that the lock protects,
 * and let the resource refuse anything lower than the highest it has seen. Immutable.
 *
 * @param incarnation of the bucket: grows with each creation, restore or forced recovery; at least
 *     0
 * @param revision of the entry that granted: grows within one incarnation; at least 0
 */
public record FencingToken(long incarnation, long revision)
    implements Comparable<FencingToken>, Serializable {
  /** Refuses negative parts. */
  public FencingToken {
    if (incarnation < 0 || revision < 0) {
      throw new InvalidArgumentException(
          "fencing token parts must not be negative: " + incarnation + ", " + revision);
    }
  }

  /**
   * Reads the form that {@link #toString} prints.
   *
   * @throws InvalidArgumentException when {@code text} is not two decimal numbers joined by a dot
   */
  public static FencingToken parse(String text) {
    int dot = text.indexOf('.');
    try {
      return new FencingToken(
          Long.parseLong(text.substring(0, dot)), Long.parseLong(text.substring(dot + 1)));
    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
      throw new InvalidArgumentException(
          "fencing token '" + text + "' is not of the form <incarnation>.<revision>, both decimal");
    }
  }

  /** Whether this token was granted after {@code other}. */
  public boolean isAfter(FencingToken other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(FencingToken other) {
    int byIncarnation = Long.compare(incarnation, other.incarnation);
    return byIncarnation != 0 ? byIncarnation : Long.compare(revision, other.revision);
  }

  /** Zero-padded, so that sorting the text sorts the tokens. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%019d.%019d", incarnation, revision);
  }
}
