package io.holdfast.cli.bench.jnats;

import io.holdfast.cli.Workplace;
import io.holdfast.cli.bench.target.BenchClient;
import io.holdfast.cli.bench.target.BenchTarget;
import io.holdfast.cli.bench.target.Durability;
import io.holdfast.kv.Capabilities;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import io.nats.client.Connection;
import io.nats.client.ErrorListener;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A server of the NATS protocol with buckets of our own in it, which go at the end. Where it is a
 * Holdfast server, locks are Holdfast's; elsewhere they are a key that is created and deleted.
 */
public final class NatsTarget implements BenchTarget {
  private static final String BUCKET = "holdfast-bench";
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  private final String name;
  private final Durability durability;
  private final String url;
  private final OptionalLong pid;
  private final @Nullable Workplace place;
  private final @Nullable Process process;
  private final boolean holdfast;
  private final String bucket;

  private NatsTarget(
      String name,
      Durability durability,
      String url,
      OptionalLong pid,
      boolean holdfast,
      @Nullable Workplace place,
      @Nullable Process process)
      throws IOException, InterruptedException {
    this.name = name;
    this.durability = durability;
    this.url = url;
    this.pid = pid;
    this.holdfast = holdfast;
    this.place = place;
    this.process = process;
    // A server of ours is met again after its restart; in somebody else's we take no name twice.
    this.bucket =
        process == null ? BUCKET + "-" + UUID.randomUUID().toString().substring(0, 8) : BUCKET;
    createBucket();
  }

  /** A server that this process started. */
  public static NatsTarget started(
      String name, Durability durability, String url, Workplace place, Process process)
      throws IOException, InterruptedException {
    boolean holdfast = capabilities(url).transactions();
    return new NatsTarget(
        name, durability, url, OptionalLong.of(process.pid()), holdfast, place, process);
  }

  /**
   * A server that runs already.
   *
   * @throws io.holdfast.kv.UnavailableException when none answers
   */
  public static NatsTarget at(String url, OptionalLong pid)
      throws IOException, InterruptedException {
    Capabilities known = capabilities(url);
    Durability durability =
        switch (known.durability()) {
          case SYNCED -> Durability.FSYNC;
          case MEMORY, RELAXED -> Durability.NO_FSYNC;
          case UNKNOWN -> Durability.UNKNOWN;
        };
    boolean holdfast = known.transactions();
    return new NatsTarget(
        holdfast ? "holdfast" : "nats", durability, url, pid, holdfast, null, null);
  }

  private static Capabilities capabilities(String url) throws InterruptedException {
    try (KeyValueStore store = store(url)) {
      return store.capabilities();
    }
  }

  static KeyValueStore store(String url) throws InterruptedException {
    return RemoteStore.connect(RemoteOptions.to(url).connectTimeout(LONGEST_CONNECT).build());
  }

  private void createBucket() throws IOException, InterruptedException {
    Connection connection = Nats.connect(url);
    try {
      connection
          .keyValueManagement()
          .create(
              KeyValueConfiguration.builder()
                  .name(bucket)
                  .storageType(StorageType.File)
                  .maxHistoryPerKey(1)
                  .build());
    } catch (JetStreamApiException e) {
      throw new IOException(
          "cannot create bucket '" + bucket + "' at " + url + ": " + e.getMessage(), e);
    } finally {
      connection.close();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Durability durability() {
    return durability;
  }

  @Override
  public OptionalLong pid() {
    return pid;
  }

  @Override
  public BenchClient connect() throws IOException, InterruptedException {
    Connection connection =
        Nats.connect(
            new Options.Builder()
                .server(url)
                .connectionTimeout(LONGEST_CONNECT)
                // The default one prints every flow control message.
                .errorListener(new ErrorListener() {})
                .build());
    return new JnatsClient(
        connection,
        bucket,
        holdfast ? new HoldfastLocks(url, lockBucket()) : new HandWrittenLocks(connection, bucket));
  }

  private String lockBucket() {
    return bucket + "-locks";
  }

  @Override
  public void kill() throws InterruptedException {
    if (place == null || process == null) {
      BenchTarget.super.kill();
    } else {
      place.kill(process);
    }
  }

  @Override
  public void close() {
    if (place != null && process != null) {
      // Its data goes with the workplace.
      place.end(process);
      return;
    }
    try (KeyValueStore store = store(url)) {
      store.deleteBucket(bucket);
      store.deleteBucket(lockBucket());
    } catch (HoldfastException e) {
      System.err.println(
          "holdfast: bucket '" + bucket + "' is left at " + url + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
