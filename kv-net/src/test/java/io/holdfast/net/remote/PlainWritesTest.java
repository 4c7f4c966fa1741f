package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.kv.BucketId;
import io.holdfast.kv.Bytes;
import io.holdfast.kv.Condition;
import io.holdfast.kv.Consistency;
import io.holdfast.kv.Entry;
import io.holdfast.kv.EntryKind;
import io.holdfast.kv.Headers;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.Listing;
import io.holdfast.kv.MarkerReason;
import io.holdfast.kv.Operation;
import io.holdfast.kv.Ttl;
import io.holdfast.kv.WrongRevisionException;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A plain NATS server checks a condition before the message id, so it refuses the repetition of a
 * write that happened: then the entry tells whose write moved the key (guarantees G5 and G6).
 */
@Tag("G5")
@Tag("G6")
class PlainWritesTest {
  private static final String MOVED_ON =
      "{\"error\":{\"code\":400,\"err_code\":10071,\"description\":\"wrong last sequence: 8\"}}";

  private final VirtualScheduler scheduler = new VirtualScheduler(1);
  private final FakeLink link = new FakeLink();
  private final OneEntry reads = new OneEntry();
  private final PlainWrites writes =
      new PlainWrites(
          new Requester(
              link,
              scheduler,
              RemoteOptions.to("nats://fake:4222")
                  .requestTimeout(Duration.ofSeconds(5))
                  .attemptTimeout(Duration.ofSeconds(1))
                  .build()),
          new RequestNumbers("client"),
          reads,
          new ServerFeatures(link, false));

  /** A bucket of one key. */
  private static final class OneEntry implements Reads {
    Optional<Entry> entry = Optional.empty();

    @Override
    public CompletionStage<Optional<Entry>> newest(
        String bucket, String key, Consistency consistency) {
      return CompletableFuture.completedFuture(entry);
    }

    @Override
    public CompletionStage<Optional<Entry>> at(String bucket, String key, long revision) {
      throw new UnsupportedOperationException("not asked for here");
    }

    @Override
    public CompletionStage<Listing<Entry>> list(
        String bucket, List<String> filters, boolean values) {
      throw new UnsupportedOperationException("not asked for here");
    }

    @Override
    public CompletionStage<Listing<Entry>> history(String bucket, String key) {
      throw new UnsupportedOperationException("not asked for here");
    }
  }

  @Test
  void shouldTakeTheRevisionOfItsFirstTryWhenTheSecondIsRefused() {
    var update = updateWhoseFirstAnswerIsLost();
    moved(messageId(link.sent.get(0)));

    link.answer(1, MOVED_ON);
    scheduler.advance(Duration.ZERO);

    assertEquals(8, update.join());
    assertEquals(messageId(link.sent.get(0)), messageId(link.sent.get(1)));
  }

  @Test
  void shouldNotCallItRefusedWhenSomebodyElseHasWrittenSince() {
    var update = updateWhoseFirstAnswerIsLost();
    moved("somebody-else");

    link.answer(1, MOVED_ON);
    scheduler.advance(Duration.ZERO);

    var failure = assertThrows(CompletionException.class, update::join);
    assertInstanceOf(IndeterminateException.class, failure.getCause());
  }

  @Test
  void shouldCallItRefusedWhenNothingWasSentBefore() {
    var update = update();

    link.answer(0, MOVED_ON);
    scheduler.advance(Duration.ZERO);

    var failure = assertThrows(CompletionException.class, update::join);
    assertInstanceOf(WrongRevisionException.class, failure.getCause());
  }

  private CompletableFuture<Long> updateWhoseFirstAnswerIsLost() {
    var update = update();
    scheduler.advance(Duration.ofMillis(1100));
    assertEquals(2, link.sent.size());
    return update;
  }

  private CompletableFuture<Long> update() {
    return writes
        .write("B", Operation.Put.of("k", Bytes.utf8("v")), new Condition.KeyAt("k", 7))
        .toCompletableFuture();
  }

  private void moved(String messageId) {
    reads.entry =
        Optional.of(
            new Entry(
                new BucketId("B", 1),
                "k",
                EntryKind.PUT,
                MarkerReason.CLIENT,
                Bytes.utf8("v"),
                Headers.of("Nats-Msg-Id", messageId),
                8,
                0,
                Ttl.NONE,
                null));
  }

  private static String messageId(Link.Outgoing sent) {
    return sent.headers().get(sent.headers().indexOf("Nats-Msg-Id") + 1);
  }
}
