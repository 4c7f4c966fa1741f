package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.HoldfastException;
import io.holdfast.kv.IndeterminateException;
import io.holdfast.kv.UnavailableException;
import io.holdfast.kv.command.Command;
import io.holdfast.kv.command.Origin;
import io.holdfast.kv.command.Outcome;
import io.holdfast.kv.time.Clock;
import io.holdfast.raft.ForwardForm.Reply;
import io.holdfast.raft.engine.Member;
import io.holdfast.raft.engine.PeerAnswer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a follower tells its callers of what it sent to the leader. */
@Tag("G6")
@SuppressWarnings("FutureReturnValueIgnored") // each test asks for the answers it is about
class ForwarderTest {
  private static final long RUN = 77;
  private static final Member LEADER = new Member(2, 0);

  private record Asked(Member leader, ForwardForm.Request request, PeerAnswer answer) {}

  private final List<Asked> asked = new ArrayList<>();
  private int catchUps;
  private long nanos;
  private final Batcher batcher =
      new Batcher(BatchLimits.DEFAULT, () -> true, batch -> this.send(batch));
  private final Forwarder forwarder =
      new Forwarder(
          batcher,
          (leader, request, answer) ->
              asked.add(new Asked(leader, ForwardForm.request(request), answer)),
          () -> catchUps++,
          new StandingClock(),
          RUN);

  private final class StandingClock implements Clock {
    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public Instant wallTime() {
      return Instant.EPOCH;
    }
  }

  private void send(Batch batch) {
    forwarder.send(batch);
  }

  @BeforeEach
  void follow() {
    forwarder.follow(LEADER, 3);
    batcher.lead(3);
  }

  private CompletableFuture<Outcome> submit() {
    return batcher.submit(new Command.RemoveRevision("b", 1));
  }

  private void applied(long term, Origin origin) {
    forwarder.applied(term, origin, List.of(new Outcome.Removed(1)));
  }

  private static <T extends HoldfastException> T failure(
      Class<T> kind, CompletableFuture<Outcome> answer) {
    assertTrue(answer.isDone(), "no answer yet");
    return assertInstanceOf(kind, assertThrows(CompletionException.class, answer::join).getCause());
  }

  @Test
  void shouldAskTheLeaderInItsTermAndAnswerOnceItsEntryIsApplied() {
    var answer = submit();

    assertEquals(LEADER, asked.get(0).leader());
    assertEquals(3, asked.get(0).request().term());
    asked.get(0).answer().answered(ForwardForm.encode(new Reply.Taken()));
    assertFalse(answer.isDone(), "answered before this node has applied it");
    assertEquals(1, catchUps);

    applied(3, asked.get(0).request().origin());
    assertEquals(new Outcome.Removed(1), answer.join());
  }

  @Test
  void shouldTakeNobodyElsesEntriesForItsOwn() {
    var answer = submit();
    Origin own = asked.get(0).request().origin();

    applied(3, new Origin(RUN + 1, own.number()));
    assertFalse(answer.isDone());
    forwarder.applied(3, null, List.of());
    assertFalse(answer.isDone());

    applied(3, own);
    assertTrue(answer.isDone());
  }

  /** An entry of a later term comes after all of an earlier one. */
  @Test
  void shouldKnowThatNothingWasWrittenOnceALaterTermHasBegun() {
    var answer = submit();
    asked.get(0).answer().lost("the connection was closed");
    assertFalse(answer.isDone());

    forwarder.applied(4, null, List.of());

    assertTrue(
        String.valueOf(failure(UnavailableException.class, answer).getMessage())
            .startsWith("nothing was written: "));
  }

  @Test
  void shouldFindItsEntryThoughTheAnswerWasLost() {
    var answer = submit();
    asked.get(0).answer().lost("the connection was closed");

    applied(3, asked.get(0).request().origin());

    assertEquals(new Outcome.Removed(1), answer.join());
    forwarder.applied(4, null, List.of());
  }

  @Test
  void shouldSendTheNextBatchOnceTheFateOfTheFirstIsTheLeaders() {
    submit();
    submit();
    assertEquals(1, asked.size(), "one is under way at a time");

    asked.get(0).answer().lost("the connection was closed");

    assertEquals(2, asked.size());
  }

  @Test
  void shouldFailAtOnceWhatTheLeaderRefusesOrIsNotReachedBy() {
    var refused = submit();
    asked.get(0).answer().answered(ForwardForm.encode(new Reply.Refused("the disk is full")));
    assertTrue(
        String.valueOf(failure(UnavailableException.class, refused).getMessage())
            .contains("the disk is full"));

    var unsent = submit();
    asked.get(1).answer().notSent("no connection");
    failure(UnavailableException.class, unsent);
  }

  @Test
  void shouldSayThatItDoesNotKnowAfterASnapshot() {
    var answer = submit();

    forwarder.restored();

    failure(IndeterminateException.class, answer);
  }

  /** Else what a broken connection swallowed would count among what is under way for ever. */
  @Test
  void shouldGiveUpInTheEndWhatWasLost() {
    var lost = submit();
    asked.get(0).answer().lost("the connection was closed");
    nanos += Forwarder.PATIENCE.toNanos();
    var later = submit();

    forwarder.giveUpOld();
    assertFalse(lost.isDone(), "before its time");
    nanos++;
    forwarder.giveUpOld();

    failure(IndeterminateException.class, lost);
    assertFalse(later.isDone());
    assertEquals(1, batcher.waiting());
  }

  @Test
  void shouldSendNothingToALeaderOfAnotherTerm() {
    forwarder.follow(LEADER, 4);
    failure(UnavailableException.class, submit());
    forwarder.followNobody();
    failure(UnavailableException.class, submit());

    assertEquals(List.of(), asked);
  }
}
