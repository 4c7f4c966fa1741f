package io.holdfast.kv.command;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Condition;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.watch.StateUsage;
import java.util.List;

/**
 * A change to the replicated state. Immutable. Constructors check only what can never change
 * (structure), since old logs are replayed through them; limits are checked when the command is
 * applied.
 */
public sealed interface Command {
  /** Creates a bucket; accepted without effect when it exists with an equal configuration. */
  record CreateBucket(BucketConfig config) implements Command {}

  /** Changes the configuration of an existing bucket. */
  record UpdateBucket(BucketConfig config) implements Command {}

  /** Deletes a bucket with everything in it. */
  record DeleteBucket(String bucket) implements Command {}

  /**
   * Writes to one bucket: all of {@code operations}, at consecutive revisions, if every condition
   * holds.
   *
   * @param notAfter applied only while lease time is not later than this; {@link LeaseTime#NEVER}:
   *     always
   */
  record Write(
      String bucket,
      List<Condition> conditions,
      List<Operation> operations,
      MessageId id,
      LeaseTime notAfter)
      implements Command {
    /** Copies the lists. */
    public Write {
      conditions = List.copyOf(conditions);
      operations = List.copyOf(operations);
      if (operations.isEmpty()) {
        throw new InvalidArgumentException(
            "a write to bucket '" + bucket + "' needs at least one operation");
      }
    }

    /** One operation under conditions. */
    public static Write of(String bucket, Operation operation, Condition... conditions) {
      return new Write(
          bucket, List.of(conditions), List.of(operation), MessageId.NONE, LeaseTime.NEVER);
    }
  }

  /** Removes a single revision without leaving a marker. */
  record RemoveRevision(String bucket, long revision) implements Command {}

  /**
   * Removes entries without leaving markers (source: NATS stream purge).
   *
   * @param filter which keys; {@code >}: all
   * @param below only entries with a smaller revision; {@link Long#MAX_VALUE}: no such limit
   * @param keep leaves this many of the newest matching entries; 0: none
   */
  record PurgeEntries(String bucket, String filter, long below, long keep) implements Command {}

  /**
   * Expires what is due at the lease time of its log entry, up to 100,000 entries; kept for the
   * logs that have it. {@link Expire} has taken its place, since so many hold up writes.
   */
  record AdvanceTime(long term) implements Command {}

  /**
   * Expires what is due at the lease time of its log entry, in (deadline, revision) order. Void
   * unless {@code term} is that of its own log entry, so that a deposed leader's late tick does
   * nothing.
   *
   * @param most expires no further entry once so many are gone, at least 1; what a lease owns
   *     counts, and goes with it
   */
  record Expire(long term, int most) implements Command {
    /** So many take a few milliseconds. */
    public static final int USUALLY = 1_000;

    /** Checks the range. */
    public Expire {
      if (most < 1) {
        throw new InvalidArgumentException("to expire " + most + " entries: expected at least 1");
      }
    }

    /** As much as is usual. */
    public static Expire in(long term) {
      return new Expire(term, USUALLY);
    }
  }

  /**
   * Writes what was read from a source of the bucket, at consecutive revisions, if {@code after} is
   * up to where that source was copied; from then on {@code upTo} is.
   *
   * @param source its {@link io.holdfast.kv.BucketSource#id}
   * @param incarnation of the source; a new one begins at 0 again
   * @param after revision of the source up to which it was copied before; 0: nothing was
   * @param upTo revision of the source of the last operation, greater than {@code after}
   */
  record Copy(
      String bucket,
      String source,
      long incarnation,
      long after,
      long upTo,
      List<Operation> operations)
      implements Command {
    /** Copies the list. */
    public Copy {
      operations = List.copyOf(operations);
      if (operations.isEmpty()) {
        throw new InvalidArgumentException(
            "a copy into bucket '" + bucket + "' needs at least one operation");
      }
    }
  }

  /**
   * Sets the quota on the size of the whole state. What is there stays, also where it is more;
   * growth is refused from then on.
   *
   * @param bytes as {@link StateUsage} counts them; {@link StateUsage#NO_QUOTA}: no limit
   */
  record SetQuota(long bytes) implements Command {
    /** Checks the range. */
    public SetQuota {
      if (bytes < 0 && bytes != StateUsage.NO_QUOTA) {
        throw new InvalidArgumentException(
            "a quota of " + bytes + " bytes: expected 0 or more, or -1 for none");
      }
    }
  }
}
