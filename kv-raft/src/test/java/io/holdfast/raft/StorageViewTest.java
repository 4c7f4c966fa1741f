package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StorageViewTest {
  private final SteppedScheduler scheduler = new SteppedScheduler();

  @TempDir Path folder;

  @AfterEach
  void endThreads() {
    scheduler.close();
  }

  @Test
  void shouldAskTheFileSystemInTheBackgroundOnly() throws IOException {
    var opened = new AtomicReference<StorageView>();
    StorageListener listener =
        new StorageListener() {
          @Override
          public void opened(StorageView view) {
            opened.set(view);
          }
        };
    var options =
        DurableStoreOptions.at(folder)
            .scheduler(scheduler)
            .diskLimits(SteppedScheduler.ANY_DISK)
            .listener(listener);
    try (var store = DurableStore.open(options.build())) {
      StorageView view = Objects.requireNonNull(opened.get());
      long segments = view.segments();
      assertTrue(segments >= 1);
      assertTrue(view.logBytes() > 0 && view.usableBytes() > 0);
      Path another = Files.createFile(folder.resolve("log").resolve("another.segment"));

      assertEquals(segments, view.segments(), "a page must not wait for the disk");
      scheduler.advance(StorageView.SAMPLED_EVERY);
      assertEquals(segments + 1, view.segments());

      Files.delete(another);
      assertTrue(store.readiness().join() == null);
    }
  }
}
