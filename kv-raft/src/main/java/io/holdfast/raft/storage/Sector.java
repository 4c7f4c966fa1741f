package io.holdfast.raft.storage;

/** The unit that a disk writes whole or not at all; ADR 004 says what rests on that. */
final class Sector {
  static final int BYTES = 512;

  private Sector() {}
}
