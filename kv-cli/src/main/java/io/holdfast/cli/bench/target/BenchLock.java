package io.holdfast.cli.bench.target;

/** A lock as one caller sees it. */
public interface BenchLock {
  /** Waits for it, at most 30 s. */
  void acquire() throws Exception;

  /** Gives it back, and waits until the server has confirmed that. */
  void release() throws Exception;
}
