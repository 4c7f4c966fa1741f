package io.holdfast.net.jetstream;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Answers one verb of the JetStream API. Called on event loops: must not block. */
@FunctionalInterface
interface ApiVerb {
  /** The fields of a successful response; fails with, or throws, an {@link ApiError}. */
  CompletionStage<Map<String, Object>> answer(ApiRequest request);
}
