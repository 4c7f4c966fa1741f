package io.holdfast.kv.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.BucketId;
import io.holdfast.kv.StoreClosedException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EntryTableTest {
  private final EntryTable table =
      new EntryTable(new BucketId("bucket", 1), BucketConfig.of("bucket"), Instant.EPOCH);

  /** A change that its writer never ends must not hold its readers for ever. */
  @Test
  void shouldFailReadersThatWaitForAWriterThatFailed() throws Exception {
    table.insert(Stored.entry("key", 1));
    List<CompletableFuture<?>> waiting =
        List.of(
            waiting(() -> table.latest("key")),
            waiting(() -> table.history("key")),
            waiting(() -> table.next(1, ">")));
    waiting.forEach(
        each -> assertThrows(TimeoutException.class, () -> each.get(1, TimeUnit.MILLISECONDS)));

    var cause = new IllegalStateException("broken on purpose");
    table.fail(cause);

    for (var each : waiting) {
      var failed = assertThrows(ExecutionException.class, () -> each.get(10, TimeUnit.SECONDS));
      var why = assertInstanceOf(StoreClosedException.class, failed.getCause());
      assertEquals(cause, why.getCause());
    }
  }

  private static CompletableFuture<Object> waiting(Supplier<Object> read) {
    var answer = new CompletableFuture<Object>();
    var reader =
        new Thread(
            () -> {
              try {
                answer.complete(read.get());
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    reader.setDaemon(true);
    reader.start();
    return answer;
  }
}
