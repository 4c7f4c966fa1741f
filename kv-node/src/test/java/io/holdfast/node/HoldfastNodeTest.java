package io.holdfast.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.InvalidArgumentException;
import io.holdfast.kv.KeyValueStore;
import io.holdfast.kv.LimitExceededException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.time.ThreadScheduler;
import io.holdfast.net.remote.RemoteOptions;
import io.holdfast.net.remote.RemoteStore;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node as its user puts it together: what starts, what is refused, and what is left behind. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HoldfastNodeTest {
  @TempDir Path directory;

  @Test
  void shouldServeItsStoreInProcessWithoutAServer() throws Exception {
    try (var node = HoldfastNode.builder().memory().start()) {
      long revision = node.store().createBucket(BucketConfig.of("b")).put("key", "value");

      assertEquals(1, revision);
      assertEquals(Optional.empty(), node.address());
      assertEquals(Optional.empty(), node.url());
    }
  }

  @Test
  void shouldReportTheRealAddressOfAFreePort() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start();
        var other = HoldfastNode.builder().memory().listen(0).start()) {
      int port = node.address().orElseThrow().getPort();

      assertTrue(port > 0, () -> "port " + port);
      assertNotEquals(port, other.address().orElseThrow().getPort());
      assertEquals(Optional.of("nats://127.0.0.1:" + port), node.url());
    }
  }

  @Test
  void shouldShowClientsTheStoreItGivesInProcess() throws Exception {
    try (var node = HoldfastNode.builder().memory().listen(0).start();
        var scheduler = ThreadScheduler.create("client");
        var client = connect(node, scheduler)) {
      node.store().createBucket(BucketConfig.of("b")).put("key", "from inside");

      assertEquals("from inside", value(client));
      client.bucket("b").put("key", "from outside");
      assertEquals("from outside", value(node.store()));
    }
  }

  @Test
  void shouldKeepItsQuotaUntilAnotherOneIsGiven() throws Exception {
    try (var node = durable().quota(10_000).start()) {
      var bucket = node.store().createBucket(BucketConfig.of("b"));
      bucket.put("key", "kept");
      assertThrows(LimitExceededException.class, () -> bucket.put("big", "1".repeat(10_000)));
    }
    try (var node = durable().start()) {
      var bucket = node.store().bucket("b");
      assertThrows(LimitExceededException.class, () -> bucket.put("big", "1".repeat(10_000)));
    }
    try (var node = durable().quota(20_000).start()) {
      node.store().bucket("b").put("big", "1".repeat(10_000));
    }
    try (var node = durable().noQuota().start()) {
      node.store().bucket("b").put("bigger", "1".repeat(30_000));
    }
    assertThrows(InvalidArgumentException.class, () -> HoldfastNode.builder().quota(0));
  }

  @Test
  void shouldKeepItsDataInTheDirectory() throws Exception {
    try (var node = durable().start()) {
      node.store().createBucket(BucketConfig.of("b")).put("key", "kept");
    }
    try (var node = durable().start()) {
      assertEquals("kept", value(node.store()));
    }
  }

  @Test
  void shouldForgetWhatItKeptInMemory() throws Exception {
    try (var node = HoldfastNode.builder().memory().start()) {
      node.store().createBucket(BucketConfig.of("b"));
    }
    try (var node = HoldfastNode.builder().memory().start()) {
      assertTrue(node.store().buckets().isEmpty());
    }
  }

  @Test
  void shouldEndItsServerAndItsStoreOnceHoweverOftenItIsClosed() throws Exception {
    var node = durable().listen(0).start();
    InetSocketAddress address = node.address().orElseThrow();

    node.close();
    node.close();

    assertThrows(
        ConnectException.class,
        () -> new Socket(address.getAddress(), address.getPort()).close(),
        "the port still answers");
    assertThrows(HoldfastException.class, () -> node.store().buckets());
    durable().start().close();
  }

  @Test
  void shouldLeaveNoDirectoryWhenItCannotListen() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThrows(UnavailableException.class, () -> durable().listen(port).start());
      assertThrows(UnavailableException.class, () -> durable().listen(0).http(port).start());
    }
    assertThrows(InvalidArgumentException.class, () -> durable().listen("0.0.0.0", 0).start());

    assertFalse(Files.exists(data()), "a node that never served has left its directory");
  }

  @Test
  void shouldNameAPortInUseAndLeaveTheDirectoryFree() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      var failure =
          assertThrows(
              UnavailableException.class, () -> durable().listen(taken.getLocalPort()).start());

      assertTrue(String.valueOf(failure.getMessage()).contains(port), failure::getMessage);
    }
    durable().start().close();
  }

  @Test
  void shouldRefuseADirectoryThatAnotherNodeUses() throws Exception {
    try (var holder = durable().start()) {
      var failure = assertThrows(HoldfastException.class, () -> durable().start());

      assertTrue(
          String.valueOf(failure.getMessage()).contains(data().toString()), failure::getMessage);
      // The refusal took nothing from the one that holds it.
      holder.store().createBucket(BucketConfig.of("b")).put("key", "unharmed");
      assertEquals("unharmed", value(holder.store()));
    }
  }

  @Test
  void shouldAskForExactlyOnePlaceForItsData() {
    assertThrows(InvalidArgumentException.class, () -> HoldfastNode.builder().start());
    assertThrows(InvalidArgumentException.class, () -> durable().memory().start());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void shouldRefuseAPortThatCannotBe(int port) {
    var failure =
        assertThrows(
            InvalidArgumentException.class,
            () -> HoldfastNode.builder().memory().listen(port).start());

    assertTrue(
        String.valueOf(failure.getMessage()).contains(Integer.toString(port)), failure::getMessage);
  }

  /** G41. */
  @Test
  @Tag("G41")
  void shouldServeOtherMachinesOnlyWhenToldThatItIsInsecure() {
    var failure =
        assertThrows(
            InvalidArgumentException.class,
            () -> HoldfastNode.builder().memory().listen("0.0.0.0", 0).start());
    assertTrue(String.valueOf(failure.getMessage()).contains("0.0.0.0"), failure::getMessage);
  }

  @Test
  void shouldHoldClientsToOtherLimitsButListenWhereItWasTold() throws Exception {
    try (var node =
            HoldfastNode.builder()
                .memory()
                .listen(0)
                .limits(options -> options.maxPayload(4096).host("0.0.0.0"))
                .start();
        var client = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
      var greeting =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
      String info = greeting.readLine();

      assertTrue(info.contains("\"max_payload\":4096"), info);
      assertTrue(node.address().orElseThrow().getAddress().isLoopbackAddress());
    }
  }

  private static int port(HoldfastNode node) {
    return node.address().orElseThrow().getPort();
  }

  @Test
  void shouldRefusePeriodsTooShortToKeep() {
    var builder = HoldfastNode.builder();

    assertThrows(InvalidArgumentException.class, () -> builder.scrubEvery(Duration.ZERO));
    assertThrows(InvalidArgumentException.class, () -> builder.hungDiskAfter(Duration.ZERO));
  }

  private Path data() {
    return directory.resolve("data");
  }

  private HoldfastNode.Builder durable() {
    return HoldfastNode.builder().data(data());
  }

  private static KeyValueStore connect(HoldfastNode node, ThreadScheduler scheduler)
      throws InterruptedException {
    return RemoteStore.connect(
        RemoteOptions.to(node.url().orElseThrow()).scheduler(scheduler).build());
  }

  private static String value(KeyValueStore store) throws InterruptedException {
    return store.bucket("b").get("key").orElseThrow().value().utf8();
  }
}
