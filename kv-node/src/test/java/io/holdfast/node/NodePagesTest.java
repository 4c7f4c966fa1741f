package io.holdfast.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.store.InMemoryStore;
import io.holdfast.kv.store.LocalStore;
import io.holdfast.kv.watch.StateUsage;
import io.holdfast.net.http.Answer;
import io.holdfast.net.json.JsonFields;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NodePagesTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "[a-zA-Z_:][a-zA-Z0-9_:]*(\\{([a-zA-Z_][a-zA-Z0-9_]*=\"[^\"]*\",?)*\\})?"
              + " [-+0-9.eENa]+(Inf)?");

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void shouldServeMetersThatPrometheusCanRead() throws Exception {
    try (var node =
        HoldfastNode.builder().data(directory.resolve("data")).listen(0).http(0).start()) {
      node.store().createBucket(BucketConfig.of("b")).put("key", "value");

      HttpResponse<String> page = get(node, "/metrics");

      assertEquals(200, page.statusCode());
      List<String> samples = page.body().lines().filter(line -> !line.startsWith("#")).toList();
      for (String sample : samples) {
        assertTrue(SAMPLE.matcher(sample).matches(), sample);
      }
      assertTrue(
          samples.contains(
              "holdfast_store_request_seconds_count{operation=\"put\",outcome=\"ok\"} 1"),
          page.body());
      assertTrue(
          samples.contains(
              "holdfast_store_request_seconds_count{operation=\"put\",outcome=\"refused\"} 0"),
          page.body());
      assertTrue(samples.contains("holdfast_store_buckets 1.0"), page.body());
      assertTrue(samples.contains("holdfast_server_connections 0.0"), page.body());
      assertTrue(page.body().contains("holdfast_disk_sync_seconds_count{file=\"log\"}"));
      assertTrue(page.body().contains("jvm_memory_used_bytes"));
    }
  }

  @Test
  void shouldShowTheStatus() throws Exception {
    try (var node =
        HoldfastNode.builder()
            .data(directory.resolve("data"))
            .quota(1 << 20)
            .listen(0)
            .http(0)
            .start()) {
      node.store().createBucket(BucketConfig.of("b")).put("key", "value");

      HttpResponse<String> page = get(node, "/status");

      assertEquals("application/json", page.headers().firstValue("Content-Type").orElseThrow());
      JsonFields status = JsonFields.parse(Bytes.utf8(page.body()));
      assertEquals("synced", status.text("durability"));
      assertEquals(1, status.number("buckets"));
      assertEquals(1 << 20, status.number("quotaBytes"));
      assertTrue(status.number("stateBytes") > StateUsage.BUCKET_BYTES, page.body());
      assertEquals(0, status.number("connections"));
      assertTrue(page.body().contains("\"node\":\"node-1\""), page.body());
      assertTrue(page.body().contains("\"name\":\"b\""), page.body());
      assertTrue(page.body().contains("\"lastRevision\":1"), page.body());
      assertTrue(page.body().contains("\"lastEntry\":"), page.body());
    }
  }

  @Test
  void shouldBeReadyWhileItServes() throws Exception {
    try (var node = HoldfastNode.builder().memory().http(0).start()) {
      assertEquals(200, get(node, "/healthz").statusCode());
      assertEquals(200, get(node, "/readyz").statusCode());
      assertEquals("ready\n", get(node, "/readyz").body());
    }
  }

  @Test
  void shouldNotBeReadyOnceTheStoreIsClosedOrTheNodeIsAboutTo() {
    LocalStore store = InMemoryStore.open();
    var pages = new NodePages(store, null, null, () -> "");
    assertEquals(200, ready(pages).status());

    pages.closing();
    assertEquals(503, ready(pages).status());

    var others = new NodePages(store, null, null, () -> "");
    store.close();
    Answer closed = ready(others);
    assertEquals(503, closed.status());
    assertTrue(closed.body().utf8().contains("closed"), closed.body().utf8());
  }

  private static Answer ready(NodePages pages) {
    return Objects.requireNonNull(pages.byPath().get("/readyz"))
        .answer()
        .toCompletableFuture()
        .join();
  }

  @Test
  void shouldShowTheNodesMetersInTheCallersRegistryToo() throws Exception {
    var registry = new SimpleMeterRegistry();
    try (var node = HoldfastNode.builder().memory().meters(registry).http(0).start()) {
      node.store().createBucket(BucketConfig.of("b"));

      assertEquals(1, registry.get("holdfast.store.buckets").gauge().value());
      assertTrue(get(node, "/metrics").body().contains("holdfast_store_buckets 1.0"));
    }
    assertFalse(registry.isClosed(), "the registry is the caller's");
  }

  @Test
  @Tag("G41")
  void shouldKeepThePagesOnLoopbackUnlessToldOtherwise() {
    var open = HoldfastNode.builder().memory().http("0.0.0.0", 0);

    assertThrows(InvalidArgumentException.class, open::start);
    assertThrows(InvalidArgumentException.class, () -> HoldfastNode.builder().http(65_536));
  }

  @Test
  void shouldServeNoPagesUnlessAsked() {
    try (var node = HoldfastNode.builder().memory().listen(0).start()) {
      assertTrue(node.httpUrl().isEmpty());
    }
  }

  private HttpResponse<String> get(HoldfastNode node, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(node.httpUrl().orElseThrow() + path))
            .timeout(Duration.ofSeconds(20))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
