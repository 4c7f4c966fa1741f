package io.holdfast.net.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Capabilities.Durability;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.LeaseRef;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Operation.Rollup;
import io.holdfast.kv.Transaction;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.command.MessageId;
import io.holdfast.net.json.JsonFields;
import io.holdfast.net.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bodies on the wire, against golden files that are never changed, only added to. */
class GoldenMessagesTest {
  private static final LeaseRef LEASE = new LeaseRef("l.x", 3);
  private static final BucketId BUCKET = new BucketId("B", 17);

  @Test
  void shouldWriteAndReadATransaction() {
    var transaction =
        Transaction.when(new Condition.KeyAt("a", 5))
            .and(new Condition.KeyAbsent("b"))
            .and(new Condition.KeyUntraced("b"))
            .and(new Condition.LeaseAlive(LEASE))
            .and(new Condition.OldestUnder("q.", 0))
            .and(new Condition.NewestUnder("q.", 9))
            .and(new Condition.NewestMatching("q.*", 9))
            .and(new Condition.BucketAt(12))
            .and(new Condition.LastMessageId("m-1"))
            .then(
                new Operation.Put(
                    "a",
                    Bytes.utf8("hi"),
                    Headers.of("N", "v"),
                    Ttl.of(Duration.ofSeconds(3)),
                    LEASE,
                    Rollup.KEY))
            .then(Operation.Delete.of("b"))
            .then(new Operation.Purge("c", Headers.NONE, Ttl.NEVER))
            .build();
    var request = new TxnRequest(transaction, new MessageId.Request("client", 7, 4), 5000);

    assertEquals(golden("txn-request.json"), request.toBody().utf8());
    assertEquals(request, TxnRequest.read(fields("txn-request.json")));
  }

  @Test
  void shouldWriteAndReadAHandOver() {
    var transaction =
        Transaction.when(new Condition.KeyLive("a"))
            .then(
                new Operation.HandOver(
                    "a",
                    "q.",
                    Headers.of("N", "v"),
                    Ttl.of(Duration.ofSeconds(30)),
                    Ttl.of(Duration.ofSeconds(5))))
            .build();
    var request = new TxnRequest(transaction, MessageId.NONE, 0);

    assertEquals(golden("txn-hand-over.json"), request.toBody().utf8());
    assertEquals(request, TxnRequest.read(fields("txn-hand-over.json")));
  }

  @Test
  void shouldLeaveOutOfATransactionWhatItDoesNotSay() {
    var request =
        new TxnRequest(
            Transaction.always().then(Operation.Put.of("a", Bytes.EMPTY)).build(),
            MessageId.NONE,
            0);

    assertEquals(golden("txn-request-short.json"), request.toBody().utf8());
    assertEquals(request, TxnRequest.read(fields("txn-request-short.json")));
  }

  @Test
  void shouldWriteAndReadTheRepliesToTransactions() {
    var committed = new TxnReply.Committed(17, 40, 3, true);
    var refused = new TxnReply.Refused(-1, 0);

    assertEquals(golden("txn-committed.json"), committed.toReply().utf8());
    assertEquals(committed, TxnReply.read(fields("txn-committed.json")));
    assertEquals(golden("txn-refused.json"), refused.toReply().utf8());
    assertEquals(refused, TxnReply.read(fields("txn-refused.json")));
  }

  @Test
  void shouldWriteAndReadStatusAndInfo() {
    var status = new StatusReply(17, 42, 40, 123456);
    var info = new InfoReply(1, Durability.SYNCED, "a durable store");

    assertEquals(golden("status-reply.json"), status.toReply().utf8());
    assertEquals(status, StatusReply.read(fields("status-reply.json")));
    assertEquals(golden("info-reply.json"), info.toReply().utf8());
    assertEquals(info, InfoReply.read(fields("info-reply.json")));
  }

  @Test
  void shouldWriteAndReadReads() {
    var get = new GetRequest("a", 0, Consistency.atLeast(5));
    var list = new ListRequest(List.of("a.*", "b.>"), true, true);

    assertEquals(golden("get-request.json"), get.toBody().utf8());
    assertEquals(get, GetRequest.read(fields("get-request.json")));
    assertEquals(golden("list-request.json"), list.toBody().utf8());
    assertEquals(list, ListRequest.read(fields("list-request.json")));
  }

  @Test
  void shouldWriteAndReadEntries() {
    var value =
        new Entry(
            BUCKET,
            "a.\u00fc",
            EntryKind.PUT,
            MarkerReason.CLIENT,
            Bytes.utf8("hi"),
            Headers.of("N", "v"),
            5,
            1_790_000_000_123_456_789L,
            Ttl.of(Duration.ofSeconds(3)),
            LEASE);
    var marker =
        new Entry(
            BUCKET,
            "b",
            EntryKind.PURGE,
            MarkerReason.LEASE_ENDED,
            Bytes.EMPTY,
            Headers.NONE,
            6,
            1_790_000_001_000_000_000L,
            Ttl.NONE,
            null);
    var reply = new EntriesReply(17, 6, List.of(value, marker));

    assertEquals(golden("entries-reply.json"), reply.toReply(true).utf8());
    assertEquals(reply, EntriesReply.read(fields("entries-reply.json"), "B"));
    assertTrue(reply.size(true) >= reply.toReply(true).length());
  }

  @Test
  void shouldWriteAndReadErrors() {
    var error = WireError.of(ErrorCode.LEASE_GONE, "lease 'l.x@3' is not alive");

    assertEquals(golden("error.json"), error.toReply().utf8());
    assertEquals(error, WireError.in(fields("error.json")).orElseThrow());
  }

  @Test
  void shouldNameThePlaceOfWhatIsMalformed() {
    var wrong =
        JsonFields.parse(
            Bytes.utf8(
                "{\"v\":1,\"operations\":[{\"op\":\"put\",\"key\":\"a\",\"ttl_ms\":\"x\"}]}"));

    var failure = assertThrows(MalformedJsonException.class, () -> TxnRequest.read(wrong));

    assertEquals(
        "operations[0].ttl_ms must be a whole number of 64 bits, found 'x'", failure.getMessage());
  }

  @Test
  void shouldRoundTimesToLiveUp() {
    assertEquals(2, TtlMillis.of(new Ttl(1_000_001)));
    assertEquals(1, TtlMillis.of(new Ttl(1_000_000)));
    assertEquals(-1, TtlMillis.of(Ttl.NEVER));
    assertEquals(new Ttl(Long.MAX_VALUE), TtlMillis.toTtl(Long.MAX_VALUE));
  }

  private static JsonFields fields(String name) {
    return JsonFields.parse(Bytes.utf8(golden(name)));
  }

  private static String golden(String name) {
    try (InputStream file =
        GoldenMessagesTest.class.getResourceAsStream("/golden/extension/" + name)) {
      if (file == null) {
        throw new AssertionError("no golden file " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
