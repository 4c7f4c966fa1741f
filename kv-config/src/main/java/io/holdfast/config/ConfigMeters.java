package io.holdfast.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a view, all there from the start, tagged with its bucket: gauges describe one view
 * of a bucket. Reading a value touches none of them. Thread-safe, as meters are.
 */
final class ConfigMeters implements ConfigListener {
  private final MeterRegistry registry;
  private final String bucket;
  private final Counter changes;
  private final Counter rejections;
  private final List<Meter> gauges = new CopyOnWriteArrayList<>();

  ConfigMeters(MeterRegistry registry, String bucket) {
    this.registry = registry;
    this.bucket = bucket;
    changes = counter("holdfast.config.changes", "Values that changed");
    rejections =
        counter(
            "holdfast.config.rejections",
            "Entries that were no valid value, so that the one before stays");
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).tag("bucket", bucket).register(registry);
  }

  @Override
  public void opened(ConfigView view) {
    gauge(
        "holdfast.config.revision", "Revision that the view has seen", view, ConfigView::revision);
    gauge("holdfast.config.keys", "Keys that have a value", view, each -> each.keys().size());
    gauge(
        "holdfast.config.stale",
        "1 while the view does not follow its bucket, and the last known values stay",
        view,
        each -> each.state() == ConfigView.State.CURRENT ? 0 : 1);
  }

  private void gauge(
      String name, String description, ConfigView view, ToDoubleFunction<ConfigView> reading) {
    gauges.add(
        Gauge.builder(name, view, reading)
            .description(description)
            .tag("bucket", bucket)
            .register(registry));
  }

  @Override
  public void changed() {
    changes.increment();
  }

  @Override
  public void rejected() {
    rejections.increment();
  }

  @Override
  public void closed() {
    gauges.forEach(registry::remove);
    gauges.clear();
  }
}
