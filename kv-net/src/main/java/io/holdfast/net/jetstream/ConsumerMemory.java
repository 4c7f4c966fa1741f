package io.holdfast.net.jetstream;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers consumers over a restart, those with {@code mem_storage} excepted. What changed is
 * written within a second, all at once, so that a delivery costs one look into a map, and a
 * consumer that lives shorter than that nothing more. A kill loses at most that second: what was
 * delivered in it comes once more, under the number it had before.
 *
 * <p>Thread-safe: changes are noted in {@link ConsumerChanges}; the file and what was written to it
 * are the writing thread's alone.
 */
final class ConsumerMemory {
  private static final Logger log = LoggerFactory.getLogger(ConsumerMemory.class);
  private static final Duration DELAY = Duration.ofSeconds(1);

  /** An event loop answers within milliseconds, unless it is about to stop. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ConsumerFile file;
  private final ScheduledThreadPoolExecutor writer;
  private final ConsumerChanges<ServedConsumer> changes = new ConsumerChanges<>();

  /** Which consumers the file knows, by when they were made. The writing thread's alone. */
  private final Map<RememberedConsumer.Id, Instant> written = new HashMap<>();

  /** The writing thread's alone. */
  private boolean failing;

  private volatile boolean closed;
  private volatile @Nullable Supplier<List<ServedConsumer>> toRewrite;

  ConsumerMemory(ConsumerFile file) {
    this.file = file;
    this.writer =
        new ScheduledThreadPoolExecutor(
            1, ConsumerMemory::daemon, new ThreadPoolExecutor.DiscardPolicy());
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** What was remembered; to be asked once, before anything is noted. */
  Collection<RememberedConsumer> recall() {
    try {
      Collection<RememberedConsumer> remembered = file.read();
      remembered.forEach(consumer -> written.put(consumer.id(), consumer.created()));
      return remembered;
    } catch (IOException e) {
      log.warn("Consumers of before are not known, clients have to make them anew", e);
      return List.of();
    }
  }

  /**
   * Says that everything recalled is served again or given up, so that the file may be written anew
   * from {@code consumers}.
   */
  void recalled(Supplier<List<ServedConsumer>> consumers) {
    toRewrite = consumers;
  }

  /** Notes that a consumer began or went on. */
  void progressed(ServedConsumer consumer) {
    if (!consumer.config().inMemory() && changes.progressed(consumer)) {
      writeSoon();
    }
  }

  /** Notes that a consumer ended, which is not to be found by its name any more. */
  void ended(ServedConsumer consumer) {
    if (!consumer.config().inMemory() && !closed && changes.ended(consumer)) {
      writeSoon();
    }
  }

  private void writeSoon() {
    var unused = writer.schedule(this::write, DELAY.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void write() {
    try {
      Supplier<List<ServedConsumer>> all = toRewrite;
      if (all != null && (failing || file.isGrown())) {
        rewrite(all.get());
      }
      append();
      failing = false;
    } catch (IOException | TimeoutException e) {
      if (!failing) {
        log.warn("Consumers are not remembered for now; clients make them anew after a restart", e);
      }
      failing = true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void append() throws IOException, InterruptedException, TimeoutException {
    ConsumerChanges.Taken<ServedConsumer> taken = changes.take();
    var lines = new ArrayList<Map<String, Object>>();
    for (ServedConsumer consumer : taken.ended()) {
      if (written.remove(RememberedConsumer.Id.of(consumer), consumer.created())) {
        lines.add(RememberedConsumer.end(consumer));
      }
    }
    for (RememberedConsumer consumer : ask(taken.progressed(), false)) {
      lines.add(news(consumer));
    }
    if (!lines.isEmpty()) {
      file.append(lines);
    }
  }

  private Map<String, Object> news(RememberedConsumer consumer) {
    boolean known = consumer.created().equals(written.put(consumer.id(), consumer.created()));
    return known ? consumer.progress() : consumer.all();
  }

  private void rewrite(List<ServedConsumer> consumers)
      throws IOException, InterruptedException, TimeoutException {
    var lines = new ArrayList<Map<String, Object>>();
    var kept = new HashMap<RememberedConsumer.Id, Instant>();
    for (RememberedConsumer consumer : ask(consumers, false)) {
      kept.put(consumer.id(), consumer.created());
      lines.add(consumer.all());
    }
    file.rewrite(lines);
    written.clear();
    written.putAll(kept);
  }

  /** Has each say where it is, at its home, and end there if this is the end. */
  private static List<RememberedConsumer> ask(List<ServedConsumer> consumers, boolean end)
      throws InterruptedException, TimeoutException {
    var asked = new ArrayList<CompletableFuture<@Nullable RememberedConsumer>>();
    for (ServedConsumer consumer : consumers) {
      if (!consumer.config().inMemory()) {
        try {
          asked.add(CompletableFuture.supplyAsync(() -> answer(consumer, end), consumer.home()));
        } catch (RejectedExecutionException stopped) {
          log.debug("Consumer {} stopped before", consumer.config().name());
        }
      }
    }
    var answers = new ArrayList<RememberedConsumer>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (CompletableFuture<@Nullable RememberedConsumer> answer : asked) {
      try {
        RememberedConsumer known =
            answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (known != null) {
          answers.add(known);
        }
      } catch (ExecutionException e) {
        log.warn("A consumer does not say where it is", e.getCause());
      }
    }
    return answers;
  }

  private static @Nullable RememberedConsumer answer(ServedConsumer consumer, boolean end) {
    RememberedConsumer known = consumer.remember();
    if (end) {
      consumer.endNow();
    }
    return known;
  }

  /**
   * Writes where {@code consumers} are, and ends them, to be recalled by the next server. Blocks
   * for a few seconds at most. Idempotent.
   */
  void close(List<ServedConsumer> consumers) {
    if (closed) {
      return;
    }
    closed = true;
    writer.execute(() -> writeLast(consumers));
    writer.shutdown();
    try {
      if (!writer.awaitTermination(3 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        log.warn("Consumers were not remembered in time; clients make them anew");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeLast(List<ServedConsumer> consumers) {
    try {
      append();
      var lines = new ArrayList<Map<String, Object>>();
      for (RememberedConsumer consumer : ask(consumers, true)) {
        lines.add(news(consumer));
      }
      file.append(lines);
    } catch (IOException | TimeoutException e) {
      log.warn("Consumers were not remembered; clients make them anew", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable task) {
    var thread = new Thread(task, "holdfast-net-consumers");
    thread.setDaemon(true);
    return thread;
  }
}
