package io.holdfast.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.config.ConfigView;
import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.node.HoldfastNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each sample does what it says, and the README quotes it as it is. */
class SamplesTest {
  @Test
  void shouldWriteUnderTheMutex(@TempDir Path directory) throws InterruptedException {
    var storage = new MutexSample.FencedStorage();
    MutexSample.run(directory.resolve("data"), storage);
    MutexSample.run(directory.resolve("data"), storage);

    assertEquals(List.of("paid", "paid"), storage.accepted());
  }

  @Test
  void shouldWorkWhileLeading() throws InterruptedException {
    try (var node = HoldfastNode.builder().memory().start()) {
      var first = LeaderSample.run(node.store(), new LeaderSample.Work(2));
      var second = LeaderSample.run(node.store(), new LeaderSample.Work(2));

      assertEquals(first.get(0), first.get(1));
      assertTrue(second.get(0).isAfter(first.get(0)));
    }
  }

  @Test
  void shouldFollowAChangedValue() throws Exception {
    var resized = new CompletableFuture<Integer>();
    var pool =
        new ThreadPoolExecutor(1, 64, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(100)) {
          @Override
          public void setCorePoolSize(int size) {
            super.setCorePoolSize(size);
            if (size == 16) {
              resized.complete(size);
            }
          }
        };
    try (var node = HoldfastNode.builder().memory().start();
        var scheduler = ThreadScheduler.create("sample")) {
      Bucket bucket = node.store().createBucket(BucketConfig.of("settings"));
      try (var config = ConfigView.on(bucket, scheduler)) {
        ConfigSample.follow(config, pool);
        bucket.put("limits.parallel", "16");

        assertEquals(16, resized.get(10, TimeUnit.SECONDS));
      }
    }
    pool.shutdown();
  }

  @Test
  void shouldBeQuotedInTheReadmeAsTheyAre() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    int quotes = 0;
    for (String part : readme.split("```java\n// sample: ", -1)) {
      if (quotes++ == 0) {
        continue;
      }
      String name = part.substring(0, part.indexOf('\n'));
      String quoted = part.substring(part.indexOf('\n') + 1, part.indexOf("```"));
      Path source =
          Path.of("src", "main", "java", "io", "holdfast", "samples", name + "Sample.java");
      assertTrue(
          words(Files.readString(source)).contains(words(quoted)),
          "the README quotes other code than " + source);
    }
    assertEquals(4, quotes, "the README is to quote three samples");
  }

  @Test
  void shouldLinkOnlyToPagesThatExist() throws Exception {
    Path root = Path.of("..");
    var link = Pattern.compile("\\]\\(([^)#:]+)\\)");
    for (String page : List.of("README.md", "docs/command-line.md", "docs/guarantees.md")) {
      var links = link.matcher(Files.readString(root.resolve(page)));
      while (links.find()) {
        Path target = root.resolve(page).resolveSibling(links.group(1));
        assertTrue(
            Files.exists(target), page + " links to " + links.group(1) + ", which is not there");
      }
    }
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
