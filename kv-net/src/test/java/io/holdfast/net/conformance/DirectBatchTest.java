package io.holdfast.net.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bucket;
import io.holdfast.kv.BucketConfig;
import io.holdfast.kv.Bytes;
import io.holdfast.net.server.RawClient;
import io.holdfast.net.server.RawClient.Received;
import io.holdfast.net.server.ServedStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Direct gets that are answered with several messages. */
@Timeout(60)
class DirectBatchTest {
  private static final String EOB = "NATS/1.0 204 EOB\r\nNats-Num-Pending: ";

  private ServedStore served;
  private RawClient client;
  private Bucket bucket;

  @BeforeEach
  void serve() throws Exception {
    served = ServedStore.start();
    client = served.raw().connect();
    bucket = served.store().createBucket(BucketConfig.builder("B").history(3).build());
    client.send("SUB _D 1\r\n");
  }

  @AfterEach
  void stop() {
    served.close();
  }

  private void ask(String body) throws IOException {
    client.send("PUB $JS.API.DIRECT.GET.KV_B _D " + body.length() + "\r\n" + body + "\r\n");
  }

  /** Asks, and takes everything up to the first message that has a status. */
  private List<Received> batch(String body) throws IOException {
    ask(body);
    var messages = new ArrayList<Received>();
    do {
      messages.add(client.message());
    } while (!last(messages).headers().startsWith("NATS/1.0 "));
    assertEquals("", client.untilPong(), "more came after the end");
    return messages;
  }

  private static Received last(List<Received> messages) {
    return messages.get(messages.size() - 1);
  }

  private static String header(Received message, String name) {
    String lines = message.headers();
    int at = lines.lastIndexOf("\r\n" + name + ": ");
    return at < 0 ? "" : lines.substring(at + name.length() + 4, lines.indexOf("\r\n", at + 2));
  }

  private static List<String> sequences(List<Received> messages) {
    return messages.stream()
        .map(m -> header(m, "Nats-Sequence"))
        .filter(s -> !s.isEmpty())
        .toList();
  }

  private void put(String... keys) throws InterruptedException {
    for (String key : keys) {
      bucket.put(key, Bytes.utf8("value of " + key));
    }
  }

  @Test
  @Tag("W77")
  void shouldAnswerABatchInOrderCountDownAndEndWithEob() throws Exception {
    put("a", "b", "a", "c");

    List<Received> all = batch("{\"batch\":3,\"seq\":2}");

    assertEquals(List.of("2", "3", "4"), sequences(all));
    assertEquals("$KV.B.b", header(all.get(0), "Nats-Subject"));
    assertEquals("KV_B", header(all.get(0), "Nats-Stream"));
    assertTrue(header(all.get(0), "Nats-Time-Stamp").endsWith("Z"));
    assertEquals("value of b", all.get(0).payload());
    assertEquals(
        List.of("2", "1", "0"),
        all.subList(0, 3).stream().map(m -> header(m, "Nats-Num-Pending")).toList());
    assertEquals(
        List.of("0", "2", "3"),
        all.subList(0, 3).stream().map(m -> header(m, "Nats-Last-Sequence")).toList());
    assertEquals(EOB + "0\r\nNats-Last-Sequence: 4\r\n\r\n", last(all).headers());
    assertEquals("", last(all).payload());
  }

  @Test
  @Tag("W77")
  void shouldAnswerABatchOfMatchingSubjectsAndTellWhatIsLeft() throws Exception {
    put("a.1", "b", "a.2", "a.3");

    List<Received> two = batch("{\"batch\":2,\"next_by_subj\":\"$KV.B.a.*\"}");

    assertEquals(List.of("1", "3"), sequences(two));
    assertEquals(EOB + "1\r\nNats-Last-Sequence: 3\r\n\r\n", last(two).headers());
    List<Received> rest = batch("{\"batch\":2,\"seq\":4,\"next_by_subj\":\"$KV.B.a.*\"}");
    assertEquals(List.of("4"), sequences(rest));
  }

  @Test
  @Tag("W77")
  void shouldStartABatchAtATime() throws Exception {
    put("a", "b", "c");
    Instant second = bucket.getRevision("b", 2).orElseThrow().created();

    List<Received> all = batch("{\"batch\":9,\"start_time\":\"" + second + "\"}");

    assertTrue(sequences(all).containsAll(List.of("2", "3")), sequences(all).toString());
    List<Received> none = batch("{\"batch\":9,\"start_time\":\"2999-01-01T00:00:00Z\"}");
    assertEquals("NATS/1.0 404 Message Not Found\r\n\r\n", last(none).headers());
    assertEquals(1, none.size());
  }

  @Test
  @Tag("W77")
  void shouldEndABatchWithTheMessageThatReachesMaxBytes() throws Exception {
    for (int i = 0; i < 5; i++) {
      bucket.put("k" + i, Bytes.wrap(new byte[1000]));
    }

    List<Received> all = batch("{\"batch\":5,\"seq\":1,\"max_bytes\":1500}");

    assertEquals(List.of("1", "2"), sequences(all));
    assertEquals(EOB + "3\r\nNats-Last-Sequence: 2\r\n\r\n", last(all).headers());
  }

  @Test
  @Tag("W77")
  void shouldSendMoreThanASliceToAReaderThatTakesItsTime() throws Exception {
    for (int i = 0; i < 400; i++) {
      bucket.put("k" + i, Bytes.wrap(new byte[50_000]));
    }

    List<Received> all = batch("{\"batch\":1000,\"seq\":1}");

    assertEquals(401, all.size());
    for (int i = 0; i < 400; i++) {
      assertEquals("$KV.B.k" + i, header(all.get(i), "Nats-Subject"));
      assertEquals(Integer.toString(399 - i), header(all.get(i), "Nats-Num-Pending"));
    }
  }

  @Test
  @Tag("W78")
  void shouldAnswerTheNewestOfEachSubjectInOrderWithTheBoundInEob() throws Exception {
    put("a", "b", "a", "c", "other");
    bucket.delete("b");

    List<Received> all =
        batch("{\"multi_last\":[\"$KV.B.a\",\"$KV.B.b\",\"$KV.B.c\",\"$KV.B.none\"]}");

    assertEquals(List.of("3", "4", "6"), sequences(all));
    assertEquals("DEL", header(all.get(2), "KV-Operation"));
    assertEquals(
        EOB + "0\r\nNats-Last-Sequence: 6\r\nNats-UpTo-Sequence: 6\r\n\r\n", last(all).headers());
    assertEquals(List.of("3", "4", "5", "6"), sequences(batch("{\"multi_last\":[\"$KV.B.>\"]}")));
  }

  @Test
  @Tag("W78")
  void shouldAnswerWhatWasNewestUpToABoundPageByPage() throws Exception {
    put("a", "b", "c", "a", "d", "b");
    String bounded = "{\"multi_last\":[\"$KV.B.>\"],\"up_to_seq\":4,\"batch\":2";

    List<Received> first = batch(bounded + "}");

    assertEquals(List.of("2", "3"), sequences(first));
    assertEquals(
        EOB + "1\r\nNats-Last-Sequence: 3\r\nNats-UpTo-Sequence: 4\r\n\r\n", last(first).headers());
    List<Received> second = batch(bounded + ",\"seq\":4}");
    assertEquals(List.of("4"), sequences(second));
  }

  @Test
  @Tag("W78")
  void shouldAnswerWhatWasNewestBeforeATime() throws Exception {
    put("a", "b");
    Instant first = bucket.getRevision("a", 1).orElseThrow().created();

    List<Received> none = batch("{\"multi_last\":[\"$KV.B.>\"],\"up_to_time\":\"" + first + "\"}");
    List<Received> all =
        batch("{\"multi_last\":[\"$KV.B.>\"],\"up_to_time\":\"2999-01-01T00:00:00Z\"}");

    assertEquals("NATS/1.0 404 No Results\r\n\r\n", last(none).headers());
    assertEquals(1, none.size());
    assertEquals(List.of("1", "2"), sequences(all));
  }

  @Test
  @Tag("W78")
  void shouldRefuseTooManyResultsAndTellThatThereAreNone() throws Exception {
    for (int i = 0; i < 1024; i++) {
      put("k" + i);
    }
    assertEquals(1025, batch("{\"multi_last\":[\"$KV.B.>\"]}").size());
    put("one.more");

    assertEquals(
        "NATS/1.0 413 Too Many Results\r\n\r\n",
        last(batch("{\"multi_last\":[\"$KV.B.>\"]}")).headers());
    assertEquals(
        "NATS/1.0 404 No Results\r\n\r\n",
        last(batch("{\"multi_last\":[\"$KV.B.none.*\"]}")).headers());
    assertEquals(
        "NATS/1.0 404 No Results\r\n\r\n",
        last(batch("{\"multi_last\":[\"elsewhere.>\"]}")).headers());
  }

  @Test
  @Tag("W78")
  void shouldRefuseToLookForMoreSubjectsThanItMayAnswerWith() throws Exception {
    put("k1");
    var most = new ArrayList<String>();
    for (int i = 1; i <= 1024; i++) {
      most.add("\"$KV.B.k" + i + ".*\"");
    }
    most.set(1023, "\"$KV.B.k1\"");
    most.add("\"$KV.B.k1\"");
    assertEquals(List.of("1"), sequences(batch("{\"multi_last\":" + most + "}")));

    most.add("\"$KV.B.other.*\"");
    assertEquals(
        "NATS/1.0 413 Too Many Results\r\n\r\n",
        last(batch("{\"multi_last\":" + most + "}")).headers());
  }

  @Test
  @Tag("W78")
  void shouldAnswerAPairOfKeysAsTheyWereAtOneRevision() throws Exception {
    var done = new AtomicBoolean();
    var writer =
        new Thread(
            () -> {
              try {
                for (int i = 0; !done.get(); i++) {
                  bucket.put("pair.a", Bytes.utf8(Integer.toString(i)));
                  bucket.put("pair.b", Bytes.utf8(Integer.toString(i)));
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    put("pair.a", "pair.b");
    writer.start();
    try {
      for (int i = 0; i < 200; i++) {
        List<Received> pair = batch("{\"multi_last\":[\"$KV.B.pair.*\"]}");
        List<String> sequences = sequences(pair);
        assertEquals(2, sequences.size(), last(pair).headers());
        long older = Long.parseLong(sequences.get(0));
        assertEquals(older + 1, Long.parseLong(sequences.get(1)), "not of one moment");
        assertEquals(sequences.get(1), header(last(pair), "Nats-UpTo-Sequence"));
      }
    } finally {
      done.set(true);
      writer.join();
    }
  }

  @Test
  @Tag("W76")
  void shouldRefuseWhatContradictsItself() throws Exception {
    put("a");
    for (String body :
        List.of(
            "{\"seq\":1,\"last_by_subj\":\"$KV.B.a\"}",
            "{\"seq\":1,\"start_time\":\"2020-01-01T00:00:00Z\"}",
            "{\"start_time\":\"2020-01-01T00:00:00Z\",\"last_by_subj\":\"$KV.B.a\"}",
            "{\"last_by_subj\":\"$KV.B.a\",\"next_by_subj\":\"$KV.B.a\"}",
            "{\"last_by_subj\":\"$KV.B.a\",\"batch\":1}",
            "{\"last_by_subj\":\"$KV.B.a\",\"multi_last\":[\"$KV.B.a\"]}",
            "{\"next_by_subj\":\"$KV.B.a\",\"multi_last\":[\"$KV.B.a\"]}",
            "{\"multi_last\":[\"$KV.B.a\"],\"up_to_seq\":1,\"up_to_time\":\"2020-01-01T00:00:00Z\"}")) {
      ask(body);
      assertEquals("NATS/1.0 408 Bad Request\r\n\r\n", client.message().headers(), body);
    }
    for (String body : List.of("", "{}", "{\"seq\":0}", "{\"batch\":2}", "{\"multi_last\":[]}")) {
      ask(body);
      assertEquals("NATS/1.0 408 Empty Request\r\n\r\n", client.message().headers(), body);
    }
    for (String body : List.of("{", "[1]", "{\"seq\":1,\"start_time\":\"soon\"}", "7x")) {
      ask(body);
      assertEquals("NATS/1.0 408 Malformed Request\r\n\r\n", client.message().headers(), body);
    }
    client.send("PUB $JS.API.DIRECT.GET.KV_B.$KV.B.a _D 9\r\n{\"seq\":1}\r\n");
    assertEquals("NATS/1.0 408 Bad Request\r\n\r\n", client.message().headers());
  }
}
