package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.watch.SourcePosition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Copies of a source, of which each entry is to come once. */
class CopyTest {
  private static final BucketSource SOURCE =
      new BucketSource("a", List.of(new BucketSource.Mapping("$KV.a.>", "$KV.bench.>")), 0, 0);

  private final Bench bench =
      Bench.with(BucketConfig.builder(Bench.BUCKET).history(9).sources(List.of(SOURCE)));

  @Test
  void shouldTakeEachCopyOnce() {
    assertInstanceOf(Outcome.Written.class, copy(1, 0, 3));
    assertEquals(3, refusedAt(copy(1, 0, 3)));
    assertInstanceOf(Outcome.Written.class, copy(1, 3, 4));
    assertEquals(4, refusedAt(copy(1, 3, 5)));

    assertEquals(2, bench.view().status().entries());
    assertEquals(Map.of(SOURCE.id(), new SourcePosition(1, 4)), bench.view().sourcePositions());
  }

  @Test
  void shouldBeginAnewWithANewIncarnationAndKnowTheOldOneNoMore() {
    copy(1, 0, 300);

    assertInstanceOf(Outcome.Written.class, copy(2, 0, 1));
    assertEquals(-1, refusedAt(copy(1, 300, 301)));
  }

  @Test
  void shouldForgetASourceThatIsTakenAway() {
    copy(1, 0, 3);

    configure(List.of());
    assertEquals(-1, refusedAt(copy(1, 3, 4)));
    configure(List.of(SOURCE));

    assertInstanceOf(Outcome.Written.class, copy(1, 0, 3));
  }

  @Test
  void shouldStayWhereItWasWhenTheWriteIsRefused() {
    bench.apply(
        new Command.UpdateBucket(
            BucketConfig.builder(Bench.BUCKET).sources(List.of(SOURCE)).maxValueBytes(1).build()));

    var refused = assertInstanceOf(Outcome.Refused.class, copy(1, 0, 3));

    assertEquals(Refusal.Code.VALUE_TOO_LARGE, refused.refusal().code());
    assertEquals(Map.of(), bench.view().sourcePositions());
  }

  private void configure(List<BucketSource> sources) {
    bench.apply(
        new Command.UpdateBucket(
            BucketConfig.builder(Bench.BUCKET).history(9).sources(sources).build()));
  }

  private Outcome copy(long incarnation, long after, long upTo) {
    var put = Operation.Put.of("k", Bytes.utf8("value"));
    return bench.apply(
        new Command.Copy(Bench.BUCKET, SOURCE.id(), incarnation, after, upTo, List.of(put)));
  }

  /** Where the source stood instead. */
  private static long refusedAt(Outcome outcome) {
    Refusal refusal = assertInstanceOf(Outcome.Refused.class, outcome).refusal();
    assertEquals(Refusal.Code.CONDITION_FAILED, refusal.code());
    return refusal.actual();
  }
}
