package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.config.ConfigView;
import io.holdfast.election.Elections;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.locks.Locks;
import io.holdfast.locks.LocksOptions;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import io.holdfast.node.HoldfastNode;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/observability.md} lists every meter that a node, a client and the recipes register,
 * with its type, unit and tags, and no other.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MetersPageTest {
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `(holdfast\\.[a-z.]+)` \\| ([a-z ]+)(?:, ([a-z]+))? \\|([^|]*)\\|[^|]+\\|[^|]*\\|$",
          Pattern.MULTILINE);
  private static final Pattern TAG = Pattern.compile("`([a-z]+)`");

  @TempDir Path directory;

  @Test
  void shouldListEveryMeterAndNoOther() throws Exception {
    var listed = new TreeMap<String, String>();
    ROW.matcher(Files.readString(Path.of("..", "docs", "observability.md")))
        .results()
        .forEach(
            row -> {
              var tags = new TreeSet<String>();
              TAG.matcher(row.group(4)).results().forEach(tag -> tags.add(tag.group(1)));
              String unit = row.group(3) == null ? "" : row.group(3);
              listed.put(row.group(1), described(row.group(2), unit, tags.toString()));
            });

    assertEquals(asLines(registered()), asLines(listed));
  }

  private SortedMap<String, String> registered() throws Exception {
    var registry = new SimpleMeterRegistry();
    try (var node =
            HoldfastNode.builder()
                .data(directory.resolve("data"))
                .listen(0)
                .meters(registry)
                .start();
        var threads = ThreadScheduler.create("meters");
        var store =
            RemoteStore.connect(
                RemoteOptions.to(node.url().orElseThrow()).meters(registry).build());
        var locks = Locks.on(store, LocksOptions.on(threads).meters(registry));
        var elections =
            Elections.on(
                store, LocksOptions.on(threads).bucket(Elections.BUCKET).meters(registry));
        var config =
            ConfigView.withMeters(
                store.createBucket(BucketConfig.of("settings")), threads, registry)) {
      assertTrue(locks.mutex("a").tryAcquire().isPresent());
      elections.election("scheduler");
      assertEquals(0, config.keys().size());
      var found = new TreeMap<String, String>();
      for (Meter meter : registry.getMeters()) {
        var id = meter.getId();
        var tags =
            id.getTags().stream().map(Tag::getKey).collect(Collectors.toCollection(TreeSet::new));
        String type = id.getType().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String unit = id.getBaseUnit() == null ? "" : id.getBaseUnit();
        String before = found.put(id.getName(), described(type, unit, tags.toString()));
        assertTrue(
            before == null || before.equals(found.get(id.getName())),
            "two forms of " + id.getName() + ": " + before);
        assertTrue(id.getDescription() != null, id.getName() + " has no description");
      }
      return found;
    }
  }

  private static String described(String type, String unit, String tags) {
    return type + (unit.isEmpty() ? "" : " in " + unit) + " " + tags;
  }

  private static String asLines(SortedMap<String, String> meters) {
    return meters.entrySet().stream()
        .map(meter -> meter.getKey() + " " + meter.getValue())
        .collect(Collectors.joining("\n"));
  }
}
