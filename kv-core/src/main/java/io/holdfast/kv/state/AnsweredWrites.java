package io.holdfast.kv.state;

import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Answers the writes to a bucket: as before where the request is known, else by doing it or by
 * saying why not.
 */
final class AnsweredWrites {
  private final BucketState bucket;
  private final WriteCheck check;

  AnsweredWrites(BucketState bucket, WriteCheck check) {
    this.bucket = bucket;
    this.check = check;
  }

  /**
   * The known answer comes before every check, so that a retry is never refused for its own first
   * attempt.
   */
  Outcome answer(Command.Write write, Moment now) {
    MessageId id = write.id();
    if (id instanceof MessageId.None) {
      return perform(write, now);
    }
    long hash = ContentHash.of(write);
    long window = bucket.config().duplicateWindow().toNanos();
    Outcome before = bucket.ids.answered(id, hash, now.leaseNanos(), window);
    bucket.count(); // What was forgotten just now makes room.
    if (before != null) {
      return before;
    }
    Outcome outcome = perform(write, now);
    bucket.ids.remember(id, hash, outcome, now.leaseNanos());
    bucket.count();
    return outcome;
  }

  /**
   * Why the write would be refused, if so and if nothing of it would be remembered; else null. Only
   * writes with conditions or a time limit are looked at, since others are rarely refused.
   */
  @Nullable Refusal refusalWithoutTrace(Command.Write write, Moment now) {
    boolean limited = !write.conditions().isEmpty() || !write.notAfter().equals(LeaseTime.NEVER);
    return limited && write.id() instanceof MessageId.None
        ? check.refusal(write, HandOvers.resolved(write, bucket), now)
        : null;
  }

  private Outcome perform(Command.Write asked, Moment now) {
    Command.Write write = HandOvers.resolved(asked, bucket);
    Refusal refusal = check.refusal(asked, write, now);
    return refusal == null ? bucket.perform(write, now) : new Outcome.Refused(refusal);
  }
}
