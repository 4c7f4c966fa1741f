package io.holdfast.samples;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.WatchOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A schedule that fires once across a fleet: three processes stand for election, whoever leads
 * fires the ticks. Leaders resign after a while, and one is killed; every tick is fired by exactly
 * one.
 */
public final class ScheduleSample {
  private static final int FLEET = 3;
  private static final int KILLED_AT_TICK = 6;

  private ScheduleSample() {}

  /** {@code --url URL}: the server to use; without it, one in this process. */
  public static void main(String[] args) throws Exception {
    try (var server = SampleServer.from(args);
        var store = server.connect()) {
      run(server.url(), store).forEach(System.out::println);
    }
  }

  /** Runs the fleet until the schedule is over; the ticks in order. */
  static List<Schedule.Tick> run(String url, KeyValueStore store) throws Exception {
    var bucket =
        SampleServer.emptyBucket(
            store, BucketConfig.builder(Schedule.BUCKET).history(Schedule.TICKS).build());
    var schedule = new Schedule(bucket);
    var ticks = new LinkedBlockingQueue<Schedule.Tick>();
    Map<String, Process> fleet = new LinkedHashMap<>();
    var watch = bucket.watch(WatchOptions.all(), entry -> ticks.add(Schedule.tick(entry)));
    try {
      for (int number = 1; number <= FLEET; number++) {
        fleet.put("instance-" + number, start(url, "instance-" + number));
      }
      String leader = await(ticks, KILLED_AT_TICK).by();
      System.out.println(leader + " is killed while it leads");
      Objects.requireNonNull(fleet.get(leader)).destroyForcibly();
      await(ticks, Schedule.TICKS);
      for (Process process : fleet.values()) {
        process.waitFor(30, TimeUnit.SECONDS);
      }
    } finally {
      watch.close();
      fleet.values().forEach(Process::destroyForcibly);
    }
    return schedule.fired();
  }

  private static Schedule.Tick await(BlockingQueue<Schedule.Tick> ticks, int number)
      throws InterruptedException {
    while (true) {
      var tick = ticks.poll(60, TimeUnit.SECONDS);
      if (tick == null) {
        throw new IllegalStateException("no tick for a minute, " + number + " was awaited");
      }
      if (tick.number() >= number) {
        return tick;
      }
    }
  }

  private static Process start(String url, String name) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ScheduleInstance.class.getName(),
            url,
            name)
        .inheritIO()
        .start();
  }
}
