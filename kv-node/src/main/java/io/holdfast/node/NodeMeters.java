package io.holdfast.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a node that serves pages shows its meters. Immutable.
 *
 * @param registry for all parts of the node
 * @param page the meters as text, in the form that Prometheus reads
 * @param ours what to close with the node
 */
record NodeMeters(MeterRegistry registry, Supplier<String> page, List<AutoCloseable> ours) {
  /**
   * The caller's registry where it can make that page; otherwise one of our own, with the JVM's
   * meters in it, and the caller's beside it if there is one.
   */
  static NodeMeters beside(@Nullable MeterRegistry callers) {
    if (callers instanceof PrometheusMeterRegistry able) {
      return new NodeMeters(able, able::scrape, List.of());
    }
    var own = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(own);
    new JvmThreadMetrics().bindTo(own);
    new ProcessorMetrics().bindTo(own);
    new UptimeMetrics().bindTo(own);
    var collections = new JvmGcMetrics();
    collections.bindTo(own);
    MeterRegistry all = own;
    if (callers != null) {
      all = new CompositeMeterRegistry().add(own).add(callers);
    }
    return new NodeMeters(all, own::scrape, List.of(collections, own::close));
  }
}
