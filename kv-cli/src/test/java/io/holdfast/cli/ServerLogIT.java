package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import io.holdfast.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server's log at the level info reads as the story of the node, and has little else. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ServerLogIT {
  /** More than a log may hold before a snapshot is due. */
  private static final int MEBIBYTES = 70;

  @TempDir Path directory;

  @Test
  void shouldTellOfStartsRecoverySnapshotsAndStops() throws Exception {
    Path data = directory.resolve("data");
    Path log = directory.resolve("data.err");

    ServerProcess.start(data, 0).close();
    String first = Files.readString(log);
    assertTold(
        first,
        "Holdfast .* starts: data in "
            + Pattern.quote(data.toString())
            + ", process \\d+, Java \\d+",
        "Opened " + Pattern.quote(data.toString()) + ": .* log entries \\d+ to \\d+, 0 buckets",
        "Serving NATS clients on 127.0.0.1:\\d+",
        "Ready after \\d+ ms",
        "Holdfast stops: data in " + Pattern.quote(data.toString()),
        "Stopped after \\d+ ms");
    assertTrue(first.lines().count() < 15, "too many lines for a start and a stop:\n" + first);

    try (var server = ServerProcess.start(data, 0)) {
      fill(server);
      awaitSnapshot(log);
    }
    String second = Files.readString(log).substring(first.length());
    assertTold(
        second,
        "Holdfast .* starts",
        "A snapshot of everything up to entry \\d+ was taken: \\d+ bytes in \\d+ ms",
        "Stopped after");

    ServerProcess.start(data, 0).close();
    String third = Files.readString(log).substring(first.length() + second.length());
    assertTold(third, "Opened .* log entries \\d+ to \\d+, 1 buckets", "Stopped after");
    for (String line : Files.readAllLines(log)) {
      assertTrue(!line.contains("WARN") && !line.contains("ERROR"), line);
    }
  }

  private static void fill(ServerProcess server) throws InterruptedException {
    var mebibyte = Bytes.wrap(new byte[(1 << 20) - (1 << 12)]);
    try (var store = RemoteStore.connect(RemoteOptions.to(server.url()).build())) {
      Bucket bucket = store.createBucket(BucketConfig.of("large"));
      for (int i = 0; i < MEBIBYTES; i++) {
        bucket.put("key", mebibyte);
      }
      assertEquals(MEBIBYTES, bucket.status().lastRevision());
    }
  }

  /** It is written in the background. */
  private static void awaitSnapshot(Path log) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!Files.readString(log).contains("A snapshot of everything")) {
      assertTrue(System.nanoTime() < deadline, () -> "no snapshot within a minute: " + read(log));
      Eventually.pass(Duration.ofMillis(20));
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In this order. */
  private static void assertTold(String log, String... patterns) {
    int from = 0;
    for (String pattern : List.of(patterns)) {
      var matcher = Pattern.compile(pattern).matcher(log);
      assertTrue(matcher.find(from), "no '" + pattern + "' after " + from + " in:\n" + log);
      from = matcher.end();
    }
  }
}
