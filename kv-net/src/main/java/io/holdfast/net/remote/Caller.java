package io.holdfast.net.remote;

import java.util.concurrent.CompletionStage;

/** Makes calls. */
@FunctionalInterface
interface Caller {
  /**
   * Makes a call. The future completes with the first answer that decides; it fails with {@link
   * io.holdfast.kv.UnavailableException} or {@link io.holdfast.kv.OverloadedException} when nothing
   * can have happened, and with {@link io.holdfast.kv.IndeterminateException} when a write may
   * have.
   */
  CompletionStage<Reply> make(Call call);
}
