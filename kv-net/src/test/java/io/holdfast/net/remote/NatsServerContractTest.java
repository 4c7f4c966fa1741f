package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Capabilities.TtlPrecision;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.testkit.KeyValueStoreContract;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of every store, held over the network against another product's server: {@code
 * nats-server}, where there is one. What its version lacks is skipped, with the reason.
 */
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class NatsServerContractTest extends KeyValueStoreContract {
  private @Nullable NatsServerProcess server;

  @BeforeAll
  void serve(@TempDir Path directory) throws IOException {
    Path binary =
        NatsServerProcess.binary()
            .orElseGet(
                () -> abort("no nats-server on the PATH: name one by -Dholdfast.nats-server"));
    server = NatsServerProcess.start(binary, directory);
  }

  @AfterAll
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  protected KeyValueStore openStore() {
    try {
      return RemoteStore.connect(ServedStore.optionsFor(server().url()).build());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while connecting", e);
    }
  }

  private NatsServerProcess server() {
    if (server == null) {
      throw new IllegalStateException("not started");
    }
    return server;
  }

  @Test
  void shouldRefuseByNameWhatTheVersionLacks() {
    String name = newName();
    var marked = BucketConfig.builder(name).limitMarkerTtl(Duration.ofSeconds(5)).build();
    var filed = BucketConfig.builder(newName()).metadata(Map.of("owner", "me")).build();

    makeOrRefuse(marked, "2.11", store().capabilities().perKeyTtl() == TtlPrecision.NONE);
    String description = store().capabilities().description();
    makeOrRefuse(filed, "2.10", description.startsWith("NATS server 2.9."));
  }

  private void makeOrRefuse(BucketConfig config, String needed, boolean lacking) {
    if (lacking) {
      var refused =
          refused(InvalidArgumentException.class, () -> store().createBucketAsync(config));
      assertTrue(refused.toString().contains(" which came with " + needed), refused::toString);
      refused(NotFoundException.class, () -> store().bucketAsync(config.name()));
    } else {
      BucketConfig made = await(await(store().createBucketAsync(config)).statusAsync()).config();
      assertEquals(config.limitMarkerTtl(), made.limitMarkerTtl());
      assertEquals(config.metadata(), made.metadata());
    }
  }

  /** Such a server counts the headers of a write, too, and ours has its message id there. */
  @Override
  @Test
  public void shouldRefuseAValueLargerThanTheBucketAllows() {
    Bucket small = newBucket(settings -> settings.maxValueBytes(300));

    put(small, "fits", "x".repeat(100));
    refused(
        LimitExceededException.class,
        () -> small.putAsync("a", Bytes.utf8("x".repeat(301)), WriteOptions.DEFAULT));

    assertEquals("-", text(small, "a"));
  }

  @Override
  @Test
  public void shouldListAgainWhenHistoryWasLost() {
    abort("a NATS server does not tell which history it dropped");
  }

  @Override
  public LocalStore local() {
    return abort("an operator's quota is a matter of Holdfast's servers");
  }
}
