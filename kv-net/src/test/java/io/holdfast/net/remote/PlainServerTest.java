package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Entry;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.WatchOptions;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.WrongRevisionException;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.net.server.NatsServer;
import io.holdfast.net.server.ServerOptions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Against a server that answers nothing of the extension: what any NATS server can do, and no more.
 */
@Timeout(60)
class PlainServerTest {
  private LocalStore local;
  private NatsServer server;
  private KeyValueStore store;
  private Bucket bucket;

  @BeforeEach
  void open() throws InterruptedException {
    local = InMemoryStore.open();
    server = NatsServer.start(ServerOptions.builder().port(0).build(), local);
    String url = "nats://127.0.0.1:" + server.address().getPort();
    store = RemoteStore.connect(ServedStore.optionsFor(url).build());
    bucket = store.createBucket(BucketConfig.builder("B").history(5).build());
  }

  @AfterEach
  void close() {
    store.close();
    server.close();
    local.close();
  }

  @Test
  void shouldSayWhatItLacksAndRefuseItByName() {
    assertFalse(store.capabilities().ownedKeys());
    assertFalse(store.capabilities().transactions());
    var owned = WriteOptions.DEFAULT.ownedBy(new LeaseRef("l", 1));
    var transaction = Transaction.always().then(Operation.Delete.of("k")).build();

    assertThrows(InvalidArgumentException.class, () -> bucket.put("k", Bytes.EMPTY, owned));
    assertThrows(InvalidArgumentException.class, () -> bucket.commit(transaction));
  }

  @Test
  void shouldWriteOnConditions() throws InterruptedException {
    long first = bucket.create("k", Bytes.utf8("1"));
    assertThrows(AlreadyExistsException.class, () -> bucket.create("k", Bytes.utf8("2")));
    long second = bucket.update("k", Bytes.utf8("2"), first);
    var wrong =
        assertThrows(
            WrongRevisionException.class, () -> bucket.update("k", Bytes.utf8("3"), first));
    assertEquals(second, wrong.actual());

    bucket.delete("k", second);
    assertTrue(bucket.get("k").isEmpty());
    long third = bucket.create("k", Bytes.utf8("4"));

    assertEquals("4", bucket.get("k").orElseThrow().value().utf8());
    assertEquals("2", bucket.getRevision("k", second).orElseThrow().value().utf8());
    assertTrue(bucket.getRevision("k", third + 10).isEmpty());
    bucket.purge("k");
    assertEquals(1, bucket.history("k").items().size());
  }

  @Test
  void shouldListThroughConsumers() throws InterruptedException {
    bucket.put("b", "1");
    bucket.put("a", "2");
    bucket.put("b", "3");
    bucket.put("c", "4");
    bucket.delete("c");

    assertEquals(List.of("a", "b"), bucket.keys().items());
    assertEquals(List.of(2L, 3L), bucket.entries().stream().map(Entry::revision).toList());
    assertEquals(
        List.of(1L, 3L), bucket.history("b").items().stream().map(Entry::revision).toList());
    assertEquals(List.of(), bucket.keys("x.*").items());
    assertEquals(5, bucket.status().lastRevision());
  }

  @Test
  void shouldWatch() throws InterruptedException {
    bucket.put("a", "1");
    var heard = new RecordedWatch();
    try (var watch = bucket.watch(WatchOptions.all(), heard)) {
      assertEquals(List.of("PUT a@1=1", "synced 1"), heard.next(2));
      bucket.purge("a");
      assertEquals("PURGE a@2", heard.next());
      assertTrue(watch.revision() >= 1);
    }
  }

  @Test
  void shouldReportMissingBuckets() throws InterruptedException {
    assertThrows(NotFoundException.class, () -> store.bucket("none"));
    store.deleteBucket("B");
    assertThrows(NotFoundException.class, () -> bucket.put("k", "v"));
    assertThrows(NotFoundException.class, () -> bucket.get("k"));
  }
}
