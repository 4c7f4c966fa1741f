package io.holdfast.cli.config;

import io.holdfast.kv.InvalidArgumentException;
import java.nio.file.Path;

/** A line of a configuration file; lines count from 1. */
record Place(Path file, int line) {
  /** A refusal of what stands there; {@code what} must not repeat a secret. */
  InvalidArgumentException wrong(String what) {
    return new InvalidArgumentException(this + ": " + what);
  }

  @Override
  public String toString() {
    return file + ":" + line;
  }
}
