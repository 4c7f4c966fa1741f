package io.holdfast.raft.engine;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which snapshot of which node is to be copied: the engine carries it as a URI from one node to the
 * other. Immutable.
 *
 * @param leader who has it
 * @param index the last entry in it
 */
record SnapshotSource(Member leader, long index) {
  /** A snapshot is one file. */
  static final String FILE = "snapshot";

  private static final Pattern FORM =
      Pattern.compile("remote://node-(\\d{1,9}):(\\d{1,9})/(\\d{1,18})");

  /**
   * The source that {@code uri} names.
   *
   * @throws IllegalArgumentException when it names none
   */
  static SnapshotSource of(String uri) {
    Matcher parts = FORM.matcher(uri);
    if (!parts.matches()) {
      throw new IllegalArgumentException("'" + uri + "' names no snapshot of a node");
    }
    return new SnapshotSource(
        new Member(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2))),
        Long.parseLong(parts.group(3)));
  }

  String uri() {
    return "remote://" + leader + "/" + index;
  }

  @Override
  public String toString() {
    return "the snapshot up to entry " + index + " of " + leader;
  }
}
