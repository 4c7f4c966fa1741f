package io.holdfast.samples;

import io.holdfast.config.Codec;
import io.holdfast.config.ConfigValue;
import io.holdfast.config.ConfigView;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.node.HoldfastNode;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Resizes a thread pool when a configuration value changes. */
public final class ConfigSample {
  private ConfigSample() {}

  /** Changes the value once, on a store in memory. */
  public static void main(String[] args) throws InterruptedException {
    var pool = new ThreadPoolExecutor(1, 64, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(100));
    try (var node = HoldfastNode.builder().memory().start();
        var scheduler = ThreadScheduler.create("sample")) {
      Bucket bucket = node.store().createBucket(BucketConfig.of("settings"));
      try (var config = ConfigView.on(bucket, scheduler)) {
        follow(config, pool);
        bucket.put("limits.parallel", "16");
      }
    }
    pool.shutdown();
  }

  static void follow(ConfigView config, ThreadPoolExecutor pool) {
    ConfigValue<Long> limit = config.value("limits.parallel", Codec.integer(), 8L);
    limit.onChange((before, after) -> pool.setCorePoolSize(after.intValue()));
    pool.setCorePoolSize(limit.get().intValue());
  }
}
