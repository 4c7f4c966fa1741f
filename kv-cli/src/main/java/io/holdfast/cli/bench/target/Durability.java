package io.holdfast.cli.bench.target;

/** What has happened to a write before its acknowledgement. */
public enum Durability {
  /** Forced to the disk. */
  FSYNC("fsync"),
  /** Handed to the operating system; lost when the machine loses power. */
  NO_FSYNC("no fsync"),
  /** As somebody else configured that server. */
  UNKNOWN("unknown");

  private final String words;

  Durability(String words) {
    this.words = words;
  }

  /** For tables. */
  public String words() {
    return words;
  }
}
