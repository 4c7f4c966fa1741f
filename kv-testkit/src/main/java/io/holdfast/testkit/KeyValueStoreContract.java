package io.holdfast.testkit;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.time.Clock;
import io.holdfast.testkit.contract.BucketsContract;
import io.holdfast.testkit.contract.ExpiryContract;
import io.holdfast.testkit.contract.InputContract;
import io.holdfast.testkit.contract.LeasesContract;
import io.holdfast.testkit.contract.LifecycleContract;
import io.holdfast.testkit.contract.QuotaContract;
import io.holdfast.testkit.contract.ReadsContract;
import io.holdfast.testkit.contract.TransactionsContract;
import io.holdfast.testkit.contract.WatchesContract;
import io.holdfast.testkit.contract.WritesContract;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

/**
 * What every {@link KeyValueStore} must do, wherever it keeps its data: extend this class and say
 * how to open one. Parts that depend on a capability are skipped where the store says that it has
 * not got it.
 *
 * <p>Each test opens a store of its own and uses buckets with names of its own, so that stores may
 * share a server. A store on virtual time also overrides {@link #advance}, {@link #await} and
 * {@link #clock}, and one whose state is elsewhere {@link #local}.
 */
@Tag("G1")
@Tag("G4")
@Tag("G26")
public abstract class KeyValueStoreContract
    implements BucketsContract,
        WritesContract,
        ReadsContract,
        TransactionsContract,
        LeasesContract,
        ExpiryContract,
        WatchesContract,
        InputContract,
        QuotaContract,
        LifecycleContract {
  private final String testId = "t" + Long.toString(System.nanoTime(), 36);
  private int names;
  private KeyValueStore store;
  private Bucket bucket;

  /** Opens a store; the test closes it. Called once per test. */
  protected abstract KeyValueStore openStore();

  /** Opens the store and makes the test's bucket. */
  @BeforeEach
  final void openForTest() {
    store = openStore();
    bucket = await(store.createBucketAsync(BucketConfig.builder(newName()).history(5).build()));
  }

  /** Closes the store. */
  @AfterEach
  final void closeAfterTest() {
    store.close();
  }

  @Override
  public final KeyValueStore store() {
    return store;
  }

  @Override
  public final Bucket bucket() {
    return bucket;
  }

  @Override
  public final String newName() {
    return testId + "-" + ++names;
  }

  /** The store in this process that has the state: the one under test, or what serves it. */
  @Override
  public LocalStore local() {
    return (LocalStore) store;
  }

  @Override
  public Clock clock() {
    return Clock.SYSTEM;
  }

  @Override
  public void advance(Duration time) {
    Eventually.pass(time);
  }

  @Override
  public <T> T await(CompletionStage<T> stage) {
    return Eventually.within(PATIENCE, stage);
  }
}
