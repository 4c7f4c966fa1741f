package io.holdfast.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueWatchOption;
import io.nats.client.api.KeyValueWatcher;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three server processes that are one cluster, used by unmodified jnats clients. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ClusterIT {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path directory = Path.of("");
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, ServerProcess> servers = new TreeMap<>();
  private final Map<Integer, Integer> pages = new TreeMap<>();
  private final Map<Integer, Integer> clients = new TreeMap<>();
  private final List<Connection> connections = new ArrayList<>();
  private String nodes = "";
  private String host = "";

  @BeforeEach
  void start() throws Exception {
    var held = new ArrayList<ServerSocket>();
    // An address of this test's own: a port that was free a moment ago is free there still.
    var random = ThreadLocalRandom.current();
    var own =
        InetAddress.getByAddress(
            new byte[] {127, (byte) random.nextInt(1, 255), (byte) random.nextInt(256), 1});
    var named = new ArrayList<String>();
    for (int node = 1; node <= 3; node++) {
      var peers = new ServerSocket(0, 1, own);
      var page = new ServerSocket(0, 1, own);
      var client = new ServerSocket(0, 1, own);
      held.add(client);
      clients.put(node, client.getLocalPort());
      held.add(peers);
      held.add(page);
      named.add("n" + node + "=" + own.getHostAddress() + ":" + peers.getLocalPort());
      pages.put(node, page.getLocalPort());
    }
    nodes = String.join(",", named);
    for (ServerSocket socket : held) {
      socket.close();
    }
    host = own.getHostAddress();
    for (int node = 1; node <= 3; node++) {
      open(node, "--new-cluster");
    }
  }

  private void open(int node, String... more) throws IOException {
    var options =
        new ArrayList<>(
            List.of(
                "--host",
                host,
                "--node",
                "n" + node,
                "--cluster",
                nodes,
                "--http-host",
                host,
                "--http",
                Integer.toString(port(pages, node))));
    options.addAll(List.of(more));
    servers.put(
        node,
        ServerProcess.start(
            directory.resolve("n" + node), port(clients, node), options.toArray(String[]::new)));
  }

  @AfterEach
  void stop() throws Exception {
    for (Connection each : connections) {
      each.close();
    }
    for (ServerProcess server : servers.values()) {
      server.close();
    }
  }

  @Test
  void shouldGoOnAfterAKilledNodeAndLoseNothingAcknowledged() throws Exception {
    for (int node = 1; node <= 3; node++) {
      awaitPage(node, "/readyz", 200);
    }
    List<String> urls = servers.values().stream().map(ServerProcess::url).toList();
    var acknowledged = new TreeMap<String, Long>();
    Connection roaming = connect(urls.toArray(String[]::new));
    Connection third = connect(urls.get(2));
    roaming
        .keyValueManagement()
        .create(KeyValueConfiguration.builder().name("B").maxHistoryPerKey(64).build());
    var heard = new LinkedBlockingQueue<Long>();
    third.keyValue("B").watchAll(new Revisions(heard), KeyValueWatchOption.INCLUDE_HISTORY);
    KeyValue kv = roaming.keyValue("B");
    // Each in turn, so that whoever leads is among them.
    for (int victim = 1; victim <= 3; victim++) {
      put(kv, acknowledged, 20);
      if (victim == 3) {
        assertOnceAndInOrder(heard, acknowledged);
      }
      server(victim).kill();
      put(kv, acknowledged, 20);
      check(connect(urls.get(victim % 3)).keyValue("B"), acknowledged);
      open(victim);
      awaitPage(victim, "/readyz", 200);
      check(connect(urls.get(victim - 1)).keyValue("B"), acknowledged);
    }
  }

  private static int port(Map<Integer, Integer> ports, int node) {
    return Objects.requireNonNull(ports.get(node));
  }

  private ServerProcess server(int node) {
    return Objects.requireNonNull(servers.get(node));
  }

  /** Puts so many keys; what fails is put under another key, since it may yet take effect. */
  private static void put(KeyValue kv, Map<String, Long> acknowledged, int count)
      throws InterruptedException {
    int before = acknowledged.size();
    long end = System.nanoTime() + LONG.toNanos();
    for (int attempt = 0; acknowledged.size() < before + count; attempt++) {
      assertTrue(System.nanoTime() < end, "no writes for " + LONG);
      String key = "k" + before + "-" + attempt;
      try {
        acknowledged.put(key, kv.put(key, "v"));
      } catch (IOException | JetStreamApiException | IllegalStateException unavailable) {
        TimeUnit.MILLISECONDS.sleep(20); // between two attempts; bounded above
      }
    }
  }

  private static void check(KeyValue kv, Map<String, Long> acknowledged) throws Exception {
    for (var each : acknowledged.entrySet()) {
      KeyValueEntry found = kv.get(each.getKey());
      assertNotNull(found, () -> each.getKey() + " was acknowledged and is gone");
      assertEquals(each.getValue(), found.getRevision(), each.getKey());
    }
  }

  private static void assertOnceAndInOrder(
      BlockingQueue<Long> heard, Map<String, Long> acknowledged) throws InterruptedException {
    long last = acknowledged.values().stream().mapToLong(Long::longValue).max().orElse(0);
    for (long expected = 1; expected <= last; expected++) {
      assertEquals(expected, heard.poll(LONG.toSeconds(), TimeUnit.SECONDS));
    }
  }

  @Test
  void shouldNotBeReadyNorServeInAMinority() throws Exception {
    awaitPage(1, "/readyz", 200);
    Connection client = connect(server(1).url());
    client.keyValueManagement().create(KeyValueConfiguration.builder().name("B").build());
    client.keyValue("B").put("k", "v");
    server(2).kill();
    server(3).kill();

    awaitPage(1, "/readyz", 503);

    var refused = new ArrayList<String>();
    try {
      client.keyValue("B").put("k", "w");
    } catch (IOException | JetStreamApiException e) {
      refused.add("written: " + e.getMessage());
    }
    try {
      client.keyValue("B").get("k");
    } catch (IOException | JetStreamApiException e) {
      refused.add("read: " + e.getMessage());
    }
    assertEquals(2, refused.size(), refused.toString());
  }

  private Connection connect(String... urls) throws IOException, InterruptedException {
    Connection made =
        Nats.connect(
            Options.builder()
                .servers(urls)
                .noRandomize()
                .maxReconnects(-1)
                .reconnectWait(Duration.ofMillis(50))
                .connectionTimeout(Duration.ofSeconds(2))
                .build());
    connections.add(made);
    return made;
  }

  private void awaitPage(int node, String path, int status) throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + host + ":" + port(pages, node) + path))
            .timeout(LONG)
            .build();
    long end = System.nanoTime() + LONG.toNanos();
    String last = "nothing";
    while (System.nanoTime() < end) {
      try {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        last = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() == status) {
          return;
        }
      } catch (IOException notYet) {
        last = notYet.toString();
      }
      TimeUnit.MILLISECONDS.sleep(20); // between two looks at another process; bounded above
    }
    throw new AssertionError(path + " of node " + node + " is not " + status + " but " + last);
  }

  private record Revisions(BlockingQueue<Long> heard) implements KeyValueWatcher {
    @Override
    public void watch(KeyValueEntry entry) {
      heard.add(entry.getRevision());
    }

    @Override
    public void endOfData() {}
  }
}
