package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.watch.BucketView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A state machine with one bucket on a bench: applies commands at lease times that the test sets by
 * hand.
 */
final class Bench {
  static final String BUCKET = "bench";
  static final long TERM = 7;

  final StateMachine machine = new StateMachine();
  private long index;
  private Duration now = Duration.ZERO;

  private Bench() {}

  /** With a bucket of every default. */
  static Bench plain() {
    return with(BucketConfig.builder(BUCKET));
  }

  static Bench with(BucketConfig.Builder config) {
    var bench = new Bench();
    assertInstanceOf(
        Outcome.BucketReady.class, bench.apply(new Command.CreateBucket(config.build())));
    return bench;
  }

  /** Lease time from now on. */
  Bench at(Duration leaseTime) {
    now = leaseTime;
    return this;
  }

  Outcome apply(Command command) {
    return apply(List.of(command)).get(0);
  }

  List<Outcome> apply(List<Command> commands) {
    index++;
    var header =
        new EntryHeader(
            index, TERM, new WallTime(1_000_000_000_000L + index), new LeaseTime(now.toNanos()));
    return machine.apply(header, commands);
  }

  /** Advances time to {@code leaseTime} and expires what is due. */
  long tick(Duration leaseTime) {
    return ((Outcome.Advanced) at(leaseTime).apply(new Command.AdvanceTime(TERM))).expired();
  }

  /** Advances time and expires what is due, but stops at {@code most}. */
  long tick(Duration leaseTime, int most) {
    return ((Outcome.Advanced) at(leaseTime).apply(new Command.Expire(TERM, most))).expired();
  }

  BucketView view() {
    return Objects.requireNonNull(machine.view().bucket(BUCKET));
  }

  Entry latest(String key) {
    return Objects.requireNonNull(view().latest(key), () -> "nothing is kept of " + key);
  }

  /** Puts and returns the revision. */
  long put(String key, String value) {
    return written(Operation.Put.of(key, Bytes.utf8(value)));
  }

  long putOwned(String key, LeaseRef owner) {
    return written(Operation.Put.of(key, Bytes.utf8("owned")).ownedBy(owner));
  }

  /** Creates a lease key that lives for {@code ttl} and returns the instance. */
  LeaseRef lease(String key, Duration ttl) {
    return new LeaseRef(key, written(Operation.Put.of(key, Bytes.EMPTY).withTtl(Ttl.of(ttl))));
  }

  long delete(String key) {
    return written(Operation.Delete.of(key));
  }

  long purge(String key) {
    return written(Operation.Purge.of(key));
  }

  /** Writes unconditionally and returns the first revision. */
  long written(Operation... operations) {
    Outcome outcome = write(List.of(), MessageId.NONE, operations);
    return assertInstanceOf(Outcome.Written.class, outcome).firstRevision();
  }

  Outcome write(List<Condition> conditions, MessageId id, Operation... operations) {
    return apply(new Command.Write(BUCKET, conditions, List.of(operations), id, LeaseTime.NEVER));
  }

  static Refusal refusal(Outcome outcome) {
    return assertInstanceOf(Outcome.Refused.class, outcome).refusal();
  }

  static void assertRefused(Refusal.Code code, Outcome outcome) {
    assertEquals(code, refusal(outcome).code());
  }
}
