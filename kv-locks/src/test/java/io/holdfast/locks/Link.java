package io.holdfast.locks;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.Entry;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.WatchListener;
import io.holdfast.kv.time.Scheduler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One client's way to a store, which a test can cut or make lose what it carries. Used by one
 * thread.
 */
final class Link {
  /** What may happen to a request. */
  enum Fault {
    /** It never arrives; the caller cannot know. */
    LOSE_REQUEST,
    /** It arrives, and its answer never does. */
    LOSE_ANSWER
  }

  private record Planned(Predicate<Transaction> which, Fault fault) {}

  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);

  private final KeyValueStore store;
  private final Scheduler time;
  private final Queue<Planned> planned = new ArrayDeque<>();
  private final List<String> writes = new ArrayList<>();
  private final List<String> reads = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private boolean cut;
  private boolean losingRenewals;

  Link(KeyValueStore store, Scheduler time) {
    this.store = store;
    this.time = time;
  }

  /** The store as this client sees it. */
  KeyValueStore store() {
    return proxy(KeyValueStore.class, this::callStore);
  }

  /** From now on every request times out and no event arrives. */
  void cut() {
    cut = true;
  }

  /** From now on renewals of the lease time out, and all else goes through. */
  void loseRenewals() {
    losingRenewals = true;
  }

  /** Lets what comes from now on through again. */
  void heal() {
    cut = false;
  }

  /** The next transaction that {@code which} accepts meets {@code fault}. */
  void plan(Predicate<Transaction> which, Fault fault) {
    planned.add(new Planned(which, fault));
  }

  /** The methods that were called to write, in order. */
  List<String> writes() {
    return writes;
  }

  /** The methods that were called to read, in order. */
  List<String> reads() {
    return reads;
  }

  /** The kind and the lock of each entry that a watch brought, in order. */
  List<String> events() {
    return events;
  }

  private @Nullable Object deliver(WatchListener listener, Method event, Object[] parts)
      throws Throwable {
    if (cut) {
      return null;
    }
    if (parts.length > 0 && parts[0] instanceof Entry entry) {
      String[] key = entry.key().split("\\.", -1);
      events.add(key[0] + "." + key[1]);
    }
    return forward(listener, event, parts);
  }

  private @Nullable Object callStore(Method method, Object[] arguments) throws Throwable {
    Object answer = forward(store, method, arguments);
    boolean opens =
        method.getName().equals("bucketAsync") || method.getName().equals("createBucketAsync");
    return opens && answer instanceof CompletionStage<?> stage
        ? stage.thenApply(bucket -> wrap((Bucket) bucket))
        : answer;
  }

  private Bucket wrap(Bucket bucket) {
    return proxy(Bucket.class, (method, arguments) -> callBucket(bucket, method, arguments));
  }

  private @Nullable Object callBucket(Bucket bucket, Method method, Object[] arguments)
      throws Throwable {
    if (method.getName().equals("watch")) {
      var listener = (WatchListener) arguments[1];
      var filtered = proxy(WatchListener.class, (event, parts) -> deliver(listener, event, parts));
      return forward(bucket, method, new Object[] {arguments[0], filtered});
    }
    if (method.getName().equals("direct")) {
      return wrap((Bucket) Objects.requireNonNull(forward(bucket, method, arguments)));
    }
    if (!CompletionStage.class.isAssignableFrom(method.getReturnType())) {
      return forward(bucket, method, arguments);
    }
    if (method.getName().matches("(put|create|update|delete|purge|commit)Async")) {
      writes.add(method.getName());
    } else {
      reads.add(method.getName());
    }
    return answer(bucket, method, arguments);
  }

  private CompletionStage<?> answer(Bucket bucket, Method method, Object[] arguments)
      throws Throwable {
    if (cut || (losingRenewals && method.getName().equals("updateAsync"))) {
      return timeOut();
    }
    var next = planned.peek();
    boolean faulty =
        next != null
            && method.getParameterCount() > 0
            && arguments[0] instanceof Transaction transaction
            && next.which.test(transaction);
    if (!faulty) {
      return sent(bucket, method, arguments)
          .thenCompose(answer -> cut ? timeOut() : CompletableFuture.completedStage(answer));
    }
    return planned.remove().fault == Fault.LOSE_REQUEST
        ? CompletableFuture.failedStage(new IndeterminateException("request lost"))
        : sent(bucket, method, arguments)
            .thenCompose(
                answer -> CompletableFuture.failedStage(new IndeterminateException("answer lost")));
  }

  private CompletionStage<Object> timeOut() {
    var answer = new CompletableFuture<Object>();
    time.schedule(
        REQUEST_TIMEOUT,
        () -> answer.completeExceptionally(new IndeterminateException("no answer in time")));
    return answer;
  }

  private static CompletionStage<?> sent(Bucket bucket, Method method, Object[] arguments)
      throws Throwable {
    return (CompletionStage<?>) Objects.requireNonNull(forward(bucket, method, arguments));
  }

  private interface Call {
    @Nullable Object on(Method method, Object[] arguments) throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Call call) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> call.on(method, arguments)));
  }

  private static @Nullable Object forward(
      Object target, Method method, @Nullable Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
