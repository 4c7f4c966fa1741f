package io.holdfast.samples;

import io.holdfast.config.Codec;
import io.holdfast.config.ConfigValue;
import io.holdfast.config.ConfigView;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.time.ThreadScheduler;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Configuration that changes while the program runs: a thread pool follows a value, and a value
 * that makes no sense changes nothing.
 */
public final class ConfigSample {
  private ConfigSample() {}

  /** {@code --url URL}: the server to use; without it, one in this process. */
  public static void main(String[] args) throws InterruptedException {
    var pool = new ThreadPoolExecutor(1, 64, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(100));
    try (var server = SampleServer.from(args);
        var scheduler = ThreadScheduler.create("sample");
        var store = server.connect()) {
      var settings = SampleServer.emptyBucket(store, BucketConfig.of("sample-settings"));
      try (var config = ConfigView.on(settings, scheduler)) {
        run(settings, config, pool);
      }
    } finally {
      pool.shutdown();
    }
  }

  static void run(Bucket settings, ConfigView config, ThreadPoolExecutor pool)
      throws InterruptedException {
    ConfigValue<Long> limit = follow(config, pool);
    System.out.println("nothing is set: the default gives " + pool.getCorePoolSize() + " threads");

    // Listeners are called in order, so whoever is called next finds the pool resized.
    var changes = new LinkedBlockingQueue<String>();
    limit.onChange((before, after) -> changes.add("limits.parallel"));
    settings.put("limits.parallel", "16");
    changes.take();
    System.out.println("limits.parallel is 16: " + pool.getCorePoolSize() + " threads");

    // A view sees the bucket in the order of its revisions: who hears of the second has seen the
    // first.
    config.value("greeting", Codec.text(), "").onChange((before, after) -> changes.add("greeting"));
    settings.put("limits.parallel", "many");
    settings.put("greeting", "hello");
    changes.take();
    System.out.println("'many' is refused: " + limit.rejection().orElseThrow().reason());
    System.out.println("the last good value stays: " + pool.getCorePoolSize() + " threads");

    settings.delete("limits.parallel");
    changes.take();
    System.out.println("the key is deleted: " + pool.getCorePoolSize() + " threads again");
  }

  static ConfigValue<Long> follow(ConfigView config, ThreadPoolExecutor pool) {
    ConfigValue<Long> limit = config.value("limits.parallel", Codec.integer(), 8L);
    limit.onChange((before, after) -> pool.setCorePoolSize(after.intValue()));
    pool.setCorePoolSize(limit.get().intValue());
    return limit;
  }
}
