package io.holdfast.locks;

import io.holdfast.kv.FencingToken;

/** What becomes of an attempt; exactly one is called, unless it is given up. */
interface AttemptEnding {
  /** It holds the lock, as written at {@code revision}. */
  void granted(Attempt attempt, FencingToken token, long revision);

  /** Somebody else holds the lock or waits for it, and this attempt was not to queue. */
  void busy();

  /** It can come to nothing, for no fault of the lock's: a new attempt may do better. */
  void gone();

  /** The store refuses, and trying again is no use. */
  void failed(Throwable error);

  /** The store could not be asked; the attempt goes on. */
  void hindered(Throwable error);

  /** The store has confirmed its place in line. */
  void queued();
}
