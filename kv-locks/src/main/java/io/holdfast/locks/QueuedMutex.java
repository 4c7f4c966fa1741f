package io.holdfast.locks;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.Waiting;
import io.holdfast.kv.time.DurationText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A mutex on our core: FIFO by tickets, see {@code docs/lock-protocol.md}. Immutable. */
final class QueuedMutex implements Mutex {
  private final LockClient client;
  private final LockKeys keys;
  private final Bytes value;

  QueuedMutex(LockClient client, LockKeys keys, Bytes value) {
    this.client = client;
    this.keys = keys;
    this.value = value;
  }

  @Override
  public String name() {
    return keys.name();
  }

  @Override
  public Mutex showing(Bytes newValue) {
    return new QueuedMutex(client, keys, newValue);
  }

  @Override
  public CompletableFuture<MutexHandle> acquireAsync(Duration timeout) {
    return Acquisition.start(client, waiting(), new OrTimeout(keys, timeout), checked(timeout));
  }

  @Override
  public CompletableFuture<Optional<MutexHandle>> tryAcquireAsync(Duration timeout) {
    return Acquisition.start(client, waiting(), orEmpty(timeout), checked(timeout));
  }

  @Override
  public CompletableFuture<Optional<MutexHandle>> tryAcquireAsync() {
    return Acquisition.start(client, trying(), orEmpty(longestTry()), longestTry());
  }

  @Override
  public MutexHandle acquire(Duration timeout) throws InterruptedException {
    var answer = new OrTimeout(keys, timeout);
    return await(
        Acquisition.startAndWait(client, waiting(), answer, checked(timeout)),
        QueuedMutex::giveBack);
  }

  @Override
  public Optional<MutexHandle> tryAcquire() throws InterruptedException {
    return await(
        Acquisition.startAndWait(client, trying(), orEmpty(longestTry()), longestTry()),
        QueuedMutex::releaseIfHeld);
  }

  @Override
  public Optional<MutexHandle> tryAcquire(Duration timeout) throws InterruptedException {
    return await(
        Acquisition.startAndWait(client, waiting(), orEmpty(timeout), checked(timeout)),
        QueuedMutex::releaseIfHeld);
  }

  private Acquisition.Wish waiting() {
    return new Acquisition.Wish(keys, value, true);
  }

  private Acquisition.Wish trying() {
    return new Acquisition.Wish(keys, value, false);
  }

  /** A try does not wait for others, but for the store. */
  private Duration longestTry() {
    return client.session().options.leaseTtl();
  }

  /** Empty is for a lock that others hold; that the store cannot be asked is another answer. */
  private OrEmpty orEmpty(Duration longest) {
    return new OrEmpty(
        lastError -> {
          if (lastError != null) {
            throw new UnavailableException(
                "lock '"
                    + keys.name()
                    + "' could not be tried within "
                    + longest.toMillis()
                    + " ms: "
                    + lastError.getMessage(),
                lastError);
          }
        });
  }

  @Override
  public <T, X extends Exception> T whileHeld(Duration timeout, GuardedTask<T, X> task)
      throws X, InterruptedException {
    try (var held = acquire(timeout)) {
      return new GuardedSection(client.session(), held).run(task);
    }
  }

  private static void releaseIfHeld(Optional<MutexHandle> held) {
    held.ifPresent(QueuedMutex::giveBack);
  }

  private static void giveBack(MutexHandle held) {
    var unused = held.releaseAsync();
  }

  /** Waits; interrupted, it gives the attempt up and gives back what was granted at that moment. */
  private static <T> T await(CompletableFuture<T> result, Consumer<T> giveBack)
      throws InterruptedException {
    try {
      return Waiting.on(result);
    } catch (InterruptedException e) {
      if (!result.cancel(false)) {
        var unused = result.thenAccept(giveBack);
      }
      throw e;
    }
  }

  private Duration checked(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new InvalidArgumentException(
          "time-out for lock '"
              + keys.name()
              + "' must be positive, got "
              + DurationText.of(timeout)
              + "; tryAcquire() does not wait");
    }
    return timeout;
  }

  private record OrTimeout(LockKeys keys, Duration timeout)
      implements Acquisition.Answer<MutexHandle> {
    @Override
    public MutexHandle granted(MutexHandle held) {
      return held;
    }

    @Override
    public MutexHandle notGranted(@Nullable Throwable lastError) {
      throw new LockTimeoutException(keys.name(), timeout, lastError);
    }
  }

  private record OrEmpty(Consumer<@Nullable Throwable> onNotGranted)
      implements Acquisition.Answer<Optional<MutexHandle>> {
    @Override
    public Optional<MutexHandle> granted(MutexHandle held) {
      return Optional.of(held);
    }

    @Override
    public Optional<MutexHandle> notGranted(@Nullable Throwable lastError) {
      onNotGranted.accept(lastError);
      return Optional.empty();
    }
  }
}
