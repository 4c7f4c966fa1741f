package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.raft.storage.Fsync;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("G5")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DurableStoreTest {
  private final Path folder;

  DurableStoreTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void shouldFindEverythingAgainAfterARestart() throws InterruptedException {
    try (var store = open()) {
      var bucket = store.createBucket(BucketConfig.of("config"));
      bucket.put("greeting", Bytes.utf8("hello"));
      bucket.put("greeting", Bytes.utf8("hello again"));
    }

    try (var store = open()) {
      var entry = store.bucket("config").get("greeting").orElseThrow();
      assertEquals("hello again", entry.value().utf8());
      assertEquals(2, entry.revision());
    }
  }

  @Test
  void shouldGoOnWithTheNextRevisionAfterARestart() throws InterruptedException {
    try (var store = open()) {
      store.createBucket(BucketConfig.of("config")).put("key", Bytes.utf8("one"));
    }

    try (var store = open()) {
      assertEquals(2, store.bucket("config").put("key", Bytes.utf8("two")));
    }
  }

  /** Guarantee G5: the table of remembered requests is state like any other. */
  @Test
  void shouldAnswerARetriedWriteWithItsFirstOutcomeAfterARestart() throws InterruptedException {
    var write = request(1);
    Outcome first;
    try (var store = open()) {
      store.createBucket(BucketConfig.of("config"));
      first = store.submit(write).join();
    }

    try (var store = open()) {
      var retried = (Outcome.Written) store.submit(write).join();
      assertEquals(((Outcome.Written) first).firstRevision(), retried.firstRevision());
      assertTrue(retried.duplicate());
    }
  }

  @Test
  void shouldSayWhatAnAcknowledgementMeans() {
    try (var store = open()) {
      assertEquals(Durability.SYNCED, store.capabilities().durability());
    }
    try (var store =
        DurableStore.open(DurableStoreOptions.at(folder).fsync(Fsync.RELAXED).build())) {
      assertEquals(Durability.RELAXED, store.capabilities().durability());
    }
  }

  @Test
  void shouldRefuseACommandLargerThanItsLimitAndGoOn() throws InterruptedException {
    var options = DurableStoreOptions.at(folder).maxCommandBytes(64 << 10).build();
    try (var store = DurableStore.open(options)) {
      var bucket = store.createBucket(BucketConfig.of("config"));

      assertThrows(
          LimitExceededException.class, () -> bucket.put("key", Bytes.wrap(new byte[64 << 10])));

      assertEquals(1, bucket.put("key", Bytes.wrap(new byte[63 << 10])));
    }
  }

  @Test
  void shouldRefuseOptionsThatMakeNoSense() {
    var options = DurableStoreOptions.at(folder);

    assertThrows(
        InvalidArgumentException.class, () -> options.requestTimeout(Duration.ZERO).build());
    options.requestTimeout(Duration.ofSeconds(1));
    assertThrows(
        InvalidArgumentException.class, () -> options.openWait(Duration.ofSeconds(-1)).build());
    options.openWait(Duration.ofSeconds(1));
    assertThrows(InvalidArgumentException.class, () -> options.nodeNumber(0).build());
    options.nodeNumber(1);
    assertThrows(InvalidArgumentException.class, () -> options.maxCommandBytes(1).build());
  }

  private LocalStore open() {
    return DurableStore.open(DurableStoreOptions.at(folder).build());
  }

  private static Command request(long sequence) {
    return new Command.Write(
        "config",
        List.of(),
        List.of(Operation.Put.of("key", Bytes.utf8("value"))),
        new MessageId.Request("client", sequence, 0),
        LeaseTime.NEVER);
  }
}
