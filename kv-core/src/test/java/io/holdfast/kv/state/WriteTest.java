package io.holdfast.kv.state;

import static io.holdfast.kv.state.Bench.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteTest {
  private final Bench bench = Bench.plain();

  @Test
  void shouldGiveEachWriteTheNextRevision() {
    assertEquals(1, bench.put("a", "1"));
    assertEquals(2, bench.put("b", "1"));
    assertEquals(3, bench.delete("a"));
    assertEquals(3, bench.view().lastRevision());
  }

  @Test
  void shouldKeepOnlyTheNewestWithHistoryOne() {
    long first = bench.put("a", "1");
    bench.put("a", "2");
    assertNull(bench.view().at(first));
    assertEquals("2", bench.latest("a").value().utf8());
    assertEquals(1, bench.view().status().entries());
  }

  @Test
  void shouldTrimHistoryToItsLimit() {
    var deep = Bench.with(BucketConfig.builder(Bench.BUCKET).history(3));
    for (int i = 1; i <= 5; i++) {
      deep.put("a", "v" + i);
    }
    List<Long> revisions = deep.view().history("a").stream().map(Entry::revision).toList();
    assertEquals(List.of(3L, 4L, 5L), revisions);
  }

  @Test
  void shouldRefuseTheSecondWriterOfOneRevision() {
    long revision = bench.put("a", "1");
    var condition = List.<Condition>of(new Condition.KeyAt("a", revision));
    bench.write(condition, MessageId.NONE, Operation.Put.of("a", Bytes.utf8("2")));
    Outcome late = bench.write(condition, MessageId.NONE, Operation.Put.of("a", Bytes.utf8("3")));
    Refusal refusal = Bench.refusal(late);
    assertEquals(Refusal.Code.CONDITION_FAILED, refusal.code());
    assertEquals(revision + 1, refusal.actual());
    assertEquals("2", bench.latest("a").value().utf8());
  }

  @Test
  void shouldWriteAllOperationsAtConsecutiveRevisions() {
    long first =
        bench.written(Operation.Put.of("a", Bytes.EMPTY), Operation.Put.of("b", Bytes.EMPTY));
    assertEquals(first, bench.latest("a").revision());
    assertEquals(first + 1, bench.latest("b").revision());
  }

  @Test
  void shouldRefuseWritesToAnUnknownBucket() {
    Outcome outcome = bench.apply(Command.Write.of("nowhere", Operation.Put.of("a", Bytes.EMPTY)));
    assertRefused(Refusal.Code.BUCKET_NOT_FOUND, outcome);
  }

  @Test
  void shouldGiveEachLifeOfABucketAGreaterIncarnation() {
    long first = bench.view().id().incarnation();
    bench.apply(new Command.DeleteBucket(Bench.BUCKET));
    bench.apply(new Command.CreateBucket(BucketConfig.of(Bench.BUCKET)));
    assertTrue(bench.view().id().incarnation() > first);
  }
}
