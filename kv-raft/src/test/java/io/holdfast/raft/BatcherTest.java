package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // each test asks for the answers it is about
class BatcherTest {
  private static final BatchLimits SMALL = new BatchLimits(3, 1 << 20, 1, 4, 1 << 20, 2, 1 << 20);

  private final List<Batch> sealed = new ArrayList<>();
  private boolean roomToGrow = true;
  private final Batcher batcher = new Batcher(SMALL, () -> roomToGrow, sealed::add);

  @Test
  void shouldSealALoneCommandAtOnce() {
    batcher.lead(1);

    batcher.submit(put("a"));

    assertEquals(List.of(List.of("a")), keys());
  }

  @Test
  void shouldFillTheNextBatchWhileOneIsMadeDurable() {
    batcher.lead(1);
    submit("a", "b", "c");
    assertEquals(List.of(List.of("a")), keys());

    batcher.committed(sealed.get(0));

    assertEquals(List.of(List.of("a"), List.of("b", "c")), keys());
  }

  @Test
  void shouldSplitWhatIsTooMuchForOneBatch() {
    batcher.lead(1);
    submit("a", "b", "c", "d");
    var tick = new Command.AdvanceTime(1);
    batcher.submit(tick);
    batcher.committed(sealed.get(0));

    batcher.committed(sealed.get(1));

    assertEquals(List.of("b", "c", "d"), keys().get(1));
    assertEquals(List.of(tick), sealed.get(2).commands());
  }

  @Test
  void shouldPutTheTickBehindEverythingInItsBatch() {
    batcher.lead(1);
    batcher.submit(put("first"));
    batcher.submitLast(new Command.AdvanceTime(1));
    batcher.submitLast(new Command.AdvanceTime(1));
    batcher.submit(put("renewal"));

    batcher.committed(sealed.get(0));

    assertEquals(List.of(put("renewal"), new Command.AdvanceTime(1)), sealed.get(1).commands());
  }

  @Test
  void shouldAnswerEachCommandWithItsOwnOutcome() {
    batcher.lead(1);
    var first = batcher.submit(put("a"));
    Outcome written = new Outcome.Written(1, 7, 1, false);

    batcher.applied(sealed.get(0), List.of(written));

    assertSame(written, first.join());
  }

  @Test
  void shouldRefuseBeyondTheBoundAndKeepALaneForRenewalsAndReleases() {
    batcher.lead(1);
    submit("a", "b", "c", "d");

    assertInstanceOf(OverloadedException.class, failure(batcher.submit(put("e"))));

    assertFalse(batcher.submit(renewal("lease")).isDone());
    assertFalse(batcher.submit(Command.Write.of("bucket", Operation.Delete.of("lock"))).isDone());
    assertInstanceOf(OverloadedException.class, failure(batcher.submit(renewal("other"))));
  }

  @Test
  void shouldTakeCommandsAgainOnceSomeAreAnswered() {
    batcher.lead(1);
    submit("a", "b", "c", "d");

    batcher.applied(sealed.get(0), List.of(new Outcome.Removed(0)));

    assertFalse(batcher.submit(put("e")).isDone());
  }

  @Test
  void shouldRefuseWhenThisNodeDoesNotLead() {
    assertInstanceOf(UnavailableException.class, failure(batcher.submit(put("a"))));
  }

  @Test
  void shouldRefuseGrowthOnlyWhenTheLogHasNoRoomAhead() {
    batcher.lead(1);
    roomToGrow = false;

    assertInstanceOf(UnavailableException.class, failure(batcher.submit(put("a"))));
    assertFalse(batcher.submit(renewal("lease")).isDone());
  }

  @Test
  void shouldCallWhatWasHandedOverUnknownAndTheRestUnwritten() {
    batcher.lead(1);
    var handedOver = batcher.submit(put("a"));
    var waiting = batcher.submit(put("b"));

    batcher.stop(new UnavailableException("the disk failed")).run();

    assertInstanceOf(IndeterminateException.class, failure(handedOver));
    assertInstanceOf(UnavailableException.class, failure(waiting));
    assertTrue(failure(batcher.submit(put("c"))).toString().contains("the disk failed"));
  }

  @Test
  void shouldGiveEachCallerAnExceptionOfItsOwn() {
    batcher.lead(1);
    batcher.submit(put("a"));
    var second = batcher.submit(put("b"));
    var third = batcher.submit(put("c"));
    batcher.committed(sealed.get(0));
    batcher.applied(sealed.get(0), List.of(new Outcome.Removed(0)));
    var fourth = batcher.submit(put("d"));
    var fifth = batcher.submit(renewal("e"));

    batcher.stop(new UnavailableException("the disk failed")).run();

    assertNotSame(failure(second), failure(third), "waiting adds traces to an exception");
    assertNotSame(failure(fourth), failure(fifth), "waiting adds traces to an exception");
  }

  @Test
  void shouldNotAcknowledgeAfterAStop() {
    batcher.lead(1);
    var handedOver = batcher.submit(put("a"));
    batcher.stop(new UnavailableException("the disk failed")).run();

    batcher.applied(sealed.get(0), List.of(new Outcome.Removed(0)));

    assertInstanceOf(IndeterminateException.class, failure(handedOver));
  }

  @Test
  void shouldRefuseWhilePausedAndGoOnAfterwards() {
    batcher.lead(1);
    var waitsForSpace = batcher.submit(put("a"));
    batcher.pause(new UnavailableException("the disk is full"));

    assertInstanceOf(IndeterminateException.class, failure(waitsForSpace));
    assertInstanceOf(UnavailableException.class, failure(batcher.submit(put("b"))));

    batcher.resume();
    batcher.committed(sealed.get(0));
    assertFalse(batcher.submit(put("c")).isDone());
    assertEquals(List.of(List.of("a"), List.of("c")), keys());
  }

  @Test
  void shouldGoOnAfterARejectedBatch() {
    batcher.lead(1);
    var rejected = batcher.submit(put("a"));
    batcher.submit(put("b"));

    batcher.failed(sealed.get(0), () -> new UnavailableException("queue full"));

    assertInstanceOf(UnavailableException.class, failure(rejected));
    assertEquals(List.of(List.of("a"), List.of("b")), keys());
  }

  @Test
  void shouldAnswerABatchThatItsOutletChokesOnAndGoOn() {
    var given = new ArrayList<Batch>();
    var choking =
        new Batcher(
            SMALL,
            () -> true,
            batch -> {
              given.add(batch);
              if (given.size() == 1) {
                throw new OutOfMemoryError("planted");
              }
            });
    choking.lead(1);

    var first = choking.submit(put("a"));
    var second = choking.submit(put("b"));

    assertInstanceOf(IndeterminateException.class, failure(first));
    assertFalse(second.isDone());
    assertEquals(2, given.size());
    assertEquals(1, choking.waiting());
  }

  @Test
  void shouldReturnFromDrainAtOnceWhenNothingIsUnderWay() throws InterruptedException {
    batcher.lead(1);
    batcher.submit(put("a"));
    batcher.applied(sealed.get(0), List.of(new Outcome.Removed(0)));

    batcher.drain(new UnavailableException("closed"), Duration.ofDays(1));

    assertInstanceOf(UnavailableException.class, failure(batcher.submit(put("b"))));
  }

  @Test
  void shouldRefuseLimitsThatCouldFillTheQueueOfTheEngine() {
    assertThrows(InvalidArgumentException.class, () -> new BatchLimits(1, 1, 65, 1, 1, 0, 0));
  }

  private void submit(String... keys) {
    for (String key : keys) {
      batcher.submit(put(key));
    }
  }

  private static Command put(String key) {
    return Command.Write.of("bucket", Operation.Put.of(key, Bytes.utf8("value")));
  }

  private static Command renewal(String key) {
    var put = Operation.Put.of(key, Bytes.EMPTY).withTtl(Ttl.of(Duration.ofSeconds(10)));
    return Command.Write.of("bucket", put, new Condition.KeyAt(key, 1));
  }

  private List<List<String>> keys() {
    return sealed.stream()
        .map(
            batch ->
                batch.commands().stream()
                    .map(
                        command ->
                            command instanceof Command.Write write
                                ? write.operations()
                                : Collections.<Operation>emptyList())
                    .flatMap(List::stream)
                    .map(Operation::key)
                    .toList())
        .toList();
  }

  private static Throwable failure(CompletableFuture<?> answer) {
    assertTrue(answer.isDone(), "still without an answer");
    var thrown = assertThrows(CompletionException.class, answer::join);
    return Objects.requireNonNull(thrown.getCause());
  }
}
