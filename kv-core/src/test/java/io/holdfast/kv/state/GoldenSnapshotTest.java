package io.holdfast.kv.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.watch.StateUsage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Holds snapshots against bytes that were written once and never change. */
class GoldenSnapshotTest {
  private static final String FILE = "/golden/snapshots.txt";

  private static final BucketSource SOURCE =
      new BucketSource(
          "bench", List.of(new BucketSource.Mapping("$KV.bench.>", "$KV.copies.>")), 0, 0);

  @Test
  void shouldReadTheFirstVersionAsAStateWithoutAQuota() throws IOException {
    var machine = new StateMachine();

    machine.restore(new ByteArrayInputStream(golden("v1")));

    assertEquals(StateUsage.NO_QUOTA, machine.view().usage().quota());
    assertEquals(state().machine.hash(), machine.hash());
  }

  @Test
  void shouldReadAndWriteTheBytesOfTheSecondVersion() throws IOException {
    Bench bench = state();
    bench.apply(new Command.SetQuota(1L << 30));
    var written = new ByteArrayOutputStream();
    bench.machine.capture().writeTo(written);
    var machine = new StateMachine();

    machine.restore(new ByteArrayInputStream(golden("v2")));

    assertEquals(bench.machine.hash(), machine.hash());
    assertEquals(bench.machine.view().usage(), machine.view().usage());
    assertEquals(
        HexFormat.of().formatHex(golden("v2")), HexFormat.of().formatHex(written.toByteArray()));
  }

  @Test
  void shouldReadAndWriteTheBytesOfTheThirdVersion() throws IOException {
    Bench bench = state();
    bench.apply(copying());
    bench.apply(
        new Command.Copy(
            "copies", SOURCE.id(), 3, 0, 200, List.of(Operation.Put.of("c", Bytes.utf8("1")))));
    var written = new ByteArrayOutputStream();
    bench.machine.capture().writeTo(written);
    assertEquals(
        HexFormat.of().formatHex(golden("v3")), HexFormat.of().formatHex(written.toByteArray()));
    var machine = new StateMachine();

    machine.restore(new ByteArrayInputStream(golden("v3")));

    assertEquals(bench.machine.hash(), machine.hash());
  }

  private static Command copying() {
    return new Command.CreateBucket(
        BucketConfig.builder("copies").sources(List.of(SOURCE)).build());
  }

  private static byte[] golden(String version) throws IOException {
    try (InputStream file = GoldenSnapshotTest.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IOException("no golden file " + FILE + " on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith(version + " "))
          .map(line -> HexFormat.of().parseHex(line.substring(version.length() + 1)))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Something of everything that a snapshot holds. */
  private static Bench state() {
    var bench =
        Bench.with(
            BucketConfig.builder(Bench.BUCKET)
                .description("für alle")
                .history(3)
                .limitMarkerTtl(Duration.ofSeconds(30))
                .metadata(Map.of("team", "a")));
    bench.apply(new Command.CreateBucket(BucketConfig.of("empty")));
    bench.put("a", "1");
    bench.put("a", "2");
    LeaseRef lease = bench.lease("l.x", Duration.ofSeconds(5));
    bench.putOwned("lock", lease);
    bench.delete("a");
    bench.lease("l.y", Duration.ofSeconds(1));
    bench.tick(Duration.ofSeconds(2));
    var headers =
        new Operation.Put(
            "h", Bytes.utf8("größe"), Headers.of("A", "b"), Ttl.NEVER, null, Rollup.NONE);
    bench.write(List.of(), new MessageId.Foreign("m-1"), headers);
    bench.write(List.of(), new MessageId.Request("c", 1, 0), Operation.Purge.of("gone"));
    var refused = Operation.Put.of("r", Bytes.EMPTY).ownedBy(new LeaseRef("none", 7));
    bench.write(List.of(), new MessageId.Request("c", 2, 1), refused);
    return bench;
  }
}
