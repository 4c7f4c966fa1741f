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
    return new Acquisition<>(
            client,
            keys,
            value,
            true,
            new Acquisition.Answer<MutexHandle>() {
              @Override
              public MutexHandle granted(MutexHandle held) {
                return held;
              }

              @Override
              public MutexHandle notGranted(@Nullable Throwable lastError) {
                throw new LockTimeoutException(keys.name(), timeout, lastError);
              }
            })
        .start(checked(timeout));
  }

  @Override
  public CompletableFuture<Optional<MutexHandle>> tryAcquireAsync(Duration timeout) {
    return new Acquisition<>(client, keys, value, true, orEmpty(timeout)).start(checked(timeout));
  }

  @Override
  public CompletableFuture<Optional<MutexHandle>> tryAcquireAsync() {
    Duration longest = client.session().options.leaseTtl();
    return new Acquisition<>(client, keys, value, false, orEmpty(longest)).start(longest);
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
  public MutexHandle acquire(Duration timeout) throws InterruptedException {
    return await(acquireAsync(timeout), QueuedMutex::giveBack);
  }

  @Override
  public Optional<MutexHandle> tryAcquire() throws InterruptedException {
    return await(tryAcquireAsync(), QueuedMutex::releaseIfHeld);
  }

  @Override
  public Optional<MutexHandle> tryAcquire(Duration timeout) throws InterruptedException {
    return await(tryAcquireAsync(timeout), QueuedMutex::releaseIfHeld);
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
