package io.holdfast.samples;

import io.holdfast.config.ConfigView;
import io.holdfast.election.Election;
import io.holdfast.election.Elections;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import io.holdfast.node.HoldfastNode;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/** A node, a client and every recipe, shown in one registry of meters. */
public final class MetersSample {
  private MetersSample() {}

  /** Prints a few meters while a lock and an office are held. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println(run(new SimpleMeterRegistry()));
  }

  static String run(MeterRegistry registry) throws InterruptedException {
    try (var node = HoldfastNode.builder().memory().listen(0).meters(registry).start();
        var threads = ThreadScheduler.create("app");
        var store =
            RemoteStore.connect(
                RemoteOptions.to(node.url().orElseThrow()).meters(registry).build());
        var locks = Locks.on(store, LocksOptions.on(threads).meters(registry));
        var elections =
            Elections.on(
                store, LocksOptions.on(threads).bucket(Elections.BUCKET).meters(registry));
        var config =
            ConfigView.withMeters(
                store.createBucket(BucketConfig.of("app-settings")), threads, registry)) {
      return work(locks, elections.election("porter"), config, registry);
    }
  }

  private static String work(
      Locks locks, Election election, ConfigView config, MeterRegistry registry)
      throws InterruptedException {
    try (var held = locks.mutex("door").acquire(Duration.ofSeconds(10));
        var term = election.campaign(Bytes.utf8("app"))) {
      return "'%s' is held, '%s' is led, %d settings: %d locks and %d offices at once"
          .formatted(
              held.name(),
              term.election(),
              config.keys().size(),
              active(registry, "holdfast.lock.held"),
              active(registry, "holdfast.election.leading"));
    }
  }

  private static int active(MeterRegistry registry, String meter) {
    return registry.get(meter).longTaskTimer().activeTasks();
  }
}
