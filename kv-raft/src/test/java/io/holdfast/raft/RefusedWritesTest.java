package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Operation;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.LeaseTime;
import io.holdfast.kv.command.MessageId;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.store.LocalStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A group of one need not write down what it refuses, and must not refuse what it would accept. */
@Tag("G5")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RefusedWritesTest {
  private final Path folder;
  private final FaultyDisk disk = new FaultyDisk();

  RefusedWritesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void shouldRefuseWithoutTheDisk() throws InterruptedException {
    try (var store = open()) {
      store.bucket("data").put("key", Bytes.utf8("value"));
      long before = disk.syncs();

      for (int i = 0; i < 100; i++) {
        assertInstanceOf(Outcome.Refused.class, store.submit(ifAt("key", 7)).join());
      }

      // The log itself syncs now and then, to mark its end.
      assertTrue(disk.syncs() - before < 20, "refusals wait for the disk");
    }
  }

  @Test
  void shouldJudgeAWriteAfterThoseBeforeItAlthoughTheyStillWaitForTheDisk()
      throws InterruptedException {
    try (var store = open()) {
      long revision = store.bucket("data").put("key", Bytes.utf8("value"));
      var release = new CountDownLatch(1);
      disk.holdSyncs(release);
      var answers = new ArrayList<CompletableFuture<Outcome>>();
      answers.add(store.submit(ifAt("key", revision)));
      // The state that is applied holds neither revision; each is right when its turn comes.
      answers.add(store.submit(ifAt("key", revision + 1)));
      answers.add(store.submit(ifAt("key", revision + 2)));
      answers.add(store.submit(ifAt("key", revision)));
      answers.add(store.submit(ifAt("key", revision + 3)));
      for (var answer : answers) {
        assertFalse(answer.isDone(), "answered before what it depends on is durable");
      }

      release.countDown();

      assertInstanceOf(Outcome.Written.class, answers.get(0).join());
      assertInstanceOf(Outcome.Written.class, answers.get(1).join());
      assertInstanceOf(Outcome.Written.class, answers.get(2).join());
      assertInstanceOf(Outcome.Refused.class, answers.get(3).join());
      assertInstanceOf(Outcome.Written.class, answers.get(4).join());
    }
  }

  /**
   * Guarantee G5: our clients' requests are answered the same after a restart, refused ones too.
   */
  @Test
  void shouldWriteDownARefusalThatIsToBeRemembered() throws InterruptedException {
    Outcome first;
    try (var store = open()) {
      store.bucket("data").put("key", Bytes.utf8("value"));
      first = store.submit(request(5)).join();
      assertInstanceOf(Outcome.Refused.class, first);
    }
    try (var store = DurableStore.open(DurableStoreOptions.at(folder).disk(disk).build())) {
      for (int i = 0; i < 4; i++) {
        store.bucket("data").put("key", Bytes.utf8("value"));
      }
      assertEquals(5, store.bucket("data").get("key").orElseThrow().revision());
      assertEquals(first, store.submit(request(5)).join(), "the refusal was forgotten");
    }
  }

  private LocalStore open() throws InterruptedException {
    var store = DurableStore.open(DurableStoreOptions.at(folder).disk(disk).build());
    store.createBucket(BucketConfig.of("data"));
    return store;
  }

  private static Command ifAt(String key, long revision) {
    return Command.Write.of(
        "data", Operation.Put.of(key, Bytes.utf8("next")), new Condition.KeyAt(key, revision));
  }

  private static Command request(long revision) {
    return new Command.Write(
        "data",
        List.of(new Condition.KeyAt("key", revision)),
        List.of(Operation.Put.of("key", Bytes.utf8("next"))),
        new MessageId.Request("client", 1, 0),
        LeaseTime.NEVER);
  }
}
