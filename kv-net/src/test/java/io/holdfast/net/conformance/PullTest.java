package io.holdfast.net.conformance;

import static io.holdfast.net.conformance.Consuming.deliveries;
import static io.holdfast.net.conformance.Consuming.key;
import static io.holdfast.net.conformance.Consuming.number;
import static io.holdfast.net.conformance.Consuming.pending;
import static io.holdfast.net.conformance.Consuming.revision;
import static io.holdfast.net.conformance.Consuming.status;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import io.holdfast.testkit.Eventually;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pull consumers: requests, how they end, and acknowledgements. */
@Timeout(60)
@Tag("W132")
class PullTest {
  private ServedStore served;
  private Wire wire;
  private Consuming consuming;

  @BeforeEach
  void serve() throws Exception {
    served = ServedStore.start();
    wire = Wire.to(served);
    wire.bucket("B", "");
    consuming = new Consuming(wire);
    wire.subscribe("_P.*", "5");
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private void pull(String consumer, String replyTo, String body) throws IOException {
    String json = body.replace('\'', '"');
    wire.raw()
        .send(
            "PUB $JS.API.CONSUMER.MSG.NEXT.KV_B."
                + consumer
                + " "
                + replyTo
                + " "
                + json.length()
                + "\r\n"
                + json
                + "\r\n");
  }

  private void put(String... keys) throws IOException {
    for (String key : keys) {
      wire.put("$KV.B." + key, "v");
    }
  }

  @Test
  void shouldDeliverWhatIsAskedForAndFillInTheConfiguration() throws Exception {
    put("a", "b", "c");
    Answer created = consuming.create("p", "'ack_policy':'explicit'").success();
    assertEquals(512, created.number("config.max_waiting"));
    assertEquals(1000, created.number("config.max_ack_pending"));
    assertEquals(30_000_000_000L, created.number("config.ack_wait"));
    assertEquals(3, created.number("num_pending"));

    pull("p", "_P.1", "");
    Received first = wire.next();
    pull("p", "_P.2", "5");

    assertEquals("a", key(first));
    assertEquals("5", first.sid());
    assertTrue(first.replyTo().startsWith("$JS.ACK.KV_B.p.1.1.1."), first.replyTo());
    assertEquals(2, pending(first));
    assertEquals("b c", consuming.keys(2));
    Answer info = consuming.info("p");
    assertEquals(3, info.number("num_ack_pending"));
    assertEquals(1, info.number("num_waiting"));
    put("d");
    assertEquals("d", consuming.keys(1));
  }

  @Test
  void shouldEndARequestThatDoesNotWait() throws Exception {
    consuming.create("p", "").success();
    pull("p", "_P.1", "{'batch':3,'no_wait':true}");
    assertEquals("404 No Messages", status(wire.next()));

    put("a");
    pull("p", "_P.2", "{'batch':3,'no_wait':true}");
    assertEquals("a", consuming.keys(1));
    Received end = wire.next();

    assertEquals("_P.2", end.subject());
    assertEquals(
        "NATS/1.0 408 Request Timeout\r\nNats-Pending-Messages: 2\r\nNats-Pending-Bytes: 0\r\n\r\n",
        end.headers());
  }

  @Test
  void shouldEndARequestWhoseTimeIsOverAndBeatUntilThen() throws Exception {
    consuming.create("p", "").success();

    pull("p", "_P.1", "{'batch':2,'expires':2000000000,'idle_heartbeat':200000000}");

    Received beat = wire.next();
    assertEquals("_P.1", beat.subject());
    assertEquals(
        "NATS/1.0 100 Idle Heartbeat\r\nNats-Last-Consumer: 0\r\nNats-Last-Stream: 0\r\n\r\n",
        beat.headers());
    String next = status(wire.next());
    // How many fit into the time is the machine's business.
    while (next.equals("100 Idle Heartbeat")) {
      next = status(wire.next());
    }
    assertEquals("408 Request Timeout", next);
    assertEquals(0, consuming.info("p").number("num_waiting"));
  }

  @Test
  void shouldKeepToTheBytesOfARequest() throws Exception {
    wire.put("$KV.B.a", "x".repeat(100));
    wire.put("$KV.B.b", "x".repeat(1000));
    consuming.create("p", "").success();

    pull("p", "_P.1", "{'batch':5,'max_bytes':400}");
    assertEquals("a", consuming.keys(1));
    Received end = wire.next();

    assertEquals("409 Message Size Exceeds MaxBytes", status(end));
    assertTrue(end.headers().contains("Nats-Pending-Messages: 4\r\n"), end.headers());
    pull("p", "_P.2", "{'batch':1,'max_bytes':4000}");
    assertEquals("b", consuming.keys(1));
    assertEquals("409 Batch Completed", status(wire.next()));
  }

  @Test
  void shouldRefuseWhatMakesNoSense() throws Exception {
    consuming.push("pushing", "").success();
    consuming.create("p", "'max_waiting':1,'max_batch':10,'max_bytes':500").success();

    pull("pushing", "_P.1", "");
    assertEquals("409 Consumer is push based", status(wire.next()));
    pull("p", "_P.1", "{'batch':11}");
    assertEquals("409 Exceeded MaxRequestBatch of 10", status(wire.next()));
    pull("p", "_P.1", "{'batch':1,'max_bytes':501}");
    assertEquals("409 Exceeded MaxRequestMaxBytes of 500", status(wire.next()));
    pull("p", "_P.1", "many");
    assertTrue(status(wire.next()).startsWith("400 Bad Request - "));
    pull("p", "_P.1", "{'expires':100000000,'idle_heartbeat':100000000}");
    assertEquals("400 Bad Request - heartbeat value too large", status(wire.next()));
    pull("p", "_P.1", "");
    pull("p", "_P.2", "");
    Received refused = wire.next();
    assertEquals("_P.2", refused.subject());
    assertEquals("409 Exceeded MaxWaiting", status(refused));
    pull("none", "_P.3", "");
    assertEquals("503", status(wire.next()));
    consuming.delete("p").success();
    assertEquals("409 Consumer Deleted", status(wire.next()));
  }

  @Test
  void shouldServeRequestsInTurnsAndDropThoseNobodyListensTo() throws Exception {
    consuming.create("p", "").success();
    wire.subscribe("_GONE", "7");
    pull("p", "_GONE", "{'batch':10}");
    wire.raw().send("UNSUB 7\r\n");
    pull("p", "_P.1", "{'batch':10}");
    wire.subscribe("_Q", "8");
    pull("p", "_Q", "{'batch':10}");
    put("a", "b", "c", "d");

    var sids = new StringBuilder();
    for (int i = 0; i < 4; i++) {
      sids.append(wire.next().sid());
    }

    assertEquals("5858", sids.toString());
    assertEquals(2, consuming.info("p").number("num_waiting"));
  }

  @Test
  void shouldDeliverAgainWhatIsNotAcknowledgedOrNotWanted() throws Exception {
    put("a", "b");
    consuming.create("p", "'ack_policy':'explicit','ack_wait':300000000").success();
    pull("p", "_P.1", "{'batch':10}");
    Received a = wire.next();
    Received b = wire.next();
    wire.ask(b.replyTo(), "+ACK");

    Received again = wire.next();

    assertEquals("a", key(again));
    assertEquals(2, deliveries(again));
    assertEquals(revision(a), revision(again));
    assertEquals(3, number(again));
    assertEquals(1, consuming.info("p").number("num_redelivered"));
    assertEquals("", wire.ask(again.replyTo(), "-NAK").payload());
    Received third = wire.next();
    assertEquals(3, deliveries(third));
    wire.ask(third.replyTo(), "+TERM");
    Answer info = consuming.info("p");
    assertEquals(0, info.number("num_ack_pending"));
    assertEquals(0, info.number("num_redelivered"));
    assertEquals(4, info.number("ack_floor.consumer_seq"));
    assertEquals(2, info.number("ack_floor.stream_seq"));
  }

  @Test
  void shouldWaitLongerForWhatIsWorkedOnAndAfterADelay() throws Exception {
    put("a");
    consuming.create("p", "'ack_policy':'explicit','ack_wait':60000000000").success();
    pull("p", "_P.1", "{'batch':10}");
    Received a = wire.next();
    long before = System.nanoTime();
    wire.ask(a.replyTo(), "-NAK {\"delay\":300000000}");

    Received again = wire.next();

    assertTrue(System.nanoTime() - before >= 300_000_000, "came before its delay");
    assertEquals("", wire.ask(again.replyTo(), "+WPI").payload());
    assertEquals(1, consuming.info("p").number("num_ack_pending"));
  }

  @Test
  void shouldGiveUpAfterTheLastDeliveryAndStopAtTheMostUnacknowledged() throws Exception {
    put("a", "b", "c");
    consuming
        .create(
            "p", "'ack_policy':'explicit','ack_wait':200000000,'max_deliver':2,'max_ack_pending':2")
        .success();
    pull("p", "_P.1", "{'batch':10}");

    assertEquals("a b a b c", consuming.keys(5));
    assertEquals("c", consuming.keys(1));
    assertEquals(0, consuming.info("p").number("num_pending"));
  }

  @Test
  void shouldTakeOneAcknowledgementForAllBefore() throws Exception {
    put("a", "b", "c");
    consuming.create("p", "'ack_policy':'all'").success();
    pull("p", "_P.1", "3");
    wire.next();
    Received b = wire.next();
    wire.next();

    wire.ask(b.replyTo(), "");

    Answer info = consuming.info("p");
    assertEquals(1, info.number("num_ack_pending"));
    assertEquals(2, info.number("ack_floor.stream_seq"));
  }

  @Test
  void shouldAcknowledgeAndAskForTheNextAtOnce() throws Exception {
    put("a", "b");
    consuming.create("p", "'ack_policy':'explicit'").success();
    pull("p", "_P.1", "");
    Received a = wire.next();

    wire.raw().send("PUB " + a.replyTo() + " _P.2 4\r\n+NXT\r\n");

    assertEquals("b", consuming.keys(1));
    assertEquals(1, consuming.info("p").number("num_ack_pending"));
  }

  @Test
  void shouldPushAgainWhatIsNotAcknowledged() throws Exception {
    put("a", "b");
    wire.subscribe("_D.c", "6");
    consuming
        .push("c", "'ack_policy':'explicit','ack_wait':200000000,'max_ack_pending':1")
        .success();
    Received a = wire.next();
    Received again = wire.next();

    assertEquals("a", key(a));
    assertEquals("a", key(again));
    assertEquals(2, deliveries(again));
    wire.ask(again.replyTo(), "");
    assertEquals("b", consuming.keys(1));
  }

  @Test
  void shouldEndAConsumerThatNobodyAsksAndRefuseADurableOne() throws Exception {
    consuming.create("p", "'inactive_threshold':100000000").success();
    Eventually.until(
        Duration.ofSeconds(20), // for the tenth of a second after which it ends
        "the end of a consumer that nobody asks",
        () -> !consuming.info("p").errorCodes().isEmpty());
    assertEquals("404/10014", consuming.info("p").errorCodes());
    assertEquals("500/10012", consuming.create("d", "'durable_name':'d'").errorCodes());
    assertEquals("400/10088", consuming.create("h", "'idle_heartbeat':1000000000").errorCodes());
    assertEquals("400/10089", consuming.create("f", "'flow_control':true").errorCodes());
  }
}
