package io.holdfast.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.KeyValueManagement;
import io.nats.client.NUID;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.KeyValueEntry;
import io.nats.client.api.KeyValueOperation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** A server, a client, and buckets that are gone after the test. */
@Timeout(60)
abstract class JnatsTest {
  static final int WRONG_LAST_SEQUENCE = 10071;

  /** What the server does in its own time, such as expiry, is done by then. */
  private static final Duration SERVERS_OWN_TIME = Duration.ofSeconds(15);

  private static final Duration POLL = Duration.ofMillis(20);

  private final List<String> created = new ArrayList<>();
  private final List<Connection> others = new ArrayList<>();
  private Server server;
  private String test = "";
  Connection client;
  KeyValueManagement buckets;

  @BeforeEach
  void connect(TestInfo info) throws Exception {
    test = info.getDisplayName();
    server = Server.shared();
    client = Nats.connect(options(server.url()));
    buckets = client.keyValueManagement();
  }

  @AfterEach
  void disconnect() throws Exception {
    for (String bucket : created) {
      if (buckets.getBucketNames().contains(bucket)) {
        buckets.delete(bucket);
      }
    }
    for (Connection one : others) {
      one.close();
    }
    client.close();
    server.close();
  }

  static Options options(String url) {
    return Options.builder()
        .server(url)
        .maxReconnects(-1)
        .reconnectWait(Duration.ofMillis(50))
        .build();
  }

  /** Another connection to the same server. */
  Connection another() throws IOException, InterruptedException {
    Connection one = Nats.connect(options(server.url()));
    others.add(one);
    return one;
  }

  /** A name that nobody else uses, whose bucket is deleted after the test. */
  String name() {
    String name = "jnats_" + NUID.nextGlobal();
    created.add(name);
    return name;
  }

  KeyValueConfiguration.Builder configuration() {
    return KeyValueConfiguration.builder(name());
  }

  KeyValue bucket() throws Exception {
    return bucket(settings -> settings);
  }

  KeyValue bucket(int history) throws Exception {
    return bucket(settings -> settings.maxHistoryPerKey(history));
  }

  KeyValue bucket(UnaryOperator<KeyValueConfiguration.Builder> settings) throws Exception {
    return client.keyValue(buckets.create(settings.apply(configuration()).build()).getBucketName());
  }

  /** Skips the test where the server is older than the feature, as the clients find out. */
  void needsVersion(int minor, String what) {
    String version = client.getServerInfo().getVersion();
    needs(
        client.getServerInfo().isSameOrNewerThanVersion("2." + minor + ".0"),
        what + " need server 2." + minor + ", this is " + version);
  }

  void needsLimitMarkers() throws Exception {
    int level = client.jetStreamManagement().getAccountStatistics().getApi().getLevel();
    needs(level >= 1, "limit markers need API level 1, this server has " + level);
  }

  void needs(boolean there, String reason) {
    String skips = System.getenv("INTEROP_SKIPS");
    if (!there && skips != null) {
      try {
        Files.writeString(
            Path.of(skips), "jnats | " + test + " | " + reason + "\n", StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new IllegalStateException("cannot note what is skipped in " + skips, e);
      }
    }
    Assumptions.assumeTrue(there, reason);
  }

  /** Asks again until the answer fits, since the server does this in its own time. */
  static <T> T eventually(Callable<T> question, Predicate<T> fits) throws Exception {
    long end = System.nanoTime() + SERVERS_OWN_TIME.toNanos();
    while (true) {
      T answer = question.call();
      if (fits.test(answer)) {
        return answer;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("still " + answer + " after " + SERVERS_OWN_TIME);
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  static void assertRefused(int code, Executable call) {
    var refused = assertThrows(JetStreamApiException.class, call::execute);
    assertEquals(code, refused.getApiErrorCode(), refused.getMessage());
  }

  /** A call that may be refused. */
  interface Executable {
    void execute() throws Exception;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Entries in words: a=1, a DELETE. */
  static List<String> lines(List<KeyValueEntry> entries) {
    return entries.stream().map(JnatsTest::line).toList();
  }

  static String line(KeyValueEntry entry) {
    if (entry.getOperation() != KeyValueOperation.PUT) {
      return entry.getKey() + " " + entry.getOperation();
    }
    String value = entry.getValueAsString();
    return entry.getKey() + "=" + (value == null ? "" : value);
  }
}
