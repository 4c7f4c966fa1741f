package io.holdfast.net.jetstream;

import java.util.List;

/**
 * A header that asks for what no bucket does, so that a publish with it is refused rather than
 * stored as something else. Immutable.
 *
 * @param name of the header
 * @param error that answers it
 */
record UnservedHeader(String name, ApiError error) {
  private static final List<UnservedHeader> ALL =
      List.of(
          refused("Nats-Schedule", 10188, "message schedules is disabled"),
          refused("Nats-Incr", 10168, "message counters is disabled"),
          refused(CopiedEntry.SOURCE, 10227, "message stream source header is not allowed"));

  private static UnservedHeader refused(String name, int errCode, String description) {
    return new UnservedHeader(name, new ApiError(400, errCode, description));
  }

  /** Refuses a publish that has any of them. */
  static void refuseIn(PublishHeaders headers) {
    for (UnservedHeader each : ALL) {
      if (headers.has(each.name())) {
        throw each.error();
      }
    }
  }
}
