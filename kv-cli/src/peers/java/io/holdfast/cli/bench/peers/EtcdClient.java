package io.holdfast.cli.bench.peers;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.KV;
import io.etcd.jetcd.KeyValue;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.support.CloseableClient;
import io.etcd.jetcd.support.Observers;
import io.etcd.jetcd.watch.WatchEvent;
import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** jetcd: linearizable reads, transactions, and its lock service under a lease. Thread-safe. */
final class EtcdClient implements BenchClient {
  private static final long LONGEST_WAIT_SECONDS = 30;
  private static final long LEASE_SECONDS = 10;

  private final Client client;
  private final KV keys;
  private final List<CloseableClient> renewals = new CopyOnWriteArrayList<>();

  EtcdClient(String url) {
    client = Client.builder().endpoints(url).build();
    keys = client.getKVClient();
  }

  private static <T> T answer(CompletableFuture<T> answer) throws Exception {
    return answer.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
  }

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, StandardCharsets.UTF_8);
  }

  @Override
  public void put(String key, byte[] value) throws Exception {
    answer(keys.put(bytes(key), ByteSequence.from(value)));
  }

  @Override
  public void get(String key) throws Exception {
    existing(key);
  }

  private KeyValue existing(String key) throws Exception {
    List<KeyValue> found = answer(keys.get(bytes(key))).getKvs();
    if (found.isEmpty()) {
      throw new IOException("key '" + key + "' is not there");
    }
    return found.get(0);
  }

  @Override
  public boolean increment(String key) throws Exception {
    KeyValue found = existing(key);
    long next = Long.parseLong(found.getValue().toString(StandardCharsets.US_ASCII)) + 1;
    var unchanged =
        new Cmp(bytes(key), Cmp.Op.EQUAL, CmpTarget.modRevision(found.getModRevision()));
    var write = Op.put(bytes(key), bytes(Long.toString(next)), PutOption.DEFAULT);
    return answer(keys.txn().If(unchanged).Then(write).commit()).isSucceeded();
  }

  @Override
  public void create(String key, byte[] value) throws Exception {
    var absent = new Cmp(bytes(key), Cmp.Op.EQUAL, CmpTarget.version(0));
    var write = Op.put(bytes(key), ByteSequence.from(value), PutOption.DEFAULT);
    if (!answer(keys.txn().If(absent).Then(write).commit()).isSucceeded()) {
      throw new IOException("key '" + key + "' exists");
    }
  }

  @Override
  public void delete(String key) throws Exception {
    answer(keys.delete(bytes(key), DeleteOption.DEFAULT));
  }

  @Override
  public BenchLock lock(String name) throws Exception {
    long lease = answer(client.getLeaseClient().grant(LEASE_SECONDS)).getID();
    renewals.add(client.getLeaseClient().keepAlive(lease, Observers.observer(renewed -> {})));
    return new LeasedLock(bytes("lock/" + name), lease);
  }

  /**
   * One lease for each caller, since a lease that holds a lock gets it again at once. Confined to
   * its caller.
   */
  private final class LeasedLock implements BenchLock {
    private final ByteSequence name;
    private final long lease;
    private ByteSequence held = ByteSequence.EMPTY;

    LeasedLock(ByteSequence name, long lease) {
      this.name = name;
      this.lease = lease;
    }

    @Override
    public void acquire() throws Exception {
      held = answer(client.getLockClient().lock(name, lease)).getKey();
    }

    @Override
    public void release() throws Exception {
      answer(client.getLockClient().unlock(held));
    }
  }

  @Override
  public AutoCloseable watch(Consumer<String> listener) {
    var everything = WatchOption.builder().withRange(ByteSequence.from(new byte[] {0})).build();
    return client
        .getWatchClient()
        .watch(
            ByteSequence.from(new byte[] {0}),
            everything,
            response -> {
              for (WatchEvent event : response.getEvents()) {
                listener.accept(event.getKeyValue().getKey().toString(StandardCharsets.UTF_8));
              }
            });
  }

  @Override
  public void close() {
    renewals.forEach(CloseableClient::close);
    client.close();
  }
}
