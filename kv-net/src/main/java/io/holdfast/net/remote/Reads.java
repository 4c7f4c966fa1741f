package io.holdfast.net.remote;

import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Listing;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** How reads reach a kind of server. Thread-safe. */
interface Reads {
  /** The newest entry of a key, marker or not. */
  CompletionStage<Optional<Entry>> newest(String bucket, String key, Consistency consistency);

  /** The entry of a key at a revision, marker or not. */
  CompletionStage<Optional<Entry>> at(String bucket, String key, long revision);

  /** The newest live entries that match, in revision order. */
  CompletionStage<Listing<Entry>> list(String bucket, List<String> filters, boolean values);

  /** Everything kept of a key, oldest first. */
  CompletionStage<Listing<Entry>> history(String bucket, String key);
}
