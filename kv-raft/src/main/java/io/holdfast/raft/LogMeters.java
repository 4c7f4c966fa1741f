package io.holdfast.raft;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.OverloadedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The meters of a log and its disk; all but the gauges are there from the start. Gauges come with
 * {@link #opened} and go with {@link #closed}, so that a store that could not open leaves none that
 * tells of a disk nobody uses. They describe one store, so two stores need two registries, or one
 * with different common tags. Thread-safe, as meters are.
 */
final class LogMeters implements StorageListener {
  /** What a file is for, as its meters are tagged. */
  private enum FileKind {
    LOG,
    /** A segment that is prepared ahead of need. */
    SPARE,
    SNAPSHOT,
    VOTE,
    OTHER;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }

    static FileKind of(Path file) {
      Path folder = file.getParent();
      Path name = folder == null ? null : folder.getFileName();
      return switch (name == null ? "" : name.toString()) {
        case "log" -> file.toString().endsWith(".tmp") ? SPARE : LOG;
        case "snapshots" -> SNAPSHOT;
        case "vote" -> VOTE;
        default -> OTHER;
      };
    }
  }

  private final MeterRegistry registry;
  private final DistributionSummary batchCommands;
  private final DistributionSummary batchBytes;
  private final Counter overloaded;
  private final Counter unavailable;
  private final Map<FileKind, Counter> written = new EnumMap<>(FileKind.class);
  private final Map<FileKind, Timer> syncs = new EnumMap<>(FileKind.class);
  private final Counter stalls;
  private final Timer snapshots;
  private final Timer snapshotPauses;
  private final DistributionSummary snapshotBytes;
  private final Timer scrubs;
  private final Counter damages;
  private final AtomicBoolean full = new AtomicBoolean();
  private final List<Meter> gauges = new CopyOnWriteArrayList<>();

  LogMeters(MeterRegistry registry) {
    this.registry = registry;
    batchCommands = summary("holdfast.log.batch", "Commands in one log entry", "commands");
    batchBytes = summary("holdfast.log.batch.size", "Commands in one log entry", "bytes");
    overloaded = refused("overloaded");
    unavailable = refused("unavailable");
    for (FileKind kind : FileKind.values()) {
      written.put(
          kind,
          Counter.builder("holdfast.disk.written")
              .description("Written to files")
              .baseUnit("bytes")
              .tag("file", kind.tag())
              .register(registry));
      syncs.put(
          kind,
          Timer.builder("holdfast.disk.sync")
              .description("Making durable what was written to a file")
              .tag("file", kind.tag())
              .register(registry));
    }
    stalls = counter("holdfast.disk.stalls", "Calls that the disk did not answer in good time");
    snapshots = timer("holdfast.snapshot.write", "Writing a snapshot until it is durable");
    snapshotPauses = timer("holdfast.snapshot.pause", "How long the state stood still for one");
    snapshotBytes = summary("holdfast.snapshot.size", "State in one snapshot", "bytes");
    scrubs = timer("holdfast.scrub.pass", "Passes over all files that found nothing wrong");
    damages = counter("holdfast.scrub.findings", "Passes over all files that found damage");
  }

  private Counter refused(String reason) {
    return Counter.builder("holdfast.log.refused")
        .description("Commands refused before anything was written")
        .tag("reason", reason)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private Timer timer(String name, String description) {
    return Timer.builder(name).description(description).register(registry);
  }

  private DistributionSummary summary(String name, String description, String unit) {
    return DistributionSummary.builder(name)
        .description(description)
        .baseUnit(unit)
        .register(registry);
  }

  private void gauge(Gauge.Builder<?> gauge) {
    gauges.add(gauge.register(registry));
  }

  /** Before a write has met the end of the disk, the log knows that no room is left. */
  private boolean isFull(StorageView view) {
    return full.get() || view.isFull();
  }

  @Override
  public void opened(StorageView view) {
    gauge(
        Gauge.builder("holdfast.disk.full", view, each -> isFull(each) ? 1 : 0)
            .description("1 while the disk is full and writes are refused"));
    gauge(
        Gauge.builder("holdfast.log.waiting", view, StorageView::waiting)
            .description("Commands that were taken in and have no answer yet")
            .baseUnit("commands"));
    gauge(
        Gauge.builder("holdfast.log.first", view, StorageView::firstIndex)
            .description("First entry of the log"));
    gauge(
        Gauge.builder("holdfast.log.last", view, StorageView::lastIndex)
            .description("Last entry of the log"));
    gauge(
        Gauge.builder("holdfast.log.segments", view, StorageView::segments)
            .description("Files that the log lies in"));
    gauge(
        Gauge.builder("holdfast.log.size", view, StorageView::logBytes)
            .description("What the files of the log take")
            .baseUnit("bytes"));
    gauge(
        Gauge.builder("holdfast.disk.free", view, StorageView::usableBytes)
            .description("What the file system has left for the process")
            .baseUnit("bytes"));
  }

  @Override
  public void closed() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }

  @Override
  public void batched(int commands, long bytes) {
    batchCommands.record(commands);
    batchBytes.record((double) bytes);
  }

  @Override
  public void refused(HoldfastException why) {
    (why instanceof OverloadedException ? overloaded : unavailable).increment();
  }

  @Override
  public void written(Path file, int bytes) {
    Counter counter = written.get(FileKind.of(file));
    if (counter != null) {
      counter.increment(bytes);
    }
  }

  @Override
  public void synced(Path file, Duration took) {
    Timer timer = syncs.get(FileKind.of(file));
    if (timer != null) {
      timer.record(took);
    }
  }

  @Override
  public void captured(Duration took) {
    snapshotPauses.record(took);
  }

  @Override
  public void snapshotTaken(SnapshotReport report) {
    snapshots.record(report.took());
    snapshotBytes.record((double) report.bytes());
  }

  @Override
  public void diskFull(boolean now) {
    full.set(now);
  }

  @Override
  public void scrubbed(ScrubReport report) {
    scrubs.record(report.took());
  }

  @Override
  public void damageFound() {
    damages.increment();
  }

  @Override
  public void stalled(StalledCall call) {
    stalls.increment();
  }
}
