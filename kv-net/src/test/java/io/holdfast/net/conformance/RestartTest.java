package io.holdfast.net.conformance;

import static io.holdfast.net.conformance.Consuming.deliveries;
import static io.holdfast.net.conformance.Consuming.key;
import static io.holdfast.net.conformance.Consuming.number;
import static io.holdfast.net.conformance.Consuming.revision;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Consumers whose server stops, or is killed, and comes again over the same store. */
@Timeout(60)
@Tag("W125")
class RestartTest {
  /** What changed is written within a second; the rest is a busy machine. */
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

  /** As official clients make them to watch: pushed, in order, in need of no acknowledgement. */
  private static final String WATCH =
      "'deliver_policy':'last_per_subject','ack_policy':'none','max_deliver':1,"
          + "'flow_control':true,'idle_heartbeat':5000000000,'inactive_threshold':300000000000";

  @TempDir Path directory;

  private Path file;
  private ServedStore served;
  private Wire wire;
  private Consuming consuming;

  @BeforeEach
  void serve() throws Exception {
    file = directory.resolve("consumers");
    served = ServedStore.start(options -> options.consumers(file));
    connect();
    wire.bucket("B", "'max_msgs_per_subject':64");
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private void connect() throws IOException {
    wire = Wire.to(served);
    consuming = new Consuming(wire);
  }

  private void restart() throws IOException {
    served.restart();
    connect();
  }

  /** Writes past the server, which may be down. */
  private void put(String... keys) throws InterruptedException {
    for (String key : keys) {
      served.store().bucket("B").put(key, Bytes.utf8("value"));
    }
  }

  @Test
  void shouldGoOnWhereItWasWithoutBeingMadeAgain() throws Exception {
    put("a", "b");
    wire.subscribe("_D.w", "7");
    Answer before = consuming.push("w", WATCH).success();
    assertEquals("a b", consuming.keys(2));

    served.stop();
    put("c", "a");
    served.startAgain(options -> options.consumers(file));
    connect();
    wire.subscribe("_D.w", "8");

    for (long n = 3; n <= 4; n++) {
      Received next = wire.next();
      assertEquals(n, number(next));
      assertEquals(n, revision(next));
    }
    put("d");
    assertEquals(5, revision(wire.next()));
    Answer after = consuming.info("w").success();
    assertEquals(before.text("created"), after.text("created"));
    assertEquals(before.at("config"), after.at("config"));
    assertEquals(5, after.number("delivered.consumer_seq"));
    assertEquals(0, after.number("num_pending"));
  }

  @Test
  void shouldSurviveManyRestarts() throws Exception {
    wire.subscribe("_D.w", "7");
    consuming.push("w", WATCH).success();
    for (long n = 1; n <= 5; n++) {
      put("k");
      Received next = wire.next();
      assertEquals(n, number(next));
      assertEquals(n, revision(next));
      restart();
      wire.subscribe("_D.w", "7");
    }
  }

  @Test
  void shouldListOnlyTheNewestOfWhatWasThereWhenItWasMade() throws Exception {
    put("a", "b", "a", "b", "c");
    consuming.push("w", WATCH).success();
    assertEquals(3, consuming.info("w").number("num_pending"));
    put("c", "c");

    restart();

    wire.subscribe("_D.w", "7");
    var revisions = new ArrayList<Long>();
    for (int i = 0; i < 4; i++) {
      revisions.add(revision(wire.next()));
    }
    assertEquals(List.of(3L, 4L, 6L, 7L), revisions);
    assertEquals(0, consuming.info("w").number("num_pending"));
  }

  @Test
  void shouldDeliverAgainWhatIsNotAcknowledged() throws Exception {
    put("a", "b", "c");
    consuming.push("w", "'ack_policy':'explicit'").success();
    wire.subscribe("_D.w", "7");
    Received first = wire.next();
    assertEquals("b c", consuming.keys(2));
    wire.post(first.replyTo(), "");
    consuming.info("w").success();

    restart();
    wire.subscribe("_D.w", "7");

    Received second = wire.next();
    assertEquals("b", key(second));
    assertEquals(1, deliveries(second));
    assertEquals("c", consuming.keys(1));
    Answer info = consuming.info("w");
    assertEquals(1, info.number("ack_floor.stream_seq"));
    assertEquals(2, info.number("num_ack_pending"));
  }

  @Test
  void shouldGoOnBeingAsked() throws Exception {
    put("a", "b");
    wire.subscribe("_P", "7");
    consuming.create("p", "'ack_policy':'none'").success();
    wire.raw().send("PUB $JS.API.CONSUMER.MSG.NEXT.KV_B.p _P 0\r\n\r\n");
    assertEquals("a", consuming.keys(1));

    restart();
    wire.subscribe("_P", "7");
    wire.raw().send("PUB $JS.API.CONSUMER.MSG.NEXT.KV_B.p _P 0\r\n\r\n");

    Received second = wire.next();
    assertEquals("b", key(second));
    assertEquals(2, number(second));
  }

  @Test
  void shouldForgetWhatEndedAndWhatIsInMemory() throws Exception {
    consuming.push("kept", WATCH).success();
    consuming.push("deleted", WATCH).success();
    consuming.push("memory", "'mem_storage':true," + WATCH).success();
    awaitWritten("kept", "deleted");
    consuming.delete("deleted").success();

    restart();

    consuming.info("kept").success();
    assertEquals(10014, consuming.info("deleted").number("error.err_code"));
    assertEquals(10014, consuming.info("memory").number("error.err_code"));
  }

  @Test
  void shouldForgetThoseOfABucketThatIsAnotherNow() throws Exception {
    consuming.push("w", WATCH).success();

    served.stop();
    served.store().deleteBucket("B");
    served.store().createBucket(BucketConfig.builder("B").build());
    served.startAgain(options -> options.consumers(file));
    connect();

    assertEquals(10014, consuming.info("w").number("error.err_code"));
  }

  @Test
  void shouldTellTheOfficialClientsByTheNumberWhenAKillLostTheLastOnes() throws Exception {
    wire.subscribe("_D.w", "7");
    put("a");
    consuming.push("w", WATCH).success();
    assertEquals("a", consuming.keys(1));
    awaitWritten("w", "\"stream_seq\":1");
    // What is written from here on is what a kill would have lost.
    Path killed = directory.resolve("killed");
    Files.copy(file, killed, StandardCopyOption.REPLACE_EXISTING);
    put("b", "c");
    assertEquals("b c", consuming.keys(2));

    served.stop();
    served.startAgain(options -> options.consumers(killed));
    connect();
    wire.subscribe("_D.w", "7");

    // A client that has 3 and is given 2 makes its consumer anew from revision 4.
    Received again = wire.next();
    assertEquals(2, number(again));
    assertEquals(2, revision(again));
  }

  @Test
  void shouldServeThoughTheFileIsDamaged() throws Exception {
    consuming.push("first", WATCH).success();
    restart();
    consuming.push("second", WATCH).success();
    served.stop();
    Files.writeString(file, Files.readString(file).replace("\"second\"", "\"secund\""));

    served.startAgain(options -> options.consumers(file));
    connect();

    consuming.info("first").success();
    assertEquals(10014, consuming.info("second").number("error.err_code"));
    assertEquals(10014, consuming.info("secund").number("error.err_code"));
  }

  private void awaitWritten(String... texts) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    String written = "";
    while (!List.of(texts).stream().allMatch(written::contains)) {
      assertTrue(System.nanoTime() < deadline, List.of(texts) + " in " + written);
      Thread.onSpinWait();
      written = Files.exists(file) ? Files.readString(file) : "";
    }
  }
}
