package io.holdfast.kv.state;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketSource;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.watch.SourcePosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Commands that meet each other often: few keys, few leases, revisions near the last, lives of a
 * few ticks.
 */
final class RandomCommands {
  static final long TERM = 3;
  static final long TICK_NANOS = 100_000_000;

  private static final List<String> BUCKETS = List.of("one", "two");
  private static final List<String> KEYS =
      List.of("a", "a.b", "a.c", "b", "b.c.d", "l.x", "l.y", "q.1", "q.2");
  private static final List<String> FILTERS =
      List.of(">", "a.*", "*", "q.>", "q.*", "b", "*.*", "b.*.d");
  private static final List<String> VALUES =
      List.of(" ", " 1", " 12", " 123", " x1y23", " x123y4", " xy", " x12345678yz");
  private static final List<String> PREFIXES = List.of("", "a", "q.", "l.", "none");

  private static final List<Long> STEPS = List.of(-1L, 1L);
  private static final List<BucketSource> SOURCES =
      List.of(new BucketSource("x", List.of(), 0, 0), new BucketSource("y", List.of(), 0, 0));

  private final Random random;
  private final List<Command.Write> recent = new ArrayList<>();
  private long sequence;

  RandomCommands(long seed) {
    this.random = new Random(seed);
  }

  /** A command that may be refused; {@code model} only helps to guess well. */
  Command next(Model model, long leaseNanos) {
    String name = pick(BUCKETS);
    ModelBucket bucket = model.buckets.get(name);
    if (random.nextInt(80) == 0) {
      long near = model.quota.used() + random.nextInt(800) - 200;
      return new Command.SetQuota(random.nextInt(3) == 0 ? -1 : Math.max(0, near));
    }
    int dice = random.nextInt(100);
    if (bucket == null || dice < 1) {
      return new Command.CreateBucket(config(name));
    } else if (dice < 2) {
      return new Command.DeleteBucket(name);
    } else if (dice < 4) {
      return new Command.UpdateBucket(
          bucket.config.toBuilder()
              .history(1 + random.nextInt(4))
              .description("d".repeat(random.nextInt(400)))
              .sources(random.nextInt(3) == 0 ? List.of() : SOURCES)
              .build());
    } else if (dice < 7) {
      return new Command.RemoveRevision(name, revision(bucket, null));
    } else if (dice < 9) {
      long below = random.nextBoolean() ? Long.MAX_VALUE : revision(bucket, null);
      return new Command.PurgeEntries(name, pick(FILTERS), below, random.nextInt(3));
    } else if (dice < 25) {
      long term = random.nextInt(10) == 0 ? TERM - 1 : TERM;
      return random.nextInt(4) == 0
          ? new Command.AdvanceTime(term)
          : new Command.Expire(term, 1 + random.nextInt(6));
    } else if (dice < 29) {
      return copy(name, bucket);
    } else if (dice < 36 && !recent.isEmpty()) {
      return pick(recent);
    }
    Command.Write write = write(name, bucket, leaseNanos);
    recent.add(write);
    if (recent.size() > 10) {
      recent.remove(0);
    }
    return write;
  }

  /** A filter that some keys match, often. */
  String filter() {
    return random.nextBoolean() ? pick(FILTERS) : pick(KEYS);
  }

  private BucketConfig config(String name) {
    var flags =
        new BucketConfig.StreamFlags(
            true, random.nextInt(3) == 0, false, true, random.nextInt(6) > 0, random.nextBoolean());
    return BucketConfig.builder(name)
        .history(random.nextInt(3) == 0 ? 1 + random.nextInt(4) : 1)
        .ttl(random.nextInt(3) == 0 ? Duration.ofMillis(100 + random.nextInt(900)) : Duration.ZERO)
        .limitMarkerTtl(random.nextBoolean() ? Duration.ofSeconds(1) : Duration.ZERO)
        .duplicateWindow(Duration.ofMillis(100))
        .maxBytes(random.nextInt(3) == 0 ? 40 + random.nextInt(60) : -1)
        .maxValueBytes(random.nextInt(3) == 0 ? 9 : -1)
        .flags(flags)
        .sources(random.nextInt(3) == 0 ? List.of() : SOURCES)
        .build();
  }

  /** Mostly where the last one ended. */
  private Command copy(String name, ModelBucket bucket) {
    String source = pick(SOURCES).id();
    SourcePosition position = bucket.copied.getOrDefault(source, SourcePosition.NONE);
    long incarnation = Math.max(0, position.incarnation() + random.nextInt(8) / 7 * pick(STEPS));
    long after = position.revision() + random.nextInt(8) / 7 * pick(STEPS);
    var operations = new ArrayList<Operation>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      operations.add(operation(bucket));
    }
    return new Command.Copy(
        name,
        source,
        incarnation,
        Math.max(0, after),
        Math.max(0, after + random.nextInt(5)),
        operations);
  }

  private Command.Write write(String name, ModelBucket bucket, long leaseNanos) {
    var conditions = new ArrayList<Condition>();
    for (int i = random.nextInt(3); i > 0; i--) {
      conditions.add(condition(bucket));
    }
    var operations = new ArrayList<Operation>();
    for (int i = random.nextInt(5) == 0 ? 3 : 1; i > 0; i--) {
      operations.add(operation(bucket));
    }
    long notAfter = random.nextInt(10) == 0 ? leaseNanos + random.nextInt(3) - 1 : Long.MAX_VALUE;
    return new Command.Write(name, conditions, operations, messageId(), new LeaseTime(notAfter));
  }

  private MessageId messageId() {
    int dice = random.nextInt(10);
    if (dice < 4) {
      return MessageId.NONE;
    } else if (dice < 6) {
      return new MessageId.Foreign("id" + random.nextInt(8));
    }
    long number = random.nextInt(5) == 0 ? 1 + random.nextInt((int) sequence + 1) : ++sequence;
    return new MessageId.Request(
        "client" + random.nextInt(3), number, Math.max(0, number - random.nextInt(6)));
  }

  private Operation operation(ModelBucket bucket) {
    String key = pick(KEYS);
    int dice = random.nextInt(14);
    if (dice == 13) {
      return new Operation.HandOver(key, pick(PREFIXES), Headers.NONE, ttl(), ttl());
    }
    if (dice == 0) {
      return new Operation.Purge(key, Headers.NONE, ttl());
    } else if (dice < 3) {
      return new Operation.Delete(key, Headers.NONE, ttl());
    }
    Rollup rollup = random.nextInt(15) == 0 ? pick(List.of(Rollup.values())) : Rollup.NONE;
    var value = Bytes.utf8(pick(VALUES).substring(random.nextInt(2)));
    return new Operation.Put(
        key, value, Headers.NONE, ttl(), random.nextInt(3) == 0 ? lease(bucket) : null, rollup);
  }

  private Ttl ttl() {
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Ttl(TICK_NANOS / 2 * (1 + random.nextInt(6)));
      case 2 -> Ttl.NEVER;
      case 3 -> new Ttl(TimeUnit.SECONDS.toNanos(58 + random.nextInt(5)));
      default -> Ttl.NONE;
    };
  }

  private Condition condition(ModelBucket bucket) {
    String key = pick(KEYS);
    return switch (random.nextInt(11)) {
      case 10 -> new Condition.KeyLive(key);
      case 0 -> new Condition.KeyAbsent(key);
      case 1 -> new Condition.KeyUntraced(key);
      case 2 -> new Condition.LeaseAlive(lease(bucket));
      case 3 ->
          new Condition.OldestUnder(pick(PREFIXES), random.nextInt(2) * revision(bucket, null));
      case 4 ->
          new Condition.NewestUnder(pick(PREFIXES), random.nextInt(2) * revision(bucket, null));
      case 5 -> new Condition.NewestMatching(pick(FILTERS), revision(bucket, null));
      case 6 -> new Condition.BucketAt(bucket.last);
      case 7 -> new Condition.LastMessageId(random.nextBoolean() ? "" : "id" + random.nextInt(8));
      default -> new Condition.KeyAt(key, revision(bucket, key));
    };
  }

  private LeaseRef lease(ModelBucket bucket) {
    String key = pick(KEYS);
    Long birth = bucket.births.get(key);
    return new LeaseRef(key, birth == null || birth == 0 ? Math.max(1, bucket.last) : birth);
  }

  /** Mostly the newest revision of the key, or else one near the end. */
  private long revision(ModelBucket bucket, @Nullable String key) {
    ModelBucket.Kept newest = key == null ? null : bucket.newest(key);
    return newest != null && random.nextInt(4) > 0
        ? newest.revision()
        : Math.max(1, bucket.last - random.nextInt(12));
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
