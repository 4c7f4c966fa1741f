package io.holdfast.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.WriteOptions;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.time.Clock;
import io.holdfast.kv.time.Scheduler;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ConfigViewTest {
  private final VirtualScheduler time = new VirtualScheduler(6);
  private final KeyValueStore store = InMemoryStore.open(time);
  private final Bucket bucket = get(store.createBucketAsync(BucketConfig.of("config")));

  private <T> T get(CompletionStage<T> stage) {
    var future = stage.toCompletableFuture();
    assertTrue(
        time.runUntil(future::isDone, Duration.ofMinutes(1)),
        "not done in a minute of virtual time");
    return future.join();
  }

  private long put(String key, String value) {
    long revision = get(bucket.putAsync(key, Bytes.utf8(value), WriteOptions.DEFAULT));
    time.advance(Duration.ofMillis(10));
    return revision;
  }

  private ConfigView loadedView(String... filters) {
    return get(ConfigView.on(bucket, time, filters).loaded());
  }

  @Test
  void shouldServeTheDefaultUntilLoaded() {
    put("limit", "7");
    var view = ConfigView.on(bucket, time);
    var limit = view.value("limit", Codec.integer(), 1L);
    assertEquals(1, limit.get());
    assertEquals(ConfigView.State.LOADING, view.state());

    get(view.loaded());

    assertEquals(7, limit.get());
    assertEquals(ConfigView.State.CURRENT, view.state());
  }

  @Test
  void shouldFollowItsKey() {
    var view = loadedView();
    var limit = view.value("limit", Codec.integer(), 1L);
    var changes = new ArrayList<String>();
    limit.onChange((before, after) -> changes.add(before + ">" + after));

    long revision = put("limit", "7");
    put("other", "x");
    put("limit", "8");
    put("limit", "8");
    get(bucket.deleteAsync("limit"));
    time.advance(Duration.ofMillis(10));

    assertEquals(List.of("1>7", "7>8", "8>1"), changes);
    assertTrue(limit.isDefault());
    assertTrue(limit.revision() > revision);
  }

  @Test
  void shouldKeepTheOldValueAndReportABadOne() {
    var view = loadedView();
    var limit = view.value("limit", Codec.integer().checked(n -> n > 0, "must be positive"), 1L);
    long good = put("limit", "7");

    long bad = put("limit", "-1");

    assertEquals(7, limit.get());
    assertEquals(good, limit.revision());
    var rejection = limit.rejection().orElseThrow();
    assertEquals(bad, rejection.revision());
    assertEquals("value must be positive, got '-1'", rejection.reason());

    put("limit", "9");
    assertEquals(9, limit.get());
    assertEquals(Optional.empty(), limit.rejection());
  }

  @Test
  void shouldServeTheDefaultAndReportABadValueThatWasThereFirst() {
    long bad = put("limit", "many");
    put("other", "fine");

    var view = loadedView();
    var limit = view.value("limit", Codec.integer(), 1L);

    assertEquals(1, limit.get());
    assertTrue(limit.isDefault());
    assertEquals(bad, limit.rejection().orElseThrow().revision());
    assertTrue(limit.rejection().orElseThrow().reason().contains("many"));
    assertEquals("fine", view.value("other", Codec.text(), "").get());
  }

  @Test
  void shouldForgetARejectionWhenTheKeyIsDeleted() {
    var view = loadedView();
    var limit = view.value("limit", Codec.integer(), 1L);
    put("limit", "7");
    put("limit", "many");

    get(bucket.deleteAsync("limit"));
    time.advance(Duration.ofMillis(10));

    assertEquals(1, limit.get());
    assertEquals(Optional.empty(), limit.rejection());
  }

  @Test
  void shouldRefuseWhatACodecLooksUpInVain() {
    var colours = Map.of("sky", "blue");
    var view = loadedView();
    var first = view.value("colour", Codec.text().then(colours::get), "grey");
    var second = view.value("colour", Codec.text(), "");
    var heard = new ArrayList<String>();
    second.onChange((before, after) -> heard.add(after));

    put("colour", "sky");
    put("colour", "sea");

    assertEquals("blue", first.get());
    assertTrue(first.rejection().isPresent());
    assertEquals(List.of("sky", "sea"), heard, "one value's codec held up another value");
  }

  @Test
  void shouldNameTheRefusalOfACodecThatGivesNoMessage() {
    var view = loadedView();
    var limit =
        view.value(
            "limit",
            Codec.text()
                .then(
                    text -> {
                      throw new IllegalStateException();
                    }),
            1L);

    put("limit", "7");

    assertEquals("java.lang.IllegalStateException", limit.rejection().orElseThrow().reason());
  }

  @Test
  void shouldRefuseAKeyItCouldNeverSee() {
    var view = loadedView("app.>");

    var failure =
        assertThrows(
            InvalidArgumentException.class, () -> view.value("limit", Codec.integer(), 1L));
    assertTrue(String.valueOf(failure.getMessage()).contains("app.>"), failure::getMessage);
    assertThrows(
        InvalidArgumentException.class, () -> view.value("app..limit", Codec.integer(), 1L));
  }

  @Test
  void shouldTellWhoWaitsForTheFirstListingThatTheViewWasClosed() {
    var view = ConfigView.on(bucket, time);
    var loaded = view.loaded().toCompletableFuture();
    view.close();

    assertTrue(time.runUntil(loaded::isDone, Duration.ofMinutes(1)), "waits for ever");

    var failure = assertThrows(CompletionException.class, loaded::join);
    assertInstanceOf(UnavailableException.class, failure.getCause());
  }

  @Test
  void shouldGoOnAfterAListenerThrows() {
    var view = loadedView();
    var text = view.value("text", Codec.text(), "");
    var heard = new ArrayList<String>();
    text.onChange(
        (before, after) -> {
          throw new IllegalStateException("the listener's own");
        });
    text.onChange((before, after) -> heard.add(after));

    put("text", "a");
    put("text", "b");

    assertEquals(List.of("a", "b"), heard);
  }

  @Test
  void shouldSeeOnlyWhatItsFiltersMatch() {
    put("app.a", "1");
    put("else.b", "2");

    var view = loadedView("app.>");

    assertEquals(Set.of("app.a"), view.keys());
    assertEquals(Optional.of(Bytes.utf8("1")), view.get("app.a"));
    assertEquals(Optional.empty(), view.get("else.b"));
  }

  @Test
  void shouldForgetWhatExpired() {
    var view = loadedView();
    get(bucket.putAsync("flag", Bytes.utf8("on"), WriteOptions.DEFAULT));
    get(bucket.deleteAsync("flag"));
    time.advance(Duration.ofMillis(10));

    assertEquals(Set.of(), view.keys());
  }

  @Test
  void shouldKeepItsValuesWhenTheBucketGoesAndFollowTheNextOne() {
    var view = loadedView();
    var limit = view.value("limit", Codec.integer(), 1L);
    put("limit", "7");

    get(store.deleteBucketAsync("config"));
    time.advance(Duration.ofSeconds(1));
    assertEquals(7, limit.get());
    assertEquals(ConfigView.State.STALE, view.state());
    var next = get(store.createBucketAsync(BucketConfig.of("config")));
    get(next.putAsync("limit", Bytes.utf8("8"), WriteOptions.DEFAULT));
    time.advance(Duration.ofSeconds(30));

    assertEquals(ConfigView.State.CURRENT, view.state());
    assertEquals(8, limit.get());
  }

  @Test
  void shouldKeepItsValuesWhenClosed() {
    var view = loadedView();
    var limit = view.value("limit", Codec.integer(), 1L);
    put("limit", "7");

    view.close();
    put("limit", "8");

    assertEquals(7, limit.get());
    assertEquals(ConfigView.State.CLOSED, view.state());
  }

  /** As in a try block that has the scheduler, then the view. */
  @Test
  void shouldAskNothingOfASchedulerThatIsClosedAfterIt() {
    var threads = new ClosedLater();
    var loaded = get(ConfigView.on(bucket, threads).loaded());
    var loading = ConfigView.on(bucket, threads);

    loaded.close();
    loading.close();
    threads.closed = true;
    put("limit", "7");
    store.close();
    time.advance(Duration.ofSeconds(1));

    assertEquals(0, threads.refused);
    assertTrue(loading.loaded().toCompletableFuture().isCompletedExceptionally());
  }

  /** Time and threads of the test until they are closed. Confined to the test's thread. */
  private final class ClosedLater implements Scheduler {
    private boolean closed;
    private int refused;

    @Override
    public void execute(Runnable task) {
      if (closed) {
        refused++;
        throw new RejectedExecutionException("closed");
      }
      time.execute(task);
    }

    @Override
    public Cancellation schedule(Duration delay, Runnable task) {
      return time.schedule(delay, () -> execute(task));
    }

    @Override
    public Clock clock() {
      return time.clock();
    }
  }

  @Test
  void shouldReadTheUsualTypes() {
    assertEquals(Duration.ofMillis(1500), Codec.duration().decode(Bytes.utf8("PT1.5S\n")));
    assertEquals(true, Codec.flag().decode(Bytes.utf8("TRUE")));
    assertFalse(Codec.flag().decode(Bytes.utf8("false")));
    assertEquals(2.5, Codec.decimal().decode(Bytes.utf8("2.5")));
    assertEquals(
        ConfigView.State.STALE, Codec.oneOf(ConfigView.State.class).decode(Bytes.utf8("STALE")));
    assertThrows(RuntimeException.class, () -> Codec.flag().decode(Bytes.utf8("yes")));
    assertThrows(RuntimeException.class, () -> Codec.integer().decode(Bytes.utf8("1.5")));
  }
}
