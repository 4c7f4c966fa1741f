package io.holdfast.kv.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Republish;
import io.holdfast.kv.StorageKind;
import io.holdfast.kv.Ttl;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Holds the codec against bytes that were written once and never change: old logs must stay
 * readable.
 */
class GoldenCommandsTest {
  private static final String FILE = "/golden/commands-v1.txt";

  private static final LeaseRef LEASE = new LeaseRef("leases.7f3a", 41);

  @Test
  void shouldReadAndWriteTheBytesOfTheFirstVersion() throws IOException {
    Map<String, String> golden = golden();

    commands()
        .forEach(
            (name, command) -> {
              var batch =
                  new CommandBatch(
                      new WallTime(1_700_000_000_123_456_789L),
                      new LeaseTime(5_000_000_000L),
                      List.of(command));
              String hex = HexFormat.of().formatHex(CommandCodec.encode(batch));

              assertEquals(golden.get(name), hex, "bytes of " + name);
              assertEquals(
                  batch,
                  CommandCodec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(golden.get(name)))),
                  "meaning of " + name);
            });
    assertEquals(golden.keySet(), commands().keySet());
  }

  private static Map<String, Command> commands() {
    var full = new BucketConfig.StreamFlags(false, true, true, false, false, false);
    Map<String, Command> commands = new LinkedHashMap<>();
    commands.put("create-bucket-defaults", new Command.CreateBucket(BucketConfig.of("locks")));
    commands.put(
        "update-bucket-everything-set",
        new Command.UpdateBucket(
            BucketConfig.builder("config")
                .description("für alle")
                .history(64)
                .ttl(Duration.ofHours(1))
                .maxValueBytes(1024)
                .maxBytes(1 << 20)
                .storage(StorageKind.MEMORY)
                .replicas(3)
                .limitMarkerTtl(Duration.ofSeconds(30))
                .duplicateWindow(Duration.ofSeconds(10))
                .compressed(true)
                .metadata(Map.of("team", "a", "owner", "b"))
                .flags(full)
                .build()));
    commands.put(
        "create-bucket-republish",
        new Command.CreateBucket(
            BucketConfig.builder("locks").republish(new Republish(">", "out.>", true)).build()));
    commands.put(
        "create-bucket-republish-atomic",
        new Command.CreateBucket(
            BucketConfig.builder("locks")
                .republish(new Republish(">", "out.>", false))
                .flags(BucketConfig.StreamFlags.DEFAULT.withAtomicBatches())
                .build()));
    commands.put(
        "create-bucket-sources",
        new Command.CreateBucket(
            BucketConfig.builder("locks")
                .sources(
                    List.of(
                        new BucketSource(
                            "other",
                            List.of(
                                new BucketSource.Mapping("$KV.other.a.*", "$KV.locks.$1"),
                                new BucketSource.Mapping(">", "$KV.locks.b.>")),
                            7,
                            9)))
                .build()));
    commands.put(
        "copy",
        new Command.Copy(
            "locks",
            "other $KV.other.> $KV.locks.>",
            129,
            5,
            300,
            List.of(Operation.Put.of("a.b", Bytes.utf8("v")))));
    commands.put("delete-bucket", new Command.DeleteBucket("locks"));
    commands.put(
        "write-plain-put", Command.Write.of("locks", Operation.Put.of("a.b", Bytes.utf8("v"))));
    commands.put("write-every-condition", everyCondition());
    commands.put("write-every-operation", everyOperation());
    commands.put(
        "write-hand-over",
        Command.Write.of(
            "locks",
            new Operation.HandOver(
                "k", "q.", Headers.of("A", "b"), new Ttl(30_000_000_000L), new Ttl(5)),
            new Condition.KeyLive("k")));
    commands.put("remove-revision", new Command.RemoveRevision("locks", 300));
    commands.put("purge-entries", new Command.PurgeEntries("locks", "a.>", Long.MAX_VALUE, 2));
    commands.put("advance-time", new Command.AdvanceTime(129));
    commands.put("set-quota", new Command.SetQuota(1L << 30));
    commands.put("set-no-quota", new Command.SetQuota(-1));
    commands.put("expire", new Command.Expire(129, 1_000));
    return commands;
  }

  private static Command everyCondition() {
    return new Command.Write(
        "locks",
        List.of(
            new Condition.KeyAt("k", 128),
            new Condition.KeyAbsent("k"),
            new Condition.KeyUntraced("k"),
            new Condition.LeaseAlive(LEASE),
            new Condition.OldestUnder("q.", 0),
            new Condition.NewestUnder("q.", 7),
            new Condition.NewestMatching("q.*", 9),
            new Condition.BucketAt(77),
            new Condition.LastMessageId("m-1")),
        List.of(Operation.Delete.of("k")),
        new MessageId.Request("c1", 12, 11),
        new LeaseTime(6_000_000_000L));
  }

  private static Command everyOperation() {
    var headers = Headers.of("A", "b");
    return new Command.Write(
        "locks",
        List.of(),
        List.of(
            new Operation.Put(
                "k",
                Bytes.utf8("v"),
                headers,
                new Ttl(1_500_000_000L),
                LEASE,
                Operation.Rollup.KEY),
            new Operation.Put(
                "k", Bytes.EMPTY, Headers.NONE, Ttl.NEVER, null, Operation.Rollup.BUCKET),
            new Operation.Delete("k", headers, Ttl.NONE),
            new Operation.Purge("k", Headers.NONE, new Ttl(1))),
        new MessageId.Foreign("m-2"),
        LeaseTime.NEVER);
  }

  @Test
  void shouldReadAndWriteTheBytesOfABatchWithAnOrigin() {
    var batch =
        new CommandBatch(
            new WallTime(1),
            new LeaseTime(2),
            List.of(new Command.DeleteBucket("b")),
            new Origin(-2, 300));
    String hex = "02fffffffffffffffeac020000000000000001000000000000000201030162";

    assertEquals(hex, HexFormat.of().formatHex(CommandCodec.encode(batch)));
    assertEquals(batch, CommandCodec.decode(ByteBuffer.wrap(HexFormat.of().parseHex(hex))));
  }

  private static Map<String, String> golden() throws IOException {
    Map<String, String> golden = new LinkedHashMap<>();
    try (InputStream file = GoldenCommandsTest.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IOException("no golden file " + FILE + " on the class path");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(" ", 2))
          .forEach(parts -> golden.put(parts[0], parts[1]));
    }
    return golden;
  }
}
