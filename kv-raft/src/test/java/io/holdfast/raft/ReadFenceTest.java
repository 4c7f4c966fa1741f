package io.holdfast.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.holdfast.kv.UnavailableException;
import io.holdfast.raft.engine.ReadConfirmation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("G1")
class ReadFenceTest {
  private final List<ReadConfirmation> rounds = new ArrayList<>();
  private boolean alone;
  private final ReadFence fence = new ReadFence(() -> alone, rounds::add);

  @Test
  void shouldPassAtOnceOnlyWhileThisNodeIsAlone() {
    alone = true;
    assertTrue(fence.pass().isDone());
    assertEquals(0, rounds.size());

    alone = false;
    assertFalse(fence.pass().isDone(), "others may have acknowledged writes: they must be asked");
    assertEquals(1, rounds.size());
  }

  @Test
  void shouldNotPassOnceClosedEvenWhenAlone() {
    alone = true;
    fence.close(new UnavailableException("closed"));

    assertThrows(CompletionException.class, fence.pass()::join);
  }

  @Test
  void shouldServeEverybodyWhoCameDuringARoundByTheNextOne() {
    var first = fence.pass();
    var second = fence.pass();
    var third = fence.pass();
    assertEquals(1, rounds.size());

    rounds.get(0).confirmed();

    assertTrue(first.isDone());
    assertFalse(
        second.isDone() || third.isDone(),
        "a round under way must not serve who came after it began");
    assertEquals(2, rounds.size());
    rounds.get(1).confirmed();
    assertTrue(second.isDone() && third.isDone());
    assertEquals(2, rounds.size());
  }

  @Test
  void shouldFailOnlyThoseOfTheFailedRound() {
    var first = fence.pass();
    var second = fence.pass();

    rounds.get(0).failed(() -> new UnavailableException("no leader"));
    rounds.get(1).confirmed();

    assertThrows(CompletionException.class, first::join);
    second.join();
  }

  @Test
  void shouldGiveEachCallerAnExceptionOfItsOwn() {
    var first = fence.pass();
    var second = fence.pass();
    var third = fence.pass();
    rounds.get(0).confirmed();
    first.join();

    rounds.get(1).failed(() -> new UnavailableException("no leader"));

    var seconds = assertThrows(CompletionException.class, second::join).getCause();
    var thirds = assertThrows(CompletionException.class, third::join).getCause();
    assertNotSame(seconds, thirds, "waiting adds traces to an exception");
  }

  @Test
  void shouldFailThoseWhoWaitAndThoseWhoComeWhenClosed() {
    var underWay = fence.pass();
    var waiting = fence.pass();

    fence.close(new UnavailableException("closed"));

    assertThrows(CompletionException.class, waiting::join);
    assertThrows(CompletionException.class, fence.pass()::join);
    rounds.get(0).confirmed();
    underWay.join();
  }
}
