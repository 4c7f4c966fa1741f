package io.holdfast.net.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.Bytes;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.OverloadedException;
import io.holdfast.kv.UnauthorisedException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.net.remote.Call.Effect;
import io.holdfast.net.remote.Call.Lane;
import io.holdfast.net.remote.RemoteOptions.BreakerOptions;
import io.holdfast.testkit.simulation.VirtualScheduler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G6")
class RequesterTest {
  private static final String PASSING =
      "{\"error\":{\"code\":503,\"err_code\":20008,\"description\":\"no leader\"}}";
  private static final String UNKNOWN =
      "{\"error\":{\"code\":504,\"err_code\":20009,\"description\":\"who knows\"}}";

  private final VirtualScheduler scheduler = new VirtualScheduler(1);
  private final FakeLink link = new FakeLink();
  private final Requester requester = requester(4096);

  private Requester requester(int maxInFlight) {
    return new Requester(
        link,
        scheduler,
        RemoteOptions.to("nats://fake:4222")
            .requestTimeout(Duration.ofSeconds(5))
            .attemptTimeout(Duration.ofSeconds(1))
            .maxInFlight(maxInFlight)
            .breaker(new BreakerOptions(4, 50, Duration.ofSeconds(2)))
            .build());
  }

  private CompletionStage<Reply> make(Effect effect) {
    return make(Lane.NORMAL, effect);
  }

  private CompletionStage<Reply> make(Lane lane, Effect effect) {
    var message = new Link.Outgoing("subject", Bytes.EMPTY);
    return requester.make(new Call("try it", lane, effect, left -> message));
  }

  private static Reply join(CompletionStage<Reply> outcome) {
    return outcome.toCompletableFuture().join();
  }

  private static <X extends Throwable> X failure(Class<X> kind, CompletionStage<?> stage) {
    var outcome = stage.toCompletableFuture();
    assertTrue(outcome.isDone(), "no outcome yet");
    var wrapped = assertThrows(CompletionException.class, outcome::join);
    return assertInstanceOf(kind, wrapped.getCause());
  }

  @Test
  void shouldAnswerWithOneMessage() {
    var outcome = make(Effect.ONCE);

    link.answer(0, "{\"seq\":7}");
    scheduler.advance(Duration.ZERO);

    assertEquals(7, join(outcome).result().number("seq"));
    assertEquals(1, link.sent.size());
  }

  @Test
  void shouldTellDirectCallsOnTheThreadThatBringsTheAnswer() {
    var message = new Link.Outgoing("subject", Bytes.EMPTY);
    var outcome =
        requester.direct().make(new Call("try it", Lane.NORMAL, Effect.ONCE, left -> message));

    link.answer(0, "{\"seq\":7}");

    assertTrue(outcome.toCompletableFuture().isDone(), "it was handed over");
    assertEquals(7, join(outcome).result().number("seq"));
  }

  @Test
  void shouldTimeOutEachOfManyInTime() {
    var first = make(Effect.ONCE);
    scheduler.advance(Duration.ofSeconds(3));
    var second = make(Effect.ONCE);
    link.answer(1, "{}");
    var third = make(Effect.ONCE);

    scheduler.advance(Duration.ofMillis(2100));
    failure(IndeterminateException.class, first);
    assertFalse(third.toCompletableFuture().isDone());
    scheduler.advance(Duration.ofSeconds(3));

    failure(IndeterminateException.class, third);
    assertTrue(join(second).error().isEmpty());
  }

  @Test
  void shouldSendAgainWhatMayBeRepeatedAndTakeALateAnswerToTheFirst() {
    var outcome = make(Effect.REPEATABLE);

    scheduler.advance(Duration.ofMillis(1100));
    assertEquals(2, link.sent.size());
    link.answer(0, "{\"seq\":7}");
    scheduler.advance(Duration.ZERO);

    assertEquals(7, join(outcome).result().number("seq"));
    assertEquals(2, join(outcome).attempts());
  }

  @Test
  void shouldNotSendAgainWhatCouldHappenTwice() {
    var outcome = make(Effect.ONCE);

    scheduler.advance(Duration.ofSeconds(6));

    assertEquals(1, link.sent.size());
    failure(IndeterminateException.class, outcome);
  }

  @Test
  void shouldTellAnUnansweredReadFromAnUnansweredWrite() {
    var read = make(Effect.READ);
    var write = make(Effect.REPEATABLE);

    scheduler.advance(Duration.ofSeconds(6));

    failure(UnavailableException.class, read);
    failure(IndeterminateException.class, write);
  }

  @Test
  void shouldSayThatNothingHappenedWhenNothingWasSent() {
    link.connected = false;
    var outcome = make(Effect.ONCE);

    scheduler.advance(Duration.ofSeconds(6));

    assertEquals(0, link.sent.size());
    var failure = failure(UnavailableException.class, outcome);
    assertTrue(failure.toString().contains("nats://fake:4222"), failure::toString);
  }

  @Test
  void shouldSendAtOnceWhenTheConnectionIsBack() {
    link.connected = false;
    make(Effect.ONCE);
    link.connected = true;

    requester.reconnected();
    scheduler.advance(Duration.ZERO);

    assertEquals(1, link.sent.size());
  }

  @Test
  void shouldTryAgainAfterAPauseWhenTheServerDidNothing() {
    var outcome = make(Effect.ONCE);
    link.answer(0, PASSING);
    scheduler.advance(Duration.ofMillis(200));
    assertEquals(2, link.sent.size());

    link.answer(1, "{}");
    scheduler.advance(Duration.ZERO);

    assertTrue(join(outcome).error().isEmpty());
  }

  @Test
  void shouldSayWhatTheServerSaidWhenItNeverDidAnything() {
    link.answerAll(PASSING);
    var outcome = make(Effect.REPEATABLE);
    scheduler.advance(Duration.ofSeconds(6));

    var failure = failure(UnavailableException.class, outcome);
    assertTrue(failure.toString().contains("no leader"), failure::toString);
  }

  @Test
  void shouldAskAgainWhatBecameOfANumberedWrite() {
    var numbered = make(Effect.REPEATABLE);
    link.answer(0, UNKNOWN);
    scheduler.advance(Duration.ofMillis(200));

    link.answer(1, "{\"seq\":3}");
    scheduler.advance(Duration.ZERO);

    assertEquals(3, join(numbered).result().number("seq"));
  }

  @Test
  void shouldOpenTheBreakerForAllButTheReservedLane() {
    for (int i = 0; i < 4; i++) {
      make(Effect.READ);
    }
    scheduler.advance(Duration.ofSeconds(6));
    int before = link.sent.size();

    var refused = make(Effect.READ);
    make(Lane.RESERVED, Effect.REPEATABLE);
    scheduler.advance(Duration.ZERO);

    failure(UnavailableException.class, refused);
    assertEquals(before + 1, link.sent.size());
  }

  private void openTheBreaker() {
    for (int i = 0; i < 4; i++) {
      make(Effect.READ);
    }
    scheduler.advance(Duration.ofSeconds(5));
    assertTrue(requester.isRefusing(), "it did not open");
  }

  @Test
  void shouldLetThreeCallsThroughWhenTheBreakerHasRestedAndCloseIt() {
    openTheBreaker();
    scheduler.advance(Duration.ofMillis(1900));
    failure(UnavailableException.class, madeLater());
    scheduler.advance(Duration.ofMillis(101));

    link.answerAll("{}");
    for (int i = 0; i < 3; i++) {
      assertTrue(join(madeLater()).error().isEmpty());
    }

    assertFalse(requester.isRefusing());
    assertTrue(join(madeLater()).error().isEmpty());
  }

  @Test
  void shouldLetNoMoreThanThreeCallsFindOutWhetherTheServerIsBack() {
    openTheBreaker();
    scheduler.advance(Duration.ofMillis(2001));
    int before = link.sent.size();

    var probes = List.of(madeLater(), madeLater(), madeLater());
    failure(UnavailableException.class, madeLater());

    assertEquals(before + probes.size(), link.sent.size());
    scheduler.advance(Duration.ofSeconds(5));
    probes.forEach(probe -> failure(UnavailableException.class, probe));
    assertTrue(requester.isRefusing(), "no answer should open it anew");
  }

  private CompletionStage<Reply> madeLater() {
    var outcome = make(Effect.READ);
    scheduler.advance(Duration.ZERO);
    return outcome;
  }

  @Test
  void shouldNotTakeARefusalForSilence() {
    for (int i = 0; i < 8; i++) {
      var forbidden = make(Effect.READ);
      requester.refused("Permissions Violation for Publish to \"subject\"");
      scheduler.advance(Duration.ZERO);
      failure(UnauthorisedException.class, forbidden);
    }

    assertFalse(requester.isRefusing());
  }

  @Test
  void shouldRefuseMoreThanItsLimitInFlightButTheReservedLane() {
    var small = requester(1);
    var message = new Link.Outgoing("subject", Bytes.EMPTY);
    small.make(new Call("one", Lane.NORMAL, Effect.READ, left -> message));

    var two = small.make(new Call("two", Lane.NORMAL, Effect.READ, left -> message));
    small.make(new Call("renewal", Lane.RESERVED, Effect.REPEATABLE, left -> message));
    scheduler.advance(Duration.ZERO);

    failure(OverloadedException.class, two);
    assertEquals(2, link.sent.size());
  }

  @Test
  void shouldFailAtOnceWhatTheServerDoesNotPermit() {
    var outcome = make(Effect.REPEATABLE);

    requester.refused("Permissions Violation for Publish to \"subject\"");
    scheduler.advance(Duration.ZERO);

    failure(UnauthorisedException.class, outcome);
  }

  @Test
  void shouldEndWhatIsInFlightWhenItIsClosed() {
    var write = make(Effect.REPEATABLE);
    var read = make(Effect.READ);

    requester.close();
    var late = make(Effect.READ);
    scheduler.advance(Duration.ZERO);

    failure(IndeterminateException.class, write);
    failure(UnavailableException.class, read);
    failure(UnavailableException.class, late);
  }
}
