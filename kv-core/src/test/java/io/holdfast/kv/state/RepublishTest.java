package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Republish;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.watch.Republication;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a bucket tells of its writes. */
class RepublishTest {
  private static final Republish RULE = new Republish(">", "out.>", false);

  private final List<String> told = new ArrayList<>();

  @Test
  void shouldTellEachWriteOnceItCanBeRead() {
    Bench bench = bench(RULE);

    bench.apply(
        List.of(
            Command.Write.of(Bench.BUCKET, Operation.Put.of("a", Bytes.utf8("1"))),
            Command.Write.of(Bench.BUCKET, Operation.Put.of("b", Bytes.utf8("2"))),
            Command.Write.of(Bench.BUCKET, Operation.Put.of("a", Bytes.utf8("3")))));
    bench.delete("b");

    assertEquals(
        List.of("a@1 after 0 at 3", "b@2 after 0 at 3", "a@3 after 1 at 3", "b@4 after 2 at 4"),
        told);
  }

  @Test
  void shouldTellTheMarkersOfExpiry() {
    Bench bench = bench(config(RULE).limitMarkerTtl(Duration.ofSeconds(9)));
    bench.lease("l", Duration.ofSeconds(10));

    bench.tick(Duration.ofSeconds(10));

    assertEquals(List.of("l@1 after 0 at 1", "l@2 after 1 at 2"), told);
  }

  @Test
  void shouldTellUnderTheRuleOfItsTime() {
    Bench bench = bench(config(null));
    bench.put("a", "1");

    bench.apply(new Command.UpdateBucket(config(RULE).build()));
    bench.put("a", "2");
    bench.apply(new Command.UpdateBucket(config(null).build()));
    bench.put("a", "3");

    assertEquals(List.of("a@2 after 1 at 2"), told);
  }

  @Test
  void shouldGoOnAfterOneWhoFails() {
    Bench bench = bench(RULE);
    bench.machine.view().addListener(any -> failing());
    bench.machine.view().addListener(any -> told.add("second"));

    bench.put("a", "1");

    assertEquals(List.of("a@1 after 0 at 1", "second"), told);
  }

  @Test
  void shouldKeepItsRuleInSnapshotsAndTellNothingOfTheirContents() throws IOException {
    Bench bench = bench(RULE);
    bench.put("a", "1");
    var snapshot = new ByteArrayOutputStream();
    bench.machine.capture().writeTo(snapshot);
    told.clear();

    Bench other = bench(config(null));
    other.machine.restore(new ByteArrayInputStream(snapshot.toByteArray()));

    assertEquals(List.of(), told);
    assertEquals(RULE, other.view().config().republish());
    other.put("a", "2");
    assertEquals(List.of("a@2 after 1 at 2"), told);
  }

  private Bench bench(Republish rule) {
    return bench(config(rule));
  }

  private Bench bench(BucketConfig.Builder config) {
    Bench bench = Bench.with(config);
    bench.machine.view().addListener(republication -> tell(bench, republication));
    return bench;
  }

  private void tell(Bench bench, Republication republication) {
    told.add(
        republication.entry().key()
            + "@"
            + republication.entry().revision()
            + " after "
            + republication.previousRevision()
            + " at "
            + bench.view().lastRevision());
  }

  private static void failing() {
    throw new IllegalStateException("a listener that fails");
  }

  private static BucketConfig.Builder config(@Nullable Republish rule) {
    return BucketConfig.builder(Bench.BUCKET).republish(rule);
  }
}
