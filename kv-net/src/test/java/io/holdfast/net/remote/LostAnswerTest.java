package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.AlreadyExistsException;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Transaction.Result.Committed;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.Waiting;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.WrongRevisionException;
import io.holdfast.net.remote.Proxy.Answers;
import io.holdfast.testkit.Eventually;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Writes whose answer is lost happen once, and their outcome is that of the first time (guarantee
 * G5).
 */
@Tag("G5")
@Tag("G6")
@Timeout(60)
class LostAnswerTest {
  /** For what takes a tenth of a second, on a machine that has much else to do. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private ServedStore served;
  private Proxy proxy;
  private KeyValueStore store;
  private Bucket bucket;

  @BeforeEach
  void open() throws InterruptedException {
    served = new ServedStore();
    proxy = new Proxy(served.port());
    store = RemoteStore.connect(ServedStore.optionsFor(proxy.url()).build());
    bucket = store.createBucket(BucketConfig.builder("B").history(10).build());
  }

  @AfterEach
  void close() {
    store.close();
    proxy.close();
    served.close();
  }

  /**
   * Loses the answer to what {@code call} sends, lets the next ones pass, and waits for the
   * outcome.
   */
  private <T> T withLostAnswer(Answers treatment, Supplier<CompletionStage<T>> call)
      throws InterruptedException {
    proxy.answers(treatment);
    CompletionStage<T> outcome = call.get();
    proxy.awaitAffected();
    proxy.answers(Answers.PASS);
    return Waiting.on(outcome);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldPutOnce(Answers treatment) throws InterruptedException {
    long revision =
        withLostAnswer(
            treatment, () -> bucket.putAsync("k", Bytes.utf8("v"), WriteOptions.DEFAULT));

    assertEquals(1, revision);
    assertEquals(1, served.local().bucket("B").status().lastRevision());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldPutALargeValueOnce(Answers treatment) throws InterruptedException {
    Bytes large = Bytes.wrap(new byte[200_000]);

    long revision =
        withLostAnswer(treatment, () -> bucket.createAsync("k", large, WriteOptions.DEFAULT));

    assertEquals(1, revision);
    assertEquals(1, served.local().bucket("B").status().lastRevision());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldCreateOnceThoughTheSecondTryFindsTheKey(Answers treatment)
      throws InterruptedException {
    long revision =
        withLostAnswer(
            treatment, () -> bucket.createAsync("k", Bytes.utf8("v"), WriteOptions.DEFAULT));

    assertEquals(1, revision);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldUpdateOnceThoughTheSecondTryFindsAnotherRevision(Answers treatment)
      throws InterruptedException {
    long first = bucket.put("k", "1");

    long second =
        withLostAnswer(
            treatment, () -> bucket.updateAsync("k", Bytes.utf8("2"), first, WriteOptions.DEFAULT));

    assertEquals(first + 1, second);
    assertEquals(2, served.local().bucket("B").status().lastRevision());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldDeleteOnce(Answers treatment) throws InterruptedException {
    long first = bucket.put("k", "1");

    assertEquals(first + 1, withLostAnswer(treatment, () -> bucket.deleteAsync("k", first)));
    assertEquals(2, served.local().bucket("B").status().lastRevision());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldCommitOnce(Answers treatment) throws InterruptedException {
    var both =
        Transaction.when(new Condition.KeyAbsent("a"))
            .then(Operation.Put.of("a", Bytes.utf8("1")))
            .then(Operation.Put.of("b", Bytes.utf8("2")))
            .build();

    var result = withLostAnswer(treatment, () -> bucket.commitAsync(both));

    assertEquals(1, assertInstanceOf(Committed.class, result).firstRevision());
    assertEquals(2, served.local().bucket("B").status().lastRevision());
  }

  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldKeepTheFirstRefusal(Answers treatment) throws InterruptedException {
    bucket.put("k", "1");
    proxy.answers(treatment);
    CompletionStage<Long> create = bucket.createAsync("k", Bytes.utf8("2"), WriteOptions.DEFAULT);
    proxy.awaitAffected();
    // Were the second try judged anew, it would find the key free and create it.
    served.local().bucket("B").delete("k");
    proxy.answers(Answers.PASS);

    assertThrows(AlreadyExistsException.class, () -> Waiting.on(create));
    assertTrue(served.local().bucket("B").get("k").isEmpty());
  }

  @Test
  void shouldSayThatItDoesNotKnowWhenNoAnswerComesInTime() throws InterruptedException {
    long first = bucket.put("k", "1");
    try (var impatient = connectFor(Duration.ofMillis(700))) {
      Bucket same = impatient.bucket("B");
      proxy.answers(Answers.LOSE);

      assertThrows(IndeterminateException.class, () -> same.update("k", Bytes.utf8("2"), first));
      assertThrows(UnavailableException.class, () -> same.get("k"));
      proxy.answers(Answers.PASS);
    }
    assertEquals(first + 1, served.local().bucket("B").get("k").orElseThrow().revision());
  }

  /** A late second request would delete what another has created by then. */
  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldDeleteABucketAtMostOnce(Answers treatment) throws InterruptedException {
    try (var impatient = connectFor(Duration.ofMillis(700))) {
      proxy.answers(treatment);
      CompletionStage<Boolean> delete = impatient.deleteBucketAsync("B");
      proxy.awaitAffected();
      served.local().createBucket(BucketConfig.builder("B").history(10).build()).put("k", "v");
      proxy.answers(Answers.PASS);

      assertThrows(IndeterminateException.class, () -> Waiting.on(delete));
      assertTrue(served.local().bucket("B").get("k").isPresent());
    }
  }

  /** A late second request would undo what another has changed by then. */
  @ParameterizedTest
  @EnumSource(names = {"LOSE", "CUT"})
  void shouldUpdateABucketAtMostOnce(Answers treatment) throws InterruptedException {
    try (var impatient = connectFor(Duration.ofMillis(700))) {
      proxy.answers(treatment);
      CompletionStage<?> update =
          impatient.updateBucketAsync(BucketConfig.builder("B").history(20).build());
      proxy.awaitAffected();
      served.local().updateBucket(BucketConfig.builder("B").history(30).build());
      proxy.answers(Answers.PASS);

      assertThrows(IndeterminateException.class, () -> Waiting.on(update));
      assertEquals(30, served.local().bucket("B").status().config().history());
    }
  }

  @Test
  void shouldSayThatNothingHappenedWhenTheServerIsAway() throws Exception {
    try (var impatient = connectFor(Duration.ofMillis(500))) {
      Bucket same = impatient.bucket("B");
      proxy.partition();
      awaitAway(same);

      var failure = assertThrows(UnavailableException.class, () -> same.put("k", "2"));

      assertTrue(failure.toString().contains(proxy.url()), failure::toString);
      proxy.mend();
      awaitBack(same);
      same.put("k", "3");
    }
    assertEquals(1, served.local().bucket("B").status().lastRevision());
  }

  @Test
  void shouldRefuseTheSecondOfTwoUpdatesOfOneRevision() throws InterruptedException {
    long first = bucket.put("k", "1");
    bucket.update("k", Bytes.utf8("2"), first);

    assertThrows(WrongRevisionException.class, () -> bucket.update("k", Bytes.utf8("3"), first));
  }

  private KeyValueStore connectFor(Duration requestTimeout) throws InterruptedException {
    return RemoteStore.connect(
        ServedStore.optionsFor(proxy.url())
            .requestTimeout(requestTimeout)
            .attemptTimeout(Duration.ofMillis(200))
            .build());
  }

  /** A read tells when the client has noticed: it changes nothing. */
  private static void awaitAway(Bucket bucket) throws Exception {
    Eventually.until(PATIENCE, "a client that has lost its server", () -> !answers(bucket));
  }

  private static void awaitBack(Bucket bucket) throws Exception {
    Eventually.until(PATIENCE, "a client that is back", () -> answers(bucket));
  }

  private static boolean answers(Bucket bucket) throws InterruptedException {
    try {
      bucket.get("k");
      return true;
    } catch (UnavailableException away) {
      return false;
    }
  }
}
