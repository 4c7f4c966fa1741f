package io.holdfast.kv.state;

import static io.holdfast.kv.state.Bench.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.command.Refusal.Code;
import io.holdfast.kv.watch.StateUsage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a full state refuses, and what it lets pass so that it can be emptied and locks go on. */
class QuotaTest {
  private static final Ttl SOON = Ttl.of(Duration.ofSeconds(30));

  private final Bench bench = Bench.plain();

  @Test
  void shouldRefuseGrowthAndSayHowMuchWasAskedFor() {
    long empty = bench.machine.usedBytes();
    long entry = StateUsage.ENTRY_BYTES + 2;
    quota(empty + 2 * entry);
    bench.put("a", "1");
    bench.put("b", "1");

    Refusal refusal = Bench.refusal(put("c", "1"));

    assertEquals(
        new Refusal(Code.QUOTA_EXCEEDED, "c", -1, empty + 2 * entry, empty + 3 * entry), refusal);
    assertRefused(Code.QUOTA_EXCEEDED, put("a", "longer"));
    assertEquals(empty + 2 * entry, bench.machine.usedBytes());
    assertEquals(
        new StateUsage(empty + 2 * entry, empty + 2 * entry), bench.machine.view().usage());
  }

  @Test
  void shouldEmptyAFullState() {
    bench.put("a", "1");
    bench.put("b", "1");
    bench.put("c", "long value");
    fill();

    bench.delete("a");
    bench.purge("b");
    bench.put("c", "short");
    assertRefused(Code.QUOTA_EXCEEDED, put("d", "1".repeat(40)));
    bench.apply(new Command.PurgeEntries(Bench.BUCKET, "*", Long.MAX_VALUE, 0));
    bench.put("d", "1".repeat(40));
  }

  @Test
  void shouldDeleteInAFullStateThoughTheHistoryStays() {
    var deep = Bench.with(BucketConfig.builder(Bench.BUCKET).history(5));
    deep.put("a", "1");
    deep.apply(new Command.SetQuota(deep.machine.usedBytes()));

    deep.delete("a");

    assertTrue(deep.latest("a").isMarker());
    assertRefused(
        Code.QUOTA_EXCEEDED,
        deep.write(List.of(), MessageId.NONE, Operation.Put.of("a", Bytes.EMPTY)));
    deep.purge("a");
  }

  @Test
  void shouldTakeAsMuchAgainAsExpired() {
    bench.lease("l", Duration.ofSeconds(1));
    fill();
    assertRefused(Code.QUOTA_EXCEEDED, put("a", ""));

    bench.tick(Duration.ofSeconds(2));

    bench.put("a", "");
  }

  @Test
  void shouldRenewLeasesInAFullStateThoughTheirCounterGetsLonger() {
    bench.written(renewal(9));
    fill();

    for (int i = 10; i <= 1_000; i++) {
      bench.written(renewal(i));
    }
  }

  @Test
  void shouldNotLetRenewalsGrowInAFullStateBeyondTheirNumbers() {
    bench.written(renewal(9));
    fill();

    assertRefused(Code.QUOTA_EXCEEDED, write(lease("Lease-Renewal", "9", "x")));
    assertRefused(Code.QUOTA_EXCEEDED, write(lease("Lease-Renewal", "9a", "")));
    assertRefused(Code.QUOTA_EXCEEDED, write(lease("Lease-Renewal", "1".repeat(20), "")));
    assertRefused(Code.QUOTA_EXCEEDED, write(lease("Lease-Renewal1", "9", "")));
    bench.written(lease("Lease-Renewal", "1".repeat(19), ""));
  }

  @Test
  void shouldReleaseALockInAFullState() {
    LeaseRef lease = bench.lease("lease.a", Duration.ofSeconds(5));
    bench.written(record("lock.x", lease));
    fill();

    bench.written(new Operation.Purge("lock.x", Headers.NONE, SOON));
    bench.written(new Operation.Purge("lease.a", Headers.NONE, SOON));

    // An attempt of unknown outcome is sealed by a marker where nothing was.
    bench.written(new Operation.Purge("queue.x.a.1", Headers.NONE, SOON));
  }

  @Test
  void shouldHandALockOverInAFullState() {
    LeaseRef first = bench.lease("lease.a", Duration.ofSeconds(5));
    LeaseRef second = bench.lease("lease.b", Duration.ofSeconds(5));
    LeaseRef third = bench.lease("lease.c", Duration.ofSeconds(5));
    long held = bench.written(Operation.Put.of("lock.x", Bytes.EMPTY).ownedBy(first));
    bench.written(record("queue.x.b.1", second));
    bench.written(record("queue.x.c.1", third));
    fill();

    assertRefused(Code.QUOTA_EXCEEDED, write(record("queue.x.a.2", first)));
    var handOver =
        bench.write(
            List.of(new Condition.KeyAt("lock.x", held)),
            MessageId.NONE,
            record("lock.x", second),
            granted("queue.x.b.1"));
    assertInstanceOf(Outcome.Written.class, handOver);

    bench.purge("lock.x");
    bench.apply(new Command.PurgeEntries(Bench.BUCKET, "lock.x", Long.MAX_VALUE, 0));
    fill();
    var takenAsFirst =
        bench.write(
            List.of(new Condition.KeyAbsent("lock.x")),
            MessageId.NONE,
            record("lock.x", third),
            granted("queue.x.c.1"));
    assertInstanceOf(Outcome.Written.class, takenAsFirst);
  }

  @Test
  void shouldRefuseMarkersThatWouldStayWhereNothingWas() {
    bench.put("a", "1");
    fill();

    assertRefused(Code.QUOTA_EXCEEDED, write(Operation.Delete.of("never.written")));
    assertRefused(
        Code.QUOTA_EXCEEDED,
        bench.write(
            List.of(),
            MessageId.NONE,
            Operation.Delete.of("a"),
            Operation.Put.of("b", Bytes.utf8("1"))));
    bench.delete("a");
    bench.delete("a");
  }

  @Test
  void shouldRefuseNewMarkersThatStayForLong() {
    fill();

    assertRefused(Code.QUOTA_EXCEEDED, write(purge("a", Duration.ofSeconds(61), "")));
    bench.written(purge("a", Duration.ofSeconds(60), ""));
  }

  @Test
  void shouldRefuseNewMarkersThatAnotherFollowsForLong() {
    var settings = BucketConfig.builder(Bench.BUCKET).limitMarkerTtl(Duration.ofSeconds(31));
    var marking = Bench.with(settings);
    marking.apply(new Command.SetQuota(marking.machine.usedBytes()));

    assertRefused(
        Code.QUOTA_EXCEEDED,
        marking.write(List.of(), MessageId.NONE, new Operation.Delete("a", Headers.NONE, SOON)));
    marking.written(new Operation.Purge("a", Headers.NONE, SOON));
  }

  @Test
  void shouldRefuseMarkersThatCarryMuch() {
    bench.put("live", "1");
    fill();

    assertRefused(Code.QUOTA_EXCEEDED, write(purge("a", Duration.ofSeconds(1), "v".repeat(300))));
    assertRefused(Code.QUOTA_EXCEEDED, write(purge("live", Duration.ofDays(1), "v".repeat(600))));
    bench.written(purge("live", Duration.ofSeconds(1), "v".repeat(200)));
  }

  @Test
  void shouldRefuseMarkersOverMarkersThatPileUp() {
    var deep = Bench.with(BucketConfig.builder(Bench.BUCKET).history(64));
    deep.put("a", "1");
    deep.apply(new Command.SetQuota(deep.machine.usedBytes()));
    deep.delete("a");

    assertRefused(
        Code.QUOTA_EXCEEDED, deep.write(List.of(), MessageId.NONE, Operation.Delete.of("a")));
  }

  @Test
  void shouldCountOnceWhatARollUpOfTheBucketFrees() {
    bench.put("a", "1".repeat(100));
    bench.put("b", "1".repeat(100));
    fill();
    var all = new Operation.Put("a", Bytes.EMPTY, Headers.NONE, Ttl.NONE, null, Rollup.BUCKET);
    var much = Operation.Put.of("b", Bytes.utf8("1".repeat(440)));

    assertRefused(Code.QUOTA_EXCEEDED, bench.write(List.of(), MessageId.NONE, all, much));
    assertRefused(Code.QUOTA_EXCEEDED, bench.write(List.of(), MessageId.NONE, much, all));
    bench.written(all, Operation.Put.of("b", Bytes.utf8("1".repeat(190))));
  }

  @Test
  void shouldCountWhatIsRememberedOfRequests() {
    long empty = bench.machine.usedBytes();
    bench.write(List.of(), new MessageId.Foreign("id"), Operation.Put.of("a", Bytes.EMPTY));
    long foreign = empty + StateUsage.ENTRY_BYTES + 1 + StateUsage.ID_BYTES + 2;
    assertEquals(foreign, bench.machine.usedBytes());
    bench.write(List.of(), new MessageId.Request("client", 1, 0), Operation.Delete.of("a"));
    long client = foreign + StateUsage.CLIENT_BYTES + 6 + StateUsage.ANSWER_BYTES;
    assertEquals(client, bench.machine.usedBytes());
    assertEquals(client, bench.machine.view().usage().bytes());

    fill();
    assertRefused(Code.QUOTA_EXCEEDED, put("b", ""));
    bench.tick(Duration.ofMinutes(3));
    assertEquals(empty + StateUsage.ENTRY_BYTES + 1, bench.machine.usedBytes());
    bench.put("b", "");
  }

  @Test
  void shouldRefuseIdsThatAreRememberedForLongInAFullState() {
    var window = BucketConfig.builder(Bench.BUCKET).duplicateWindow(Duration.ofHours(1));
    var patient = Bench.with(window);
    patient.put("a", "1");
    patient.apply(new Command.SetQuota(patient.machine.usedBytes()));
    bench.put("a", "1");
    fill();
    var id = new MessageId.Foreign("i".repeat(1000));

    assertRefused(Code.QUOTA_EXCEEDED, patient.write(List.of(), id, Operation.Delete.of("a")));
    assertInstanceOf(Outcome.Written.class, bench.write(List.of(), id, Operation.Delete.of("a")));
  }

  @Test
  void shouldRefuseNewBucketsAndLongerConfigurations() {
    fill();
    assertRefused(
        Code.QUOTA_EXCEEDED, bench.apply(new Command.CreateBucket(BucketConfig.of("other"))));
    var longer = BucketConfig.builder(Bench.BUCKET).description("longer");
    assertRefused(Code.QUOTA_EXCEEDED, bench.apply(new Command.UpdateBucket(longer.build())));
    assertInstanceOf(
        Outcome.BucketReady.class,
        bench.apply(new Command.UpdateBucket(BucketConfig.of(Bench.BUCKET))));

    bench.apply(new Command.DeleteBucket(Bench.BUCKET));

    assertEquals(0, bench.machine.usedBytes());
    bench.apply(new Command.CreateBucket(BucketConfig.of("other")));
  }

  @Test
  void shouldKeepWhatIsThereWhenTheQuotaIsLowered() {
    bench.put("a", "1");
    long before = bench.machine.usedBytes();

    assertEquals(new Outcome.QuotaSet(1), bench.apply(new Command.SetQuota(1)));

    assertEquals(before, bench.machine.usedBytes());
    bench.put("a", "2");
    assertRefused(Code.QUOTA_EXCEEDED, put("a", "22"));
    bench.apply(new Command.SetQuota(StateUsage.NO_QUOTA));
    bench.put("a", "22");
  }

  @Test
  void shouldCountAsMuchAfterASnapshot() throws IOException {
    bench.put("a", "1");
    quota(99_999);
    var bytes = new ByteArrayOutputStream();
    bench.machine.capture().writeTo(bytes);
    bench.put("b", "1");
    bench.apply(new Command.CreateBucket(BucketConfig.of("other")));
    quota(1);

    bench.machine.restore(new ByteArrayInputStream(bytes.toByteArray()));
    var other = new StateMachine();
    other.restore(new ByteArrayInputStream(bytes.toByteArray()));

    assertEquals(other.view().usage(), bench.machine.view().usage());
    assertEquals(99_999, other.view().usage().quota());
    assertEquals(other.view().usage().bytes(), other.usedBytes());
    assertEquals(other.usedBytes(), bench.machine.usedBytes());
  }

  private void fill() {
    quota(bench.machine.usedBytes());
  }

  private void quota(long bytes) {
    bench.apply(new Command.SetQuota(bytes));
  }

  private Outcome put(String key, String value) {
    return write(Operation.Put.of(key, Bytes.utf8(value)));
  }

  private Outcome write(Operation operation) {
    return bench.write(List.of(), MessageId.NONE, operation);
  }

  private static Operation renewal(int number) {
    return lease("Lease-Renewal", Integer.toString(number), "");
  }

  private static Operation lease(String name, String value, String label) {
    var ttl = Ttl.of(Duration.ofSeconds(5));
    return new Operation.Put(
        "lease.x", Bytes.utf8(label), Headers.of(name, value), ttl, null, Rollup.NONE);
  }

  private static Operation purge(String key, Duration ttl, String header) {
    return new Operation.Purge(key, Headers.of("Some-Name", header), Ttl.of(ttl));
  }

  private static Operation record(String key, LeaseRef owner) {
    var headers = Headers.of("Lock-Attempt", "some id", "Lock-Owner", "some label");
    return new Operation.Put(key, Bytes.utf8("value"), headers, Ttl.NONE, owner, Rollup.NONE);
  }

  private static Operation granted(String ticket) {
    return new Operation.Delete(ticket, Headers.of("Lock-Granted", "1"), SOON);
  }
}
