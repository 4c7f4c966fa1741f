package io.holdfast.kv;

import java.util.ArrayList;
import java.util.List;

/**
 * Conditions and operations on one bucket that happen together or not at all, in one log entry,
 * visible to readers and watchers together. The operations take consecutive revisions. Immutable.
 *
 * @param conditions all must hold; may be empty
 * @param operations at least one and at most {@value #MAX_OPERATIONS}; a hand-over only as the last
 */
public record Transaction(List<Condition> conditions, List<Operation> operations) {
  /** Most operations, and most conditions, that one transaction may carry. */
  public static final int MAX_OPERATIONS = 128;

  /** Copies the lists and checks their sizes. */
  public Transaction {
    conditions = List.copyOf(conditions);
    operations = List.copyOf(operations);
    if (operations.isEmpty()
        || operations.size() > MAX_OPERATIONS
        || conditions.size() > MAX_OPERATIONS) {
      throw new InvalidArgumentException(
          "a transaction takes 1 to "
              + MAX_OPERATIONS
              + " operations and at most as many conditions, got "
              + operations.size()
              + " and "
              + conditions.size());
    }
  }

  /** Starts a transaction that holds only if {@code condition} does. */
  public static Builder when(Condition condition) {
    return new Builder().and(condition);
  }

  /** Starts a transaction without conditions. */
  public static Builder always() {
    return new Builder();
  }

  /** Collects the parts of a transaction. Not thread-safe. */
  public static final class Builder {
    private final List<Condition> conditions = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();

    private Builder() {}

    /** One more condition. */
    public Builder and(Condition condition) {
      conditions.add(condition);
      return this;
    }

    /** One more operation, in order. */
    public Builder then(Operation operation) {
      operations.add(operation);
      return this;
    }

    /** The finished transaction. */
    public Transaction build() {
      return new Transaction(conditions, operations);
    }
  }

  /** What became of a transaction. */
  public sealed interface Result {
    /**
     * It happened.
     *
     * @param incarnation of the bucket
     * @param firstRevision that of the first operation; operation {@code i} (from 0) has {@code
     *     firstRevision + i}
     * @param revisions how many revisions it took: one for each operation, and one more where a
     *     hand-over found somebody waiting
     */
    record Committed(long incarnation, long firstRevision, int revisions) implements Result {
      /** The fencing token of operation {@code index}, from 0. */
      public FencingToken token(int index) {
        return new FencingToken(incarnation, firstRevision + index);
      }
    }

    /**
     * It did not happen, and never will.
     *
     * @param conditionIndex the first condition that failed, from 0; -1 when an operation's owner
     *     lease was gone
     * @param actualRevision the revision found where the condition named one, else 0
     */
    record Refused(int conditionIndex, long actualRevision) implements Result {}
  }
}
