package io.holdfast.kv.command;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Commands of every kind with fields from the edges and the middle of their ranges; the same for
 * the same seed.
 */
final class RandomCommands {
  private static final String[] NAMES = {
    "a", "locks.order-7", "größe", "鍵.\uD83D\uDD11", "x".repeat(300)
  };

  private static final List<Operation.Rollup> ROLLUPS = List.of(Operation.Rollup.values());

  private final Random random;

  RandomCommands(long seed) {
    random = new Random(seed);
  }

  CommandBatch batch() {
    return new CommandBatch(
        new WallTime(number()),
        new LeaseTime(number()),
        some(0, this::command),
        random.nextInt(3) == 0 ? new Origin(random.nextLong(), number()) : null);
  }

  Command command() {
    return switch (random.nextInt(10)) {
      case 0 -> new Command.CreateBucket(config());
      case 1 -> new Command.UpdateBucket(config());
      case 2 -> new Command.DeleteBucket(name());
      case 3 ->
          new Command.Write(
              name(),
              some(0, this::condition),
              some(1, this::operation),
              id(),
              new LeaseTime(number()));
      case 4 -> new Command.RemoveRevision(name(), number());
      case 5 -> new Command.PurgeEntries(name(), name(), number(), number());
      case 6 -> new Command.SetQuota(random.nextInt(4) == 0 ? -1 : positive());
      case 7 -> new Command.Expire(number(), 1 + random.nextInt(Integer.MAX_VALUE));
      case 8 ->
          new Command.Copy(name(), name(), number(), number(), number(), some(1, this::operation));
      default -> new Command.AdvanceTime(number());
    };
  }

  private BucketConfig config() {
    var window = Duration.ofMillis(100 + random.nextInt(5000));
    return BucketConfig.builder("bucket-" + random.nextInt(100))
        .description(random.nextBoolean() ? "" : name())
        .history(1 + random.nextInt(64))
        .ttl(
            random.nextBoolean()
                ? Duration.ZERO
                : window.plusNanos(random.nextInt()).abs().plus(window))
        .maxValueBytes(random.nextBoolean() ? -1 : positive())
        .maxBytes(random.nextBoolean() ? -1 : positive())
        .storage(random.nextBoolean() ? StorageKind.FILE : StorageKind.MEMORY)
        .replicas(1 + random.nextInt(5))
        .limitMarkerTtl(
            random.nextBoolean() ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(9)))
        .duplicateWindow(window)
        .compressed(random.nextBoolean())
        .metadata(random.nextBoolean() ? Map.of() : Map.of(name(), "", "owner", name()))
        .flags(
            new BucketConfig.StreamFlags(
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean()))
        .sources(some(0, this::source))
        .republish(
            random.nextBoolean() ? null : new Republish(name(), name(), random.nextBoolean()))
        .build();
  }

  private BucketSource source() {
    var mappings = some(0, () -> new BucketSource.Mapping(name(), name()));
    return new BucketSource(name(), mappings, number(), number());
  }

  private Condition condition() {
    return switch (random.nextInt(10)) {
      case 9 -> new Condition.KeyLive(name());
      case 0 -> new Condition.KeyAt(name(), number());
      case 1 -> new Condition.KeyAbsent(name());
      case 2 -> new Condition.KeyUntraced(name());
      case 3 -> new Condition.LeaseAlive(lease());
      case 4 -> new Condition.OldestUnder(name(), number());
      case 5 -> new Condition.NewestUnder(name(), number());
      case 6 -> new Condition.NewestMatching(name(), number());
      case 7 -> new Condition.BucketAt(number());
      default -> new Condition.LastMessageId(random.nextBoolean() ? "" : name());
    };
  }

  private Operation operation() {
    return switch (random.nextInt(4)) {
      case 3 -> new Operation.HandOver(name(), name(), headers(), ttl(), ttl());
      case 0 ->
          new Operation.Put(
              name(),
              value(),
              headers(),
              ttl(),
              random.nextBoolean() ? lease() : null,
              ROLLUPS.get(random.nextInt(ROLLUPS.size())));
      case 1 -> new Operation.Delete(name(), headers(), ttl());
      default -> new Operation.Purge(name(), headers(), ttl());
    };
  }

  private MessageId id() {
    return switch (random.nextInt(3)) {
      case 0 -> MessageId.NONE;
      case 1 -> new MessageId.Foreign(name());
      default -> {
        long sequence = positive();
        yield new MessageId.Request("client", sequence, random.nextBoolean() ? 0 : sequence);
      }
    };
  }

  private LeaseRef lease() {
    return new LeaseRef(name(), positive());
  }

  private Ttl ttl() {
    return switch (random.nextInt(3)) {
      case 0 -> Ttl.NONE;
      case 1 -> Ttl.NEVER;
      default -> new Ttl(positive());
    };
  }

  private Headers headers() {
    return random.nextBoolean() ? Headers.NONE : Headers.of("KV-Operation", "DEL", "x", "\u00e9");
  }

  private Bytes value() {
    var data = new byte[random.nextInt(300)];
    random.nextBytes(data);
    return Bytes.wrap(data);
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  /** Any number: commands carry what callers send, also what no store will accept. */
  private long number() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> Long.MAX_VALUE;
      case 2 -> random.nextLong();
      default -> random.nextInt(1000);
    };
  }

  private long positive() {
    return Math.max(1, number());
  }

  private <T> List<T> some(int atLeast, Supplier<T> item) {
    var items = new ArrayList<T>();
    for (int i = atLeast + random.nextInt(4); i > 0; i--) {
      items.add(item.get());
    }
    return items;
  }
}
