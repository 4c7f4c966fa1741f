package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Entry;
import io.holdfast.kv.FencingToken;
import io.holdfast.kv.Headers;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Listing;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Transaction.Result;
import io.holdfast.kv.Ttl;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** Conditions and operations that are one write; skipped where the store has no transactions. */
public interface TransactionsContract extends StoreAccess {
  @Test
  default void shouldCommitAllOperationsAtConsecutiveRevisions() {
    assumeTransactions();
    put("old", "1");

    var committed =
        committed(
            Transaction.always()
                .then(Operation.Put.of("a", Bytes.utf8("1")))
                .then(Operation.Put.of("b", Bytes.utf8("2")))
                .then(Operation.Delete.of("old"))
                .then(Operation.Put.of("a", Bytes.utf8("3"))));

    assertEquals(2, committed.firstRevision());
    assertEquals(List.of("a=1@2", "a=3@5"), history(bucket(), "a"));
    assertEquals("2", text("b"));
    assertEquals("-", text("old"));
    assertEquals(
        new FencingToken(await(bucket().statusAsync()).incarnation(), 3), committed.token(1));
  }

  @Test
  default void shouldChangeNothingWhenAConditionFails() {
    assumeTransactions();
    long revision = put("a", "1");

    Result result =
        commit(
            Transaction.when(new Condition.KeyAt("a", revision))
                .and(new Condition.KeyAbsent("a"))
                .then(Operation.Put.of("b", Bytes.utf8("1")))
                .then(Operation.Purge.of("a")));

    assertEquals(new Result.Refused(1, revision), result);
    assertEquals("1", text("a"));
    assertEquals("-", text("b"));
    assertEquals(revision, await(bucket().statusAsync()).lastRevision());
  }

  @Test
  default void shouldCheckConditionsAgainstTheStateBeforeTheWrite() {
    assumeTransactions();

    committed(
        Transaction.when(new Condition.KeyAbsent("a"))
            .and(new Condition.KeyAbsent("b"))
            .then(Operation.Put.of("a", Bytes.utf8("1")))
            .then(Operation.Put.of("b", Bytes.utf8("1"))));
  }

  @Test
  default void shouldTellWhetherAKeyIsAtARevision() {
    assumeTransactions();
    long first = put("a", "1");
    long marker = await(bucket().deleteAsync("a"));

    assertFails(new Condition.KeyAt("a", first), marker);
    assertFails(new Condition.KeyAt("missing", 1), 0);
    assertHolds(new Condition.KeyAt("a", marker));
  }

  @Test
  default void shouldTellWhetherAKeyIsLiveOrHasLeftATrace() {
    assumeTransactions();
    long live = put("live", "1");
    put("dead", "1");
    long marker = await(bucket().deleteAsync("dead"));

    assertFails(new Condition.KeyAbsent("live"), live);
    assertFails(new Condition.KeyUntraced("live"), live);
    assertFails(new Condition.KeyUntraced("dead"), marker);
    assertHolds(new Condition.KeyAbsent("dead"));
    assertHolds(new Condition.KeyAbsent("missing"));
    assertHolds(new Condition.KeyUntraced("missing"));
  }

  @Test
  default void shouldTellWhetherAKeyIsLive() {
    assumeTransactions();
    put("live", "1");
    put("dead", "1");
    long marker = await(bucket().deleteAsync("dead"));

    assertHolds(new Condition.KeyLive("live"));
    assertFails(new Condition.KeyLive("dead"), marker);
    assertFails(new Condition.KeyLive("missing"), 0);
  }

  @Test
  default void shouldHandAKeyToTheOldestOwnedEntryThatWaits() {
    assumeTransactions();
    long birth = put("lease", "1");
    var owner = new LeaseRef("lease", birth);
    put("lock", "held");
    put("q.0", "nobody's");
    committed(Transaction.always().then(ticket("q.2", "first", owner)));
    committed(Transaction.always().then(ticket("q.1", "second", owner)));
    var marker = Headers.of("Granted", "1");
    var handOver = new Operation.HandOver("lock", "q.", marker, Ttl.NONE, Ttl.NONE);

    Result.Committed first = committed(Transaction.always().then(handOver));
    assertEquals(2, first.revisions());
    Entry given = await(bucket().getAsync("lock")).orElseThrow();
    assertEquals("first", given.value().utf8());
    assertEquals("w", given.headers().first("Who").orElseThrow());
    assertEquals(owner, given.owner().orElseThrow());
    assertEquals(first.firstRevision(), given.revision());
    assertEquals("-", text("q.2"));
    Entry removed =
        await(bucket().getRevisionAsync("q.2", first.firstRevision() + 1)).orElseThrow();
    assertEquals(Optional.of("1"), removed.headers().first("Granted"));

    assertEquals(2, committed(Transaction.always().then(handOver)).revisions());
    assertEquals("second", text("lock"));
    assertEquals(1, committed(Transaction.always().then(handOver)).revisions(), "nobody waits");
    assertEquals("-", text("lock"));
    assertEquals("nobody's", text("q.0"));
  }

  @Test
  default void shouldHandNothingToALeaseThatHasEnded() {
    assumeTransactions();
    var ended = new LeaseRef("ended", put("ended", "1"));
    var alive = new LeaseRef("alive", put("alive", "1"));
    put("lock", "held");
    committed(Transaction.always().then(ticket("q.1", "of the dead", ended)));
    committed(Transaction.always().then(ticket("q.2", "of the living", alive)));
    await(bucket().deleteAsync("ended"));
    var handOver = new Operation.HandOver("lock", "q.", Headers.NONE, Ttl.NONE, Ttl.NONE);

    assertEquals(2, committed(Transaction.always().then(handOver)).revisions());
    assertEquals("of the living", text("lock"));
    await(bucket().deleteAsync("alive"));
    assertEquals("-", text("lock"), "the lock outlived the lease it was given to");
  }

  private static Operation.Put ticket(String key, String value, LeaseRef owner) {
    return new Operation.Put(
        key, Bytes.utf8(value), Headers.of("Who", "w"), Ttl.NONE, owner, Operation.Rollup.NONE);
  }

  @Test
  default void shouldRefuseAHandOverThatIsNotTheLast() {
    assumeTransactions();
    var handOver = new Operation.HandOver("lock", "q.", Headers.NONE, Ttl.NONE, Ttl.NONE);
    var transaction = Transaction.always().then(handOver).then(Operation.Delete.of("a")).build();

    assertThrows(InvalidArgumentException.class, () -> await(bucket().commitAsync(transaction)));
  }

  @Test
  default void shouldTellTheOldestAndNewestLiveEntryUnderAPrefix() {
    assumeTransactions();
    put("q.3", "1");
    long oldest = put("q.1", "1");
    long newest = put("q.2", "1");
    put("other", "1");
    await(bucket().deleteAsync("q.3"));

    assertFails(new Condition.OldestUnder("q.", newest), oldest);
    assertFails(new Condition.NewestUnder("q.", oldest), newest);
    assertFails(new Condition.OldestUnder("q.", 0), oldest);
    assertHolds(new Condition.OldestUnder("q.", oldest));
    assertHolds(new Condition.NewestUnder("q.", newest));
    assertHolds(new Condition.OldestUnder("none.", 0));
    assertHolds(new Condition.NewestUnder("none.", 0));
  }

  @Test
  default void shouldTellTheNewestEntryThatMatchesMarkersIncluded() {
    assumeTransactions();
    long first = put("q.a.x", "1");
    put("q.b", "1");
    put("q.c.x", "1");
    long marker = await(bucket().deleteAsync("q.c.x"));

    assertFails(new Condition.NewestMatching("q.*.x", first), marker);
    assertHolds(new Condition.NewestMatching("q.*.x", marker));
    assertHolds(new Condition.NewestMatching("none.>", 0));
  }

  @Test
  default void shouldTellTheLastRevisionOfTheBucket() {
    assumeTransactions();
    put("a", "1");
    long last = put("b", "1");

    assertFails(new Condition.BucketAt(last - 1), last);
    assertHolds(new Condition.BucketAt(last));
  }

  @Test
  default void shouldRemoveTheOlderEntriesOfAKeyOnARollup() {
    assumeTransactions();
    put("a", "1");
    put("a", "2");
    put("b", "1");

    committed(Transaction.always().then(rollup("a", Operation.Rollup.KEY)));

    assertEquals(List.of("a=rolled up@4"), history(bucket(), "a"));
    assertEquals(List.of("b=1@3"), history(bucket(), "b"));
  }

  @Test
  default void shouldTakeAsManyOperationsAsAreAllowed() {
    assumeTransactions();
    var operations = new ArrayList<Operation>();
    for (int i = 0; i < Transaction.MAX_OPERATIONS; i++) {
      operations.add(Operation.Put.of("k" + i, Bytes.utf8("v" + i)));
    }

    await(bucket().commitAsync(new Transaction(List.of(), operations)));

    assertEquals(Transaction.MAX_OPERATIONS, await(bucket().keysAsync()).items().size());
  }

  @Test
  default void shouldRefuseTransactionsThatNameWhatCannotBe() {
    assumeTransactions();
    var put = Operation.Put.of("a", Bytes.EMPTY);

    refused(
        InvalidArgumentException.class,
        () -> committing(Transaction.always().then(Operation.Put.of("a b", Bytes.EMPTY))));
    refused(
        InvalidArgumentException.class,
        () -> committing(Transaction.when(new Condition.KeyAbsent("*")).then(put)));
    refused(
        InvalidArgumentException.class,
        () -> committing(Transaction.when(new Condition.KeyAt("a", 0)).then(put)));
    refused(
        InvalidArgumentException.class,
        () -> committing(Transaction.when(new Condition.NewestMatching("a..b", 0)).then(put)));
    assertEquals(0, await(bucket().statusAsync()).lastRevision());
  }

  @Test
  default void shouldLetExactlyOneOfManyTransactionsWin() {
    assumeTransactions();
    var attempts = new ArrayList<CompletionStage<Result>>();
    for (int i = 0; i < 32; i++) {
      attempts.add(
          committing(
              Transaction.when(new Condition.KeyAbsent("lock"))
                  .then(Operation.Put.of("lock", Bytes.utf8("holder " + i)))
                  .then(Operation.Put.of("log." + i, Bytes.EMPTY))));
    }

    long winners =
        attempts.stream().map(this::await).filter(Result.Committed.class::isInstance).count();

    assertEquals(1, winners);
    assertEquals(1, await(bucket().keysAsync("log.>")).items().size());
  }

  /** Looks come while transactions are applied, where the store applies them beside its callers. */
  @Test
  default void shouldShowNoPartOfATransactionInAList() {
    assumeTransactions();
    var commits = new ArrayList<CompletionStage<Result>>();
    var looks = new ArrayList<CompletionStage<Listing<Entry>>>();
    for (int i = 0; i < 500; i++) {
      commits.add(committing(both(i)));
      looks.add(bucket().entriesAsync("left", "right"));
      looks.add(bucket().entriesAsync());
    }
    commits.forEach(this::await);

    for (var look : looks) {
      Listing<Entry> seen = await(look);
      assertEquals(0, seen.revision() % 2, "a list between two operations of a transaction");
      assertTrue(
          seen.items().stream().map(Entry::value).distinct().count() <= 1,
          () -> "values of two transactions: " + seen);
    }
  }

  private static Transaction.Builder both(int number) {
    var value = Bytes.utf8(Integer.toString(number));
    return Transaction.always()
        .then(Operation.Put.of("left", value))
        .then(Operation.Put.of("right", value));
  }

  private void assumeTransactions() {
    assumeTrue(store().capabilities().transactions(), "the store has no transactions");
  }

  private void assertHolds(Condition condition) {
    committed(Transaction.when(condition).then(Operation.Purge.of("probe.of.condition")));
    await(bucket().getAsync("probe.of.condition"));
  }

  private void assertFails(Condition condition, long actualRevision) {
    Result result = commit(Transaction.when(condition).then(Operation.Purge.of("probe")));
    assertEquals(new Result.Refused(0, actualRevision), result, condition.toString());
  }

  private Result.Committed committed(Transaction.Builder transaction) {
    return assertInstanceOf(Result.Committed.class, commit(transaction));
  }

  private Result commit(Transaction.Builder transaction) {
    return await(committing(transaction));
  }

  private CompletionStage<Result> committing(Transaction.Builder transaction) {
    return bucket().commitAsync(transaction.build());
  }

  private static Operation.Put rollup(String key, Operation.Rollup rollup) {
    return new Operation.Put(key, Bytes.utf8("rolled up"), Headers.NONE, Ttl.NONE, null, rollup);
  }
}
