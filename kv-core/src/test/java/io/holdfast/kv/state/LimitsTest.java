package io.holdfast.kv.state;

import static io.holdfast.kv.state.Bench.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketConfig.StreamFlags;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.StorageKind;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.command.Refusal;
import io.holdfast.kv.command.Refusal.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a bucket's configuration refuses, removes and lets pass. */
class LimitsTest {
  private static final StreamFlags OPEN = new StreamFlags(true, false, false, true, true, true);
  private static final StreamFlags DROPPING =
      new StreamFlags(true, false, false, true, true, false);
  private static final StreamFlags STRICT = new StreamFlags(true, true, true, false, true, true);

  @Test
  void shouldCountHeadersTowardsTheValueSize() {
    var bench = Bench.with(config().maxValueBytes(30));
    var headers = Headers.of("Some-Name", "some value of length");
    var put = new Operation.Put("a", Bytes.EMPTY, headers, Ttl.NONE, null, Rollup.NONE);
    Refusal refusal = Bench.refusal(bench.write(List.of(), MessageId.NONE, put));
    assertEquals(Code.VALUE_TOO_LARGE, refusal.code());
    assertEquals(headers.block().length(), refusal.actual());
  }

  @Test
  void shouldRefuseWhatDoesNotFitButAlwaysAllowToMakeRoom() {
    var bench = Bench.with(config().maxBytes(20));
    bench.put("a", "123456789");
    bench.put("b", "123456789");
    assertRefused(Code.BUCKET_FULL, put(bench, "c", "1"));
    assertRefused(Code.BUCKET_FULL, put(bench, "a", "1234567890"));
    bench.put("a", "987654321");
    bench.delete("b");
    bench.put("c", "1");
  }

  @Test
  void shouldHandOverWhatSmallerLimitsSetMeanwhileWouldRefuse() {
    var bench = Bench.with(config());
    var lease = bench.lease("l.x", Duration.ofSeconds(5));
    bench.put("lock", "1");
    bench.putOwned("queue.1", lease);
    bench.apply(new Command.UpdateBucket(config().maxValueBytes(2).maxBytes(10).build()));

    bench.written(new Operation.HandOver("lock", "queue.", Headers.NONE, Ttl.NONE, Ttl.NONE));

    assertEquals(Bytes.utf8("owned"), bench.latest("lock").value());
  }

  @Test
  void shouldAllowTheRenewalOfALeaseInAFullBucket() {
    var bench = Bench.with(config().history(5).maxBytes(20));
    bench.lease("l.x", Duration.ofSeconds(5));
    bench.put("a", "123456789012345");
    var renewal = Operation.Put.of("l.x", Bytes.EMPTY).withTtl(Ttl.of(Duration.ofSeconds(5)));
    assertInstanceOf(Outcome.Written.class, bench.write(List.of(), MessageId.NONE, renewal));
    assertRefused(Code.BUCKET_FULL, put(bench, "a", "1"));
  }

  @Test
  void shouldDropTheOldestWhereTheBucketIsToDropThem() {
    var bench = Bench.with(config().maxBytes(20).flags(DROPPING));
    bench.put("a", "123456789");
    bench.put("b", "123456789");
    bench.put("c", "1");
    assertNull(bench.view().latest("a"));
    assertNotNull(bench.view().latest("b"));
    assertEquals(12, bench.view().status().bytes());
  }

  @Test
  void shouldRollUpAKey() {
    var bench = Bench.with(config().history(5));
    bench.put("a", "1");
    bench.put("b", "1");
    bench.written(rollup("a", Rollup.KEY));
    assertEquals(1, bench.view().history("a").size());
    assertNotNull(bench.view().latest("b"));
  }

  @Test
  void shouldRollUpABucket() {
    var bench = Bench.with(config().history(5));
    bench.put("a", "1");
    bench.put("b", "1");
    bench.written(rollup("a", Rollup.BUCKET));
    assertEquals(1, bench.view().status().entries());
    assertEquals(3, bench.view().status().firstRevision());
  }

  @Test
  void shouldRefuseWhatTheBucketDenies() {
    var bench = Bench.with(config().flags(STRICT));
    bench.put("a", "1");
    assertRefused(
        Code.ROLLUP_DISABLED, bench.write(List.of(), MessageId.NONE, rollup("a", Rollup.KEY)));
    assertRefused(
        Code.ROLLUP_DISABLED, bench.write(List.of(), MessageId.NONE, Operation.Purge.of("a")));
    assertRefused(
        Code.PURGE_DISABLED,
        bench.apply(new Command.PurgeEntries(Bench.BUCKET, ">", Long.MAX_VALUE, 0)));
    assertRefused(Code.DELETE_DISABLED, bench.apply(new Command.RemoveRevision(Bench.BUCKET, 1)));
    assertEquals(1, bench.view().status().entries());
  }

  @Test
  void shouldPurgeBelowARevisionAndKeepTheNewest() {
    var bench = Bench.plain();
    for (String key : List.of("a.1", "a.2", "b", "a.3", "a.4")) {
      bench.put(key, "1");
    }
    assertEquals(
        new Outcome.Removed(1), bench.apply(new Command.PurgeEntries(Bench.BUCKET, "a.*", 2, 0)));
    assertEquals(
        new Outcome.Removed(2),
        bench.apply(new Command.PurgeEntries(Bench.BUCKET, "a.*", Long.MAX_VALUE, 1)));
    assertNotNull(bench.view().latest("a.4"));
    assertNotNull(bench.view().latest("b"));
  }

  @Test
  void shouldTrimAtOnceWhenHistoryIsLowered() {
    var bench = Bench.with(config().history(5));
    for (int i = 0; i < 5; i++) {
      bench.put("a", "v" + i);
    }
    bench.apply(new Command.UpdateBucket(config().history(2).build()));
    assertEquals(2, bench.view().history("a").size());
    assertEquals(2, bench.view().status().config().history());
  }

  @Test
  void shouldRefuseUpdatesThatTakeSomethingBack() {
    var bench = Bench.with(config().flags(STRICT));
    assertForbidden(bench, config().flags(STRICT).storage(StorageKind.MEMORY), "storage");
    assertForbidden(
        bench, config().flags(new StreamFlags(true, true, true, false, false, true)), "perKeyTtl");
    assertForbidden(
        bench, config().flags(new StreamFlags(true, false, true, false, true, true)), "denyDelete");
    assertForbidden(
        bench, config().flags(new StreamFlags(true, true, false, false, true, true)), "denyPurge");
  }

  @Test
  void shouldCreateABucketOnce() {
    var bench = Bench.plain();
    long incarnation = bench.view().id().incarnation();
    assertEquals(
        new Outcome.BucketReady(incarnation, false),
        bench.apply(new Command.CreateBucket(BucketConfig.of(Bench.BUCKET))));
    assertRefused(
        Code.BUCKET_EXISTS, bench.apply(new Command.CreateBucket(config().history(9).build())));
  }

  private static BucketConfig.Builder config() {
    return BucketConfig.builder(Bench.BUCKET).flags(OPEN);
  }

  private static Operation rollup(String key, Rollup rollup) {
    return new Operation.Put(key, Bytes.EMPTY, Headers.NONE, Ttl.NONE, null, rollup);
  }

  private static Outcome put(Bench bench, String key, String value) {
    return bench.write(List.of(), MessageId.NONE, Operation.Put.of(key, Bytes.utf8(value)));
  }

  private static void assertForbidden(Bench bench, BucketConfig.Builder config, String field) {
    Outcome outcome = bench.apply(new Command.UpdateBucket(config.build()));
    assertEquals(Refusal.of(Code.BUCKET_UPDATE_FORBIDDEN, field), Bench.refusal(outcome));
  }
}
