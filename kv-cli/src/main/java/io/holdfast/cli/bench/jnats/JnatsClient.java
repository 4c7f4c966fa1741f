package io.holdfast.cli.bench.jnats;

import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchLock;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** One connection of the official client. Thread-safe, as that is. */
final class JnatsClient implements BenchClient {
  private static final int WRONG_LAST_SEQUENCE = 10071;

  /** How locks are taken at this server. */
  interface LockSource extends AutoCloseable {
    BenchLock lock(String name) throws Exception;

    @Override
    void close();
  }

  private final Connection connection;
  private final KeyValue bucket;
  private final LockSource locks;

  JnatsClient(Connection connection, String bucket, LockSource locks) throws IOException {
    this.connection = connection;
    this.bucket = connection.keyValue(bucket);
    this.locks = locks;
  }

  @Override
  public void put(String key, byte[] value) throws IOException, JetStreamApiException {
    bucket.put(key, value);
  }

  @Override
  public void get(String key) throws IOException, JetStreamApiException {
    existing(key);
  }

  private KeyValueEntry existing(String key) throws IOException, JetStreamApiException {
    KeyValueEntry entry = bucket.get(key);
    if (entry == null) {
      throw new IOException("key '" + key + "' is not there");
    }
    return entry;
  }

  @Override
  public boolean increment(String key) throws IOException, JetStreamApiException {
    KeyValueEntry entry = existing(key);
    long next = Long.parseLong(new String(entry.getValue(), StandardCharsets.US_ASCII)) + 1;
    byte[] value = Long.toString(next).getBytes(StandardCharsets.US_ASCII);
    try {
      bucket.update(key, value, entry.getRevision());
      return true;
    } catch (JetStreamApiException e) {
      return notRefused(e);
    }
  }

  /** False when the condition of a write did not hold; any other failure is thrown on. */
  static boolean notRefused(JetStreamApiException failure) throws JetStreamApiException {
    if (failure.getApiErrorCode() == WRONG_LAST_SEQUENCE) {
      return false;
    }
    throw failure;
  }

  @Override
  public void create(String key, byte[] value) throws IOException, JetStreamApiException {
    bucket.create(key, value);
  }

  @Override
  public void delete(String key) throws IOException, JetStreamApiException {
    bucket.delete(key);
  }

  @Override
  public BenchLock lock(String name) throws Exception {
    return locks.lock(name);
  }

  @Override
  public AutoCloseable watch(Consumer<String> listener)
      throws IOException, JetStreamApiException, InterruptedException {
    return bucket.watchAll(
        new KeyValueWatcher() {
          @Override
          public void watch(KeyValueEntry entry) {
            listener.accept(entry.getKey());
          }

          @Override
          public void endOfData() {}
        },
        KeyValueWatchOption.UPDATES_ONLY);
  }

  @Override
  public void close() {
    locks.close();
    try {
      connection.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
