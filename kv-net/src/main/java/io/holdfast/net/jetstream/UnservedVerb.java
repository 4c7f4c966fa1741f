package io.holdfast.net.jetstream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A verb of the JetStream API that is not served, so that whoever sends it is answered in the type
 * that it waits for. Immutable.
 *
 * @param verb as in the subject, behind {@code $JS.API.}
 * @param type of its responses
 * @param ofClusters whether {@code nats-server}, too, serves it in clusters alone
 */
record UnservedVerb(String verb, String type, boolean ofClusters) {
  private static final List<UnservedVerb> ALL =
      List.of(
          new UnservedVerb("STREAM.SNAPSHOT", "stream_snapshot_response", false),
          new UnservedVerb("STREAM.RESTORE", "stream_restore_response", false),
          new UnservedVerb("STREAM.LEADER.STEPDOWN", "stream_leader_stepdown_response", true),
          new UnservedVerb("STREAM.PEER.REMOVE", "stream_remove_peer_response", true),
          new UnservedVerb("CONSUMER.LEADER.STEPDOWN", "consumer_leader_stepdown_response", true),
          new UnservedVerb("CONSUMER.PAUSE", "consumer_pause_response", false),
          new UnservedVerb("CONSUMER.UNPIN", "consumer_unpin_response", false),
          new UnservedVerb("META.LEADER.STEPDOWN", "meta_leader_stepdown_response", true),
          new UnservedVerb("SERVER.REMOVE", "meta_server_remove_response", true),
          new UnservedVerb("ACCOUNT.PURGE", "account_purge_response", false));

  /** The type of the answer to {@code rest}, the subject behind {@code $JS.API.}. */
  static String typeOf(String rest) {
    UnservedVerb verb = of(rest);
    return verb == null ? "system_response" : verb.type();
  }

  /** The error that answers {@code rest}. */
  static ApiError errorOf(String rest) {
    UnservedVerb verb = of(rest);
    if (verb == null) {
      return ApiError.badRequest("no such API subject");
    }
    return verb.ofClusters()
        ? new ApiError(503, 10010, "JetStream clustering support required")
        : ApiError.badRequest(verb.verb() + " is not supported");
  }

  private static @Nullable UnservedVerb of(String rest) {
    for (UnservedVerb each : ALL) {
      if (rest.equals(each.verb()) || rest.startsWith(each.verb() + ".")) {
        return each;
      }
    }
    return null;
  }
}
