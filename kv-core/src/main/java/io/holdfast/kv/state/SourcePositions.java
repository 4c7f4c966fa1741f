package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.watch.SourcePosition;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Up to which revision a bucket has copied each of its sources. A copy counts only if it goes on
 * where the last one ended, so that whoever copies, and however often, nothing is copied twice or
 * left out.
 */
final class SourcePositions {
  private final BucketState bucket;
  private final TreeMap<String, SourcePosition> positions = new TreeMap<>();

  SourcePositions(BucketState bucket) {
    this.bucket = bucket;
  }

  /** The positions of the sources, by their ids; those never copied are left out. */
  SortedMap<String, SourcePosition> capture() {
    return new TreeMap<>(positions);
  }

  void restore(Map<String, SourcePosition> captured) {
    positions.putAll(captured);
    publish();
  }

  /** Forgets the sources that {@code config} has no more. */
  void reconfigure(BucketConfig config) {
    positions
        .keySet()
        .retainAll(config.sources().stream().map(BucketSource::id).collect(Collectors.toSet()));
    publish();
  }

  Outcome copy(Command.Copy copy, Moment now) {
    String source = copy.source();
    boolean known = bucket.config().sources().stream().anyMatch(one -> one.id().equals(source));
    long position =
        known
            ? positions.getOrDefault(source, SourcePosition.NONE).revisionIn(copy.incarnation())
            : -1;
    if (position != copy.after() || copy.upTo() <= position) {
      return new Outcome.Refused(
          new Refusal(Refusal.Code.CONDITION_FAILED, bucket.id.name(), -1, copy.after(), position));
    }
    var write =
        new Command.Write(
            copy.bucket(), List.of(), copy.operations(), MessageId.NONE, LeaseTime.NEVER);
    Outcome outcome = bucket.writes.answer(write, now);
    if (outcome instanceof Outcome.Written) {
      positions.put(source, new SourcePosition(copy.incarnation(), copy.upTo()));
      publish();
    }
    return outcome;
  }

  private void publish() {
    bucket.table.sourcePositions(positions);
  }
}
