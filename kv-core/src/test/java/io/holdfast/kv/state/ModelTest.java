package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.kv.Entry;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.EntryHeader;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.WallTime;
import io.holdfast.kv.watch.BucketView;
import io.holdfast.kv.watch.KeyFilter;
import io.holdfast.kv.watch.StateUsage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the state machine against {@link Model}, command by command. A failure names its seed;
 * {@code -Dholdfast.seed=…} runs that seed alone, {@code -Dholdfast.seeds=…} as many from 1 on.
 */
@Tag("G2")
@Tag("G5")
@Tag("G25")
class ModelTest {
  private static final int COMMANDS = 600;

  static LongStream seeds() {
    Long one = Long.getLong("holdfast.seed");
    return one != null
        ? LongStream.of(one)
        : LongStream.rangeClosed(1, Long.getLong("holdfast.seeds", 60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shouldAgreeWithTheModel(long seed) throws IOException {
    var run = new Run(seed);
    for (int i = 0; i < COMMANDS; i++) {
      run.step();
    }
  }

  @Test
  void shouldReachEveryKindOfOutcome() throws IOException {
    var kinds = new java.util.TreeSet<String>();
    for (long seed = 1; seed <= 20; seed++) {
      var run = new Run(seed);
      for (int i = 0; i < COMMANDS; i++) {
        Outcome outcome = run.step();
        kinds.add(
            outcome instanceof Outcome.Refused r
                ? r.refusal().code().name()
                : outcome.getClass().getSimpleName());
      }
    }
    assertEquals(
        List.of(
            "Advanced",
            "BUCKET_EXISTS",
            "BUCKET_FULL",
            "BUCKET_NOT_FOUND",
            "BucketReady",
            "CONDITION_FAILED",
            "DELETE_DISABLED",
            "LEASE_GONE",
            "QUOTA_EXCEEDED",
            "QuotaSet",
            "REQUEST_ID_REUSED",
            "REVISION_NOT_FOUND",
            "Removed",
            "TOO_LATE",
            "TTL_DISABLED",
            "VALUE_TOO_LARGE",
            "Written"),
        List.copyOf(kinds));
  }

  /**
   * One sequence of commands, applied to the model, the state machine, and a replica that restarts
   * from snapshots.
   */
  private static final class Run {
    final long seed;
    final Random random;
    final RandomCommands commands;
    final Model model = new Model();
    final StateMachine machine = new StateMachine();
    StateMachine replica = new StateMachine();
    long index;
    long leaseNanos;

    Run(long seed) {
      this.seed = seed;
      this.random = new Random(~seed);
      this.commands = new RandomCommands(seed);
    }

    Outcome step() throws IOException {
      index++;
      leaseNanos += passes();
      var header =
          new EntryHeader(
              index,
              RandomCommands.TERM,
              new WallTime(index * 300_000L - random.nextInt(999_999)),
              new LeaseTime(leaseNanos - random.nextInt(3)));
      Command command = commands.next(model, leaseNanos);
      String where = "seed " + seed + ", step " + index + ", " + command;
      Outcome expected = model.apply(header, command);
      assertEquals(List.of(expected), machine.apply(header, List.of(command)), where);
      assertEquals(List.of(expected), replica.apply(header, List.of(command)), where);
      compare(where);
      if (index % 50 == 0) {
        restartReplica(where);
      }
      return expected;
    }

    /** Now and then so much that answers to requests are forgotten, too. */
    private long passes() {
      if (random.nextInt(40) == 0) {
        return MessageId.Request.SHORTEST_MEMORY.toNanos() / 2;
      }
      return random.nextInt(4) == 0 ? RandomCommands.TICK_NANOS / 2 : 1;
    }

    private void compare(String where) {
      assertEquals(List.copyOf(model.buckets.keySet()), machine.view().bucketNames(), where);
      assertEquals(model.nextDeadline(), machine.nextDeadline().nanos(), where);
      assertEquals(model.quota.used(), machine.usedBytes(), where);
      assertEquals(model.quota.used(), replica.usedBytes(), where);
      assertEquals(
          new StateUsage(model.quota.used(), model.quota.limit), machine.view().usage(), where);
      for (ModelBucket bucket : model.buckets.values()) {
        BucketView view = Objects.requireNonNull(machine.view().bucket(bucket.id.name()));
        compareListing(bucket, List.of(commands.filter(), commands.filter()), where);
        assertEquals(bucket.kept.stream().map(ModelBucket.Kept::entry).toList(), all(view), where);
        assertEquals(bucket.copied, view.sourcePositions(), where);
        var status = view.status();
        assertEquals(bucket.last, status.lastRevision(), where);
        assertEquals(bucket.floor, status.traceFloor(), where);
        assertEquals(bucket.bytes(), status.bytes(), where);
        assertEquals(bucket.kept.size(), status.entries(), where);
        assertEquals(
            bucket.kept.stream().map(ModelBucket.Kept::key).distinct().count(),
            status.keys(),
            where);
        for (ModelBucket.Kept kept : bucket.kept) {
          assertEquals(
              Objects.requireNonNull(bucket.newest(kept.key())).entry(),
              view.latest(kept.key()),
              where);
          assertEquals(
              bucket.of(kept.key()).stream().map(ModelBucket.Kept::entry).toList(),
              view.history(kept.key()));
          assertEquals(kept.entry(), view.at(kept.revision()), where);
        }
      }
    }

    private void compareListing(ModelBucket bucket, List<String> filters, String where) {
      var filter = KeyFilter.of(filters);
      var live =
          Objects.requireNonNull(machine.liveEntries(bucket.id.name(), filter), where).listing();
      assertEquals(bucket.last, live.revision(), where);
      assertEquals(
          bucket.kept.stream()
              .filter(one -> one.equals(bucket.newest(one.key())) && !one.entry().isMarker())
              .map(ModelBucket.Kept::entry)
              .filter(entry -> filter.matches(entry.key()))
              .toList(),
          live.items(),
          () -> where + ", filters " + filters);
    }

    private void restartReplica(String where) throws IOException {
      var bytes = new ByteArrayOutputStream();
      CapturedState captured = machine.capture();
      captured.writeTo(bytes);
      assertEquals(captured.hash(), replica.hash(), where);
      replica = new StateMachine();
      replica.restore(new ByteArrayInputStream(bytes.toByteArray()));
      assertEquals(captured.hash(), replica.hash(), where);
    }

    private static List<Entry> all(BucketView view) {
      var entries = new ArrayList<Entry>();
      for (Entry next = view.next(1, ">");
          next != null;
          next = view.next(next.revision() + 1, ">")) {
        entries.add(next);
      }
      return entries;
    }
  }
}
