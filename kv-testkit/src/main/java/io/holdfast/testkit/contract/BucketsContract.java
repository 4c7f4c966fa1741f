package io.holdfast.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketStatus;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.NotFoundException;
import io.holdfast.kv.WriteOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Creating, changing, listing and deleting buckets. */
public interface BucketsContract extends StoreAccess {
  @Test
  default void shouldReturnABucketThatExistsWithAnEqualConfiguration() {
    BucketConfig config = BucketConfig.of(newName());
    Bucket first = await(store().createBucketAsync(config));
    put(first, "a", "1");

    Bucket second = await(store().createBucketAsync(config));

    assertEquals("1", text(second, "a"));
  }

  @Test
  default void shouldRefuseABucketThatExistsWithAnotherConfiguration() {
    BucketConfig config = BucketConfig.of(newName());
    await(store().createBucketAsync(config));

    refused(
        AlreadyExistsException.class,
        () -> store().createBucketAsync(config.toBuilder().history(9).build()));
  }

  @Test
  default void shouldOpenABucketByItsName() {
    put("a", "1");

    Bucket opened = await(store().bucketAsync(bucket().name()));

    assertEquals(bucket().name(), opened.name());
    assertEquals("1", text(opened, "a"));
  }

  @Test
  default void shouldNotOpenABucketThatIsNotThere() {
    String name = newName();

    refused(NotFoundException.class, () -> store().bucketAsync(name));
  }

  @Test
  default void shouldRefuseNamesThatNoBucketCanHave() {
    for (String name : List.of("", "a.b", "a b", "a*", "größe", "x".repeat(300))) {
      refused(InvalidArgumentException.class, () -> store().bucketAsync(name));
      refused(InvalidArgumentException.class, () -> store().deleteBucketAsync(name));
    }
  }

  @Test
  default void shouldApplyALowerHistoryAtOnce() {
    for (int i = 0; i < 5; i++) {
      put("a", "v" + i);
    }

    await(store().updateBucketAsync(BucketConfig.builder(bucket().name()).history(2).build()));

    assertEquals(2, await(bucket().statusAsync()).config().history());
    assertEquals(List.of("a=v3@4", "a=v4@5"), history(bucket(), "a"));
  }

  @Test
  default void shouldNotUpdateABucketThatIsNotThere() {
    String name = newName();

    refused(NotFoundException.class, () -> store().updateBucketAsync(BucketConfig.of(name)));
  }

  @Test
  default void shouldDeleteABucketWithEverythingInIt() {
    put("a", "1");

    assertTrue(await(store().deleteBucketAsync(bucket().name())));

    assertFalse(await(store().deleteBucketAsync(bucket().name())));
    refused(NotFoundException.class, () -> store().bucketAsync(bucket().name()));
  }

  @Test
  default void shouldReportADeletedBucketFromEveryOperation() {
    Bucket gone = bucket();
    await(store().deleteBucketAsync(gone.name()));

    refused(NotFoundException.class, () -> gone.getAsync("a"));
    refused(NotFoundException.class, () -> gone.getAsync("a", Consistency.atLeast(1)));
    refused(NotFoundException.class, () -> gone.getRevisionAsync("a", 1));
    refused(NotFoundException.class, () -> gone.keysAsync());
    refused(NotFoundException.class, () -> gone.entriesAsync());
    refused(NotFoundException.class, () -> gone.historyAsync("a"));
    refused(NotFoundException.class, gone::statusAsync);
    refused(NotFoundException.class, () -> gone.putAsync("a", Bytes.EMPTY, WriteOptions.DEFAULT));
    refused(
        NotFoundException.class, () -> gone.createAsync("a", Bytes.EMPTY, WriteOptions.DEFAULT));
    refused(NotFoundException.class, () -> gone.deleteAsync("a"));
  }

  @Test
  default void shouldStartARecreatedBucketEmptyWithAHigherIncarnation() {
    put("a", "1");
    long before = await(bucket().statusAsync()).incarnation();
    await(store().deleteBucketAsync(bucket().name()));

    Bucket again = await(store().createBucketAsync(BucketConfig.of(bucket().name())));

    assertEquals("-", text(again, "a"));
    assertTrue(
        await(again.statusAsync()).incarnation() > before, "an incarnation is never used again");
  }

  @Test
  default void shouldListBucketsByName() {
    String first = bucket().name() + "-a";
    String second = bucket().name() + "-b";
    await(store().createBucketAsync(BucketConfig.of(second)));
    await(store().createBucketAsync(BucketConfig.of(first)));

    List<String> listed =
        await(store().bucketsAsync()).stream()
            .map(status -> status.config().name())
            .filter(name -> name.startsWith(bucket().name()))
            .toList();

    assertEquals(List.of(bucket().name(), first, second), listed);
  }

  @Test
  default void shouldCountWhatABucketKeeps() {
    put("a", "1");
    put("a", "2");
    put("b", "3");
    await(bucket().deleteAsync("b"));

    BucketStatus status = await(bucket().statusAsync());

    assertEquals(5, status.config().history());
    assertEquals(4, status.entries());
    assertEquals(2, status.keys());
    assertEquals(1, status.firstRevision());
    assertEquals(4, status.lastRevision());
    assertTrue(status.bytes() > 0, "bytes must count keys and values");
  }

  @Test
  default void shouldReportTheConfigurationOfABucket() {
    Bucket described =
        newBucket(
            settings ->
                settings.history(3).description("for tests").maxValueBytes(100).maxBytes(10_000));

    BucketConfig config = await(described.statusAsync()).config();

    assertEquals(described.name(), config.name());
    assertEquals(3, config.history());
    assertEquals("for tests", config.description());
    assertEquals(100, config.maxValueBytes());
    assertEquals(10_000, config.maxBytes());
  }
}
